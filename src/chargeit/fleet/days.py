"""Drivers' days: who comes when, with which vehicle, for how long. Pure: the same seed gives the same days."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import product
from zoneinfo import ZoneInfo

from msgspec import Struct

from chargeit.edge.simulated import Vehicle
from chargeit.fleet import batteries


class Site(StrEnum):
    HOME = "home"
    WORK = "work"
    PUBLIC = "public"
    FAST = "fast"


@dataclass(frozen=True, slots=True)
class Habit:
    """How a site is used. `arrivals` weighs the hours of a day; `visits` is the mean per connector and weekday."""

    visits: float
    weekend: float  # visits on Saturday and Sunday, as a share of a weekday's
    arrivals: tuple[int, ...]
    stay_h: tuple[float, float, float]  # least, most, usual
    soc: tuple[float, float]  # at arrival
    offers_w: tuple[float, ...]  # what its connectors offer


_NIGHT = (0,) * 6
HABITS = {
    Site.HOME: Habit(
        0.8,
        1.0,
        (*_NIGHT, 0, 0, 0, 1, 1, 1, 2, 2, 3, 5, 8, 10, 9, 7, 5, 3, 1, 0),
        (6, 13, 10),
        (0.2, 0.8),
        (7360, 11040),
    ),
    Site.WORK: Habit(
        1.1,
        0.08,
        (*_NIGHT, 3, 9, 10, 5, 2, 1, 2, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        (1.5, 10, 8),
        (0.2, 0.8),
        (11040, 22080),
    ),
    Site.PUBLIC: Habit(
        2.5,
        1.2,
        (*_NIGHT, 1, 2, 4, 6, 8, 9, 9, 8, 8, 9, 9, 8, 7, 5, 3, 2, 1, 0),
        (0.4, 5, 1.5),
        (0.15, 0.7),
        (11040, 22080),
    ),
    Site.FAST: Habit(
        7.0,
        1.3,
        (*_NIGHT, 1, 3, 4, 5, 6, 8, 8, 7, 8, 9, 9, 8, 6, 4, 2, 1, 1, 0),
        (0.2, 1.0, 0.5),
        (0.08, 0.4),
        (50000, 150000),
    ),
}
MIX = ((Site.HOME, 5), (Site.WORK, 5), (Site.PUBLIC, 8), (Site.FAST, 2))
# battery Wh, AC charger W, DC power W
MODELS = (
    (40_000, 6_600, 46_000),
    (52_000, 11_000, 100_000),
    (58_000, 11_000, 120_000),
    (64_000, 11_000, 77_000),
    (77_000, 11_000, 135_000),
    (82_000, 11_000, 170_000),
    (93_000, 22_000, 150_000),
    (14_000, 3_680, 3_680),
    (9_800, 3_680, 3_680),
)
AC_EFFICIENCY, DC_EFFICIENCY = 0.9, 0.95
WORST_HEALTH = 0.78
STRANGERS = 0.01  # visits with a token that nobody knows
FORGETFUL = 0.25  # visits that end by pulling the plug
TAP_FIRST = 0.3


class Visit(Struct, frozen=True):
    """One driver at one connector. `acts_s`: seconds between the first act (plug or tap) and the second."""

    arrives_at: datetime
    leaves_at: datetime
    token: str
    vehicle: Vehicle
    tap_first: bool
    acts_s: int
    taps_to_stop: bool


@dataclass(frozen=True, slots=True)
class Outlet:
    """One connector of the fleet: what it is, whom it serves."""

    seed: int
    station: int
    connector: int
    site: Site
    offer_w: float
    tokens: tuple[str, ...]
    zone: ZoneInfo

    @property
    def phases(self) -> int:
        return 1 if self.offer_w < 8000 else 3

    def chance(self, *what: object) -> random.Random:
        """Its own dice for one purpose; the same for the same purpose."""
        return random.Random(f"{self.seed}/{self.station}/{self.connector}/{what}")  # noqa: S311


def tokens(seed: int, count: int) -> list[str]:
    """The RFID tokens of the fleet's drivers, to be made known to the central system."""
    chance = random.Random(f"{seed}/tokens")  # noqa: S311
    made: dict[str, None] = {}
    while len(made) < count:
        made[f"04{chance.getrandbits(48):012X}"] = None
    return list(made)


