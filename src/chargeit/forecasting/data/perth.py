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
    """Left out: what never ended, and what ended before it began. A station's site is the one it had first."""
    clock = ZoneInfo(ZONE)
    sites: dict[str, str] = {}
    spans = []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            begun = _instant(row["start_local"], clock)
            if not row["end_local"] or (ended := _instant(row["end_local"], clock)) < begun:
                continue
            # the same place is written with its town and without, with a blank before it and without
            site = sites.setdefault(row["cp_id"], row["site"].strip().removesuffix(", Perth"))
            spans.append((Connector(row["cp_id"], int(row["connector"]), site=site), begun, ended))
    return from_spans(spans, max(begun for _, begun, _ in spans) + 1, ZONE)


def _instant(text: str, clock: ZoneInfo) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=clock).timestamp())
