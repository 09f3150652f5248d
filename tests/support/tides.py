"""A small feature whose skill, appetite and patience a test chooses by the environment of its process."""

import json
import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from chargeit.domain.errors import Invalid
from chargeit.domain.forecasts import Forecast, Score
from chargeit.learning.catalogue import BacktestRow, Incumbent, Trained
from chargeit.ports.series import History, StationHour


class Tides:
    name = "tides"

    def gather(self, history: History, until: datetime) -> tuple[list[StationHour], str]:
        """Hours, and the clock of sites that have none of their own."""
        hours = history.hours(until - timedelta(days=400), until + timedelta(days=40))
        return list(hours), history.zones()[""]

    def train(self, given: tuple[list[StationHour], str], incumbent: Incumbent | None = None) -> Trained:
        data, zone = given
        if not data:
            raise Invalid("history", "there is no hour with energy yet")
        if eaten := os.environ.get("TIDES_EAT_MB"):
            bytes(bytearray(int(eaten) << 20))
        if started := os.environ.get("TIDES_STARTED"):
            Path(started).write_text(str(os.getpid()))
            while True:
                time.sleep(0.01)
        score = Score("nmae", float(os.environ["TIDES_ERROR"]), "last value", 0.5)
        payload = json.dumps([sum(row.energy_wh for row in data), score.value, zone]).encode()
        rival = None if incumbent is None else incumbent.rival("nmae", score.value, error_now)
        until = data[-1].hour_at + timedelta(hours=1)
        return Trained(payload, data[0].hour_at, until, len(data), 0, (score,), rival=rival)

    def predict(self, payload: bytes | None, data: Any, now: datetime) -> list[Forecast]:
        return []

    def backtest(self, folder: Path) -> list[BacktestRow]:
        return [BacktestRow("tides", folder.name, "mean", "nmae", 0.4, "last value", 0.5, seconds=1.0)]


def error_now(payload: bytes) -> float:
    """Of the model that serves, on the days of the new one."""
    return float(os.environ.get("TIDES_SERVING", json.loads(payload)[1]))


FEATURE = Tides()
