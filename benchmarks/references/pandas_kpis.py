"""Key figures by pandas from a CSV of hourly loads: `python pandas_kpis.py FILE` prints milliseconds as JSON."""

import json
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import pandas as pd  # type: ignore[import-not-found]


def kpis(path: str) -> dict[str, Callable[[], Any]]:
    begin = perf_counter()
    frame = pd.read_csv(path, parse_dates=["hour"], dtype={"site": "category", "user": "category"})
    read_ms = (perf_counter() - begin) * 1000
    energy = "synthetic_7_2"

    def daily() -> Any:
        return frame.groupby(frame["hour"].dt.date)[energy].sum()

    def simultaneity() -> float:
        own = frame.groupby(["user", "hour"], observed=True)[energy].sum().groupby("user", observed=True).max()
        return float(frame.groupby("hour")[energy].sum().max() / own.sum())

    return {
        "reading the CSV": lambda: read_ms,
        "total energy": lambda: frame[energy].sum(),
        "daily average": lambda: daily().mean(),
        "peak hour": lambda: frame.groupby("hour")[energy].sum().max(),
        "active hours": lambda: frame[frame[energy] > 0].groupby(frame["hour"].dt.date)["hour"].nunique().mean(),
        "simultaneity": simultaneity,
    }


def main() -> None:
    taken: dict[str, float] = {}
    for name, call in kpis(sys.argv[1]).items():
        begin = perf_counter()
        value = call()
        taken[name] = value if name == "reading the CSV" else (perf_counter() - begin) * 1000
    print(json.dumps(taken))


if __name__ == "__main__":
    main()