def outlets(seed: int, station: int, drivers: list[str], zone: ZoneInfo) -> list[Outlet]:
    """The connectors of a station: one or two, of one site; at home the same few drivers come every day."""
    chance = random.Random(f"{seed}/{station}")  # noqa: S311
    site = chance.choices([site for site, _ in MIX], [weight for _, weight in MIX])[0]
    offer_w = chance.choice(HABITS[site].offers_w)
    count = 1 if site is Site.HOME else 2
    served = drivers if site in (Site.PUBLIC, Site.FAST) else chance.choices(drivers, k=2 if site is Site.HOME else 20)
    return [Outlet(seed, station, number, site, offer_w, tuple(served), zone) for number in range(1, count + 1)]


def powers_w() -> list[tuple[int, float]]:
    """Every battery of the fleet (Wh) with each power (W at its terminals) that a site may charge it with."""
    found = set()
    for site, habit in HABITS.items():
        for (capacity_wh, ac_w, dc_w), offer_w in product(MODELS, habit.offers_w):
            power_w, efficiency = (dc_w, DC_EFFICIENCY) if site is Site.FAST else (ac_w, AC_EFFICIENCY)
            found.add((capacity_wh, min(power_w, offer_w) * efficiency))
    return sorted(found)


def visits(outlet: Outlet, after: datetime) -> Iterator[Visit]:
    """The visits of an outlet that arrive after an instant, in order, without end and without overlap."""
    day = after.astimezone(outlet.zone).date() - timedelta(days=1)
    while True:
        for visit in _visits_of(outlet, day):
            if visit.arrives_at > after:
                yield visit
        day += timedelta(days=1)


def _visits_of(outlet: Outlet, day: date) -> Iterator[Visit]:
    """A day knows nothing of the day before, so it is the same wherever one begins to look."""
    chance = outlet.chance(day.isoformat())
    habit = HABITS[outlet.site]
    mean = habit.visits * (habit.weekend if day.weekday() >= 5 else 1.0)
    count = int(mean) + (chance.random() < mean % 1)
    minutes = sorted(chance.choices(range(24), habit.arrivals)[0] * 60 + chance.randrange(60) for _ in range(count))
    midnight = free_from = datetime.combine(day, time(), outlet.zone)
    # the last of today leaves half an hour before the first of tomorrow may come
    opens = next(hour for hour, weight in enumerate(habit.arrivals) if weight)
    end = datetime.combine(day + timedelta(days=1), time(opens - 1, 30), outlet.zone)
    for minute in minutes:
        arrives = midnight + timedelta(minutes=minute, seconds=chance.randrange(60))
        stay = timedelta(hours=chance.triangular(*habit.stay_h))
        visit = _visit(outlet, chance, arrives, min(arrives + stay, end))
        if arrives >= free_from:
            yield visit
            free_from = visit.leaves_at + timedelta(minutes=5)


def _visit(outlet: Outlet, chance: random.Random, arrives: datetime, leaves: datetime) -> Visit:
    token = chance.choice(outlet.tokens)
    capacity_wh, ac_w, dc_w = model_of(token)
    if outlet.site is not Site.HOME:
        chance.choice(MODELS)  # vehicles were thrown for once: without this throw, the days of a seed would be others
    fast = outlet.site is Site.FAST
    power_w, efficiency = (dc_w, DC_EFFICIENCY) if fast else (ac_w, AC_EFFICIENCY)
    vehicle = Vehicle(
        capacity_wh=capacity_wh,
        soc=round(chance.uniform(*HABITS[outlet.site].soc), 3),
        power_w=power_w,
        target_soc=chance.choice((0.8, 0.8, 0.9, 0.98)) if fast else chance.choice((0.8, 0.9, 0.98, 0.98)),
        efficiency=efficiency,
        curve=batteries.aged(batteries.curve(capacity_wh, min(power_w, outlet.offer_w) * efficiency), health_of(token)),
    )
    if chance.random() < STRANGERS:
        token = f"DEADBEEF{chance.getrandbits(16):04X}"
    return Visit(
        _whole(arrives),
        _whole(leaves),
        token,
        vehicle,
        tap_first=chance.random() < TAP_FIRST,
        acts_s=chance.randint(5, 40),
        taps_to_stop=chance.random() >= FORGETFUL,
    )


def model_of(token: str) -> tuple[int, int, int]:
    """A driver has one vehicle, wherever it charges."""
    return MODELS[hash_of(token) % len(MODELS)]


def health_of(token: str) -> float:
    """What the battery of a driver still holds of what it held when new."""
    return WORST_HEALTH + (1 - WORST_HEALTH) * (hash_of(token[::-2]) % 101) / 100


def hash_of(token: str) -> int:
    """A number of a token that is the same in every process."""
    return sum(token.encode())


def _whole(at: datetime) -> datetime:
    """UTC, in whole seconds."""
    return at.astimezone(ZoneInfo("UTC")).replace(microsecond=0)
