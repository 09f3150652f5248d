"""Vehicles and their days: when they drive and stand at a charger, and the power that driving takes. From a seed."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np

from chargeit.domain.batteries import Chemistry
from chargeit.twin.chemistry import Floats, Indices

HOUR_S = 3600.0
PROFILE_S = 7200


class Kind(StrEnum):
    COMMUTER = "commuter"
    TAXI = "taxi"
    BUS = "bus"


@dataclass(frozen=True, slots=True)
class Model:
    """A battery as vehicles have it: chemistry, Ah, cells in series."""

    chemistry: Chemistry
    capacity_ah: float
    cells_in_series: int


@dataclass(frozen=True, slots=True)
class Habit:
    """How a kind of vehicle is used; figures are assumptions of the simulator.

    `drives` are start and length in hours of a working day, `weekend` those of Saturday and Sunday; both vary by
    `vary_h`. It may charge with `charger_w` in `plugged` hours (from, to; over midnight where from > to).
    """

    models: tuple[Model, ...]
    drives: tuple[tuple[float, float], ...]
    weekend: tuple[tuple[float, float], ...]
    vary_h: float
    charger_w: float
    plugged: tuple[float, float]
    begins_below: tuple[float, float]
    target: tuple[float, float]
    yearly_cycles: float


HABITS = {
    Kind.COMMUTER: Habit(
        (
            Model(Chemistry.NMC, 156.0, 108),
            Model(Chemistry.NMC, 117.0, 96),
            Model(Chemistry.LFP, 161.0, 106),
            Model(Chemistry.NMC, 220.0, 96),
        ),
        ((7.3, 0.6), (16.6, 0.7)),
        ((11.0, 0.9),),
        0.5,
        11_000.0,
        (18.0, 7.0),
        (0.35, 0.8),
        (0.8, 1.0),
        45.0,
    ),
    Kind.TAXI: Habit(
        (Model(Chemistry.NMC, 220.0, 96), Model(Chemistry.LFP, 161.0, 106)),
        ((5.5, 3.0), (9.5, 3.0), (13.5, 3.0), (17.5, 3.5)),
        ((8.0, 3.0), (12.0, 3.0), (16.0, 3.0), (20.0, 3.0)),
        0.4,
        50_000.0,
        (0.0, 24.0),
        (0.6, 0.8),
        (0.85, 0.95),
        240.0,
    ),
    Kind.BUS: Habit(
        (Model(Chemistry.LFP, 560.0, 208), Model(Chemistry.NMC, 500.0, 180)),
        ((5.0, 6.5), (13.0, 6.5)),
        ((7.0, 5.0), (14.0, 5.0)),
        0.2,
        120_000.0,
        (0.0, 24.0),
        (0.85, 0.9),
        (0.95, 1.0),
        280.0,
    ),
}
KINDS = tuple(Kind)
MOST_DRIVES = 4


@dataclass(frozen=True, slots=True)
class Body:
    """What moves: mass, rolling resistance, air (0.5 * density * area * drag), auxiliaries, greatest recuperation."""

    mass_kg: float
    rolling: float
    air_kg_m: float
    auxiliary_w: float
    recuperation_w: float
    top_m_s: tuple[float, float]
    roads_m_s: tuple[float, float] | None


BODIES = {
    Kind.COMMUTER: Body(1900, 0.010, 0.40, 600, 60_000, (8, 15), (20, 33)),
    Kind.TAXI: Body(2000, 0.010, 0.42, 900, 60_000, (7, 15), (16, 28)),
    Kind.BUS: Body(14_500, 0.008, 3.0, 4_000, 150_000, (6, 13), None),
}


@cache
def driven_j(kind: Kind) -> Floats:
    """Energy at the battery's terminals from the first second of a profile to each; negative: driving empties it."""
    body, speed = BODIES[kind], speeds_m_s(kind)
    force = body.mass_kg * (np.diff(speed, append=0.0) + 9.81 * body.rolling * (speed > 0)) + body.air_kg_m * speed**2
    wheel_w = force * speed
    taken = np.where(wheel_w > 0, wheel_w / 0.87, np.maximum(wheel_w * 0.65, -body.recuperation_w))
    return -np.concatenate([[0.0], np.cumsum(taken + body.auxiliary_w)])


def speeds_m_s(kind: Kind) -> Floats:
    """Each second of a profile: from stop to stop, a third of the ways over open roads where there are any."""
    dice, body, made = np.random.default_rng(KINDS.index(kind)), BODIES[kind], np.zeros(0)
    while len(made) < PROFILE_S:
        roads = body.roads_m_s is not None and dice.random() < 0.35
        top = dice.uniform(*(body.roads_m_s if roads and body.roads_m_s else body.top_m_s))
        up, down = np.arange(0, top, dice.uniform(0.6, 1.3)), np.arange(top, 0, -dice.uniform(0.6, 1.2))
        cruise = np.full(int(dice.exponential(150 if roads else 35)), top)
        made = np.concatenate([made, up, cruise, down, np.zeros(int(dice.exponential(14)))])
    return made[:PROFILE_S]


def driving_w(kinds: Indices, driven_s: Floats, dt_s: float) -> Floats:
    """Mean power of the next `dt_s` where a vehicle has driven so many seconds of its profile; whole seconds."""
    power = np.zeros(len(kinds))
    for index, kind in enumerate(KINDS):
        mine = np.flatnonzero(kinds == index)
        energy = driven_j(kind)
        begin = driven_s[mine] % PROFILE_S
        end = np.minimum(begin + dt_s, PROFILE_S)
        seconds = np.arange(PROFILE_S + 1)
        power[mine] = (np.interp(end, seconds, energy) - np.interp(begin, seconds, energy)) / (end - begin)
    return power


@cache
def _usual(weekend: bool) -> tuple[Floats, Floats, Floats]:
    """Starts and lengths in hours, by kind and drive (nan: no such drive), and how much they vary."""
    starts, lengths = np.full((2, len(KINDS), MOST_DRIVES), np.nan)
    for index, kind in enumerate(KINDS):
        for place, (start, length) in enumerate(HABITS[kind].weekend if weekend else HABITS[kind].drives):
            starts[index, place], lengths[index, place] = start, length
    return starts, lengths, np.array([HABITS[kind].vary_h for kind in KINDS])


def drives(seed: int, day: int, kinds: Indices) -> tuple[Floats, Floats]:
    """Starts and ends of the drives of a day in seconds from its midnight; `day` counts from 1970-01-01.

    The throws of a vehicle depend on its place only, so a larger fleet has the same first vehicles.
    """
    starts, lengths, vary = _usual((day + 3) % 7 >= 5)
    dice = np.random.default_rng([seed, day])
    thrown = dice.standard_normal((len(kinds), 2, MOST_DRIVES)).clip(-2, 2)
    begin = starts[kinds] + vary[kinds][:, None] * thrown[:, 0] * 0.5
    length = np.maximum(lengths[kinds] * (1 + 0.2 * thrown[:, 1]), 0.1)
    return begin * HOUR_S, np.minimum(begin + length, 23.9) * HOUR_S


def plugged(kinds: Indices, second: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether a vehicle that stands has a charger at this second of the day."""
    hour, known = second / HOUR_S, np.array([HABITS[kind].plugged for kind in KINDS])
    begin, end = known[:, 0], known[:, 1]
    has = np.where(begin < end, (begin <= hour) & (hour < end), (hour >= begin) | (hour < end))
    return np.asarray(has[kinds])
