"""What is known of a transaction in its first minute: the clock, and what its user, site and fleet did before."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chargeit.forecasting.features import habits
from chargeit.learning.scores import Floats

Rows = NDArray[np.int64]
NAMES = [
    *("hour", "weekday", "weekend", "transactions of the user"),
    *("user's energy", "user's stay", "site's energy", "site's stay", "energy at this hour", "stay at this hour"),
    *("stay at this hour on such days", "energy of the last five", "stay of the last five", "mean energy", "mean stay"),
    *("spread of energy", "spread of stay", "high energy", "low energy"),
    *("hours since plug-out", "hours since plug-in", "last energy", "last stay", "energy of 7 days"),
    *("hours between", "share of the usual gap", "transactions of the last day"),
    *habits.NAMES,
]
FLEET, SITE = 600, 200


@dataclass(frozen=True, slots=True)
class Log:
    """Transactions by beginning. Hours since 1970; nan where the plug-out is not known.

    `ahead_h`: how far the clock of the site was ahead of those hours at the beginning; None: they are of its clock.
    """

    sites: list[str]
    users: list[str]
    begun_h: Floats
    left_h: Floats
    energy_kwh: Floats
    ahead_h: Floats | None = None

    @property
    def clock_h(self) -> Floats:
        """The beginnings on the clock of each site; what came first is told by `begun_h` alone."""
        return self.begun_h if self.ahead_h is None else self.begun_h + self.ahead_h

    @property
    def stay_h(self) -> Floats:
        return self.left_h - self.begun_h

    def since(self, row: int) -> "Log":
        ahead_h = None if self.ahead_h is None else self.ahead_h[row:]
        mine = self.begun_h[row:], self.left_h[row:], self.energy_kwh[row:]
        return Log(self.sites[row:], self.users[row:], *mine, ahead_h)


def seen(log: Log, asked: Rows | None = None) -> Floats:
    """One row of NAMES for each transaction (or those asked), from those alone that had ended when it began."""
    users: dict[str, list[int]] = {}
    sites: dict[str, list[int]] = {}
    wanted = set(range(len(log.users)) if asked is None else asked.tolist())
    out = []
    for row, (user, site) in enumerate(zip(log.users, log.sites, strict=True)):
        mine, here = users.setdefault(user, []), sites.setdefault(site, [])
        if row in wanted:
            # unless a plug-out is known, the transaction may still run: it says nothing yet
            own = ended(log, np.array(mine, dtype=np.int64), row)
            local = ended(log, np.array(here[-SITE:], dtype=np.int64), row)
            everywhere = ended(log, np.arange(max(0, row - FLEET), row), row)
            known = one(log, row, own, expected(log, (everywhere, local)))
            out.append([*known, *habits.seen(past(log, row, own), past(log, row, local))])
        mine.append(row)
        here.append(row)
    return np.array(out, dtype=np.float64).reshape(len(out), len(NAMES))


def ended(log: Log, found: Rows, row: int) -> Rows:
    over: Rows = found[log.left_h[found] <= log.begun_h[row]]
    return over


def past(log: Log, row: int, found: Rows) -> habits.Past:
    clock = log.clock_h
    own = log.begun_h[found], clock[found], log.left_h[found], log.energy_kwh[found]
    return habits.Past(*own, float(log.begun_h[row]), float(clock[row]))


def expected(log: Log, wider: tuple[Rows, Rows]) -> tuple[float, float]:
    """Energy and stay of the site, drawn to the fleet's while it has few transactions."""
    fleet, site = wider
    figures = []
    for values, unknown in ((log.energy_kwh, 10.0), (log.stay_h, 8.0)):
        everywhere = float(np.median(values[fleet])) if fleet.size else unknown
        figures.append(drawn(values[site], everywhere, 10))
    return figures[0], figures[1]


def drawn(values: Floats, towards: float, weight: float = 3) -> float:
    """The median, drawn to another figure as if that were `weight` more values."""
    if not values.size:
        return towards
    return float((np.median(values) * values.size + towards * weight) / (values.size + weight))


def one(log: Log, row: int, own: Rows, site: tuple[float, float]) -> list[float]:
    clock = log.clock_h
    hour, weekday = clock[row] % 24, (clock[row] // 24 + 3) % 7
    energy, stay = log.energy_kwh[own], log.stay_h[own]
    user = drawn(energy, site[0]), drawn(stay, site[1])
    gap = np.abs(clock[own] % 24 - hour)
    near = np.minimum(gap, 24 - gap) <= 2
    such = near & (((clock[own] // 24 + 3) % 7 >= 5) == (weekday >= 5))
    return [
        *(hour, weekday, float(weekday >= 5), own.size, *user, *site),
        *(drawn(energy[near], user[0]), drawn(stay[near], user[1]), drawn(stay[such], user[1])),
        *(drawn(energy[-5:], user[0]), drawn(stay[-5:], user[1])),
        *spread(energy, stay, site),
        *rhythm(log, row, own),
    ]


def spread(energy: Floats, stay: Floats, site: tuple[float, float]) -> list[float]:
    if not energy.size:
        return [*site, *[np.nan] * 4]
    low, high = np.quantile(energy, (0.25, 0.9))
    return [float(energy.mean()), float(stay.mean()), float(energy.std()), float(stay.std()), high, low]


def rhythm(log: Log, row: int, own: Rows) -> list[float]:
    if not own.size:
        return [np.nan] * 8
    now, last = log.begun_h[row], own[-1]
    since, between = now - log.left_h[last], (now - log.begun_h[own[0]]) / own.size
    week = float(log.energy_kwh[own[now - log.begun_h[own] < 168]].sum())
    day = float(np.sum(now - log.left_h[own] < 24))
    return [
        *(since, now - log.begun_h[last], log.energy_kwh[last], log.stay_h[last], week),
        *(between, since / (between + 1), day),
    ]
