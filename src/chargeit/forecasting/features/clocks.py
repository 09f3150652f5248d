"""What the clock of a site shows at each hour of UTC."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

HOUR_S = 3600


@lru_cache(maxsize=16)
def offsets_h(begin: int, end: int, zone: str) -> NDArray[np.int64]:
    """Whole hours the clock in `zone` is ahead of UTC at each hour: one belongs to the local hour that it begins in."""
    clock = ZoneInfo(zone)
    found = [datetime.fromtimestamp(h * HOUR_S, UTC).astimezone(clock).utcoffset() for h in range(begin, end)]
    return np.array([f // timedelta(hours=1) if f else 0 for f in found], dtype=np.int64)


def ahead_h(at: datetime, zone: str) -> float:
    """Hours the clock in `zone` is ahead of UTC at an instant, in parts of an hour where it is so."""
    return (at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()) / timedelta(hours=1)
