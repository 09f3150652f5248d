"""Perth & Kinross: transactions of public chargers by connector, times of the clock in Scotland (OGL 3.0)."""

import csv
import gzip
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from chargeit.forecasting.features.usage import Connector, Usage, from_spans

FILE = "perth/perth_sessions_datefixed.csv.gz"
ZONE = "Europe/London"


def read(path: Path) -> Usage:
    """Left out: what never ended, ended before it began or gave negative energy. A station's site is its last one."""
    clock = ZoneInfo(ZONE)
    sites: dict[str, str] = {}
    spans = []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            begun = _instant(row["start_local"], clock)
            if not row["end_local"] or (ended := _instant(row["end_local"], clock)) < begun or float(row["kwh"]) < 0:
                continue
            # the same place is written with its town and without, with a blank before it and without
            sites[row["cp_id"]] = row["site"].partition(",")[0].strip()
            spans.append((row["cp_id"], int(row["connector"]), begun, ended))
    until = max(begun for _, _, begun, _ in spans) + 1
    placed = [(Connector(name, evse, site=sites[name]), begun, ended) for name, evse, begun, ended in spans]
    return from_spans(placed, until, ZONE)


def _instant(text: str, clock: ZoneInfo) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=clock).timestamp())
