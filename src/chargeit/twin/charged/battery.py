"""The battery that charges with a token: a filter over what its transactions say of its energy.

Errors that are the same each time (what a vehicle's charger loses, what its SoC counts) do not get less with more
transactions: they are states of the filter beside the energy itself, so that a health against the first transactions,
in which they cancel, is known better than one against what operators say.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp, log, sqrt
from statistics import fmean

from chargeit.domain.charged import ChargedBattery, ChargeEstimate, Current, Interval, Reference
from chargeit.twin.charged.estimate import EFFICIENCY_ERROR, LEAN_ERROR

NINETY = 1.645
YEAR = timedelta(days=365.25)
LOSS, LOSS_ERROR, FADING = 0.02, 0.03, 0.02
"""A year's loss, how far batteries differ in that, and how far a year differs from a battery's others. Fleets lose 1.8
to 2.3 % a year, single models 1.0 to 4.2 % (Geotab, 2019 to 2025, 5,000 to 22,700 vehicles); the errors are wider, as
it is the battery that fades fast which is to be seen."""
LOSSES_ALIKE = 0.8
"""Correlation of a vehicle's losses with one current and another: its battery and its SoC are the same. An assumption:
without it, charging with both would teach what neither shows."""
UNKNOWN = 3.0  # standard deviation of the logarithm, before anything is known
BELIEVED, BELONGS, ALIKE = 2.0, 3.5, 0.07
"""Standard deviations: what is further off than the first is believed less, than the second is another battery's. What
is nearer than the third (of its logarithm) is never another one's: makers' sizes are further apart."""
LEAST_COUNTED, LEAST_TIME = 3, timedelta(days=30)
OTHERS = 0.1  # share of transactions of another battery, from which on there are two
NOW, FIRST, RATE, LEAN = 0, 1, 2, 3
STATES = {current: place for place, current in enumerate(Current, start=4)}
SIZE = 4 + len(STATES)
Row = list[float]


@dataclass(slots=True)
class Track:
    """One battery: logarithms of its energy now and at first, its change in a year, its errors; their covariance."""

    counted: list[ChargeEstimate] = field(default_factory=list)
    state: Row = field(default_factory=lambda: [0.0, 0.0, -LOSS, *[0.0] * (SIZE - 3)])
    covariance: list[Row] = field(default_factory=lambda: _prior())

    def off(self, one: ChargeEstimate) -> float:
        """In standard deviations; 0 where it is near enough."""
        years = self._years(one)
        miss, variance, gains = self._against(one)
        miss -= self.state[RATE] * years
        more = 2 * gains[RATE] * years + self.covariance[RATE][RATE] * years**2 + FADING**2 * years
        return 0.0 if abs(miss) < ALIKE else abs(miss) / sqrt(variance + more)

    def take(self, one: ChargeEstimate) -> None:
        """Estimates come in the order of time."""
        if self.counted:
            self._age(self._years(one))
        else:
            self.state[NOW] = self.state[FIRST] = log(one.capacity_wh or 1.0)
        miss, variance, gains = self._against(one)
        # a measurement that is far off is taken for one of more noise
        variance += one.variance * max(0.0, (abs(miss) / sqrt(variance) / BELIEVED) ** 2 - 1)
        self.state = [value + gain / variance * miss for value, gain in zip(self.state, gains, strict=True)]
        self.covariance = [
            [value - row * column / variance for value, column in zip(values, gains, strict=True)]
            for values, row in zip(self.covariance, gains, strict=True)
        ]
        self.counted.append(one)

    @property
    def capacity_wh(self) -> Interval:
        return _interval(self.state[NOW], self.covariance[NOW][NOW])

    def since_first(self) -> Interval:
        """Its energy as a share of what it was at first."""
        of = self.covariance
        variance = of[NOW][NOW] + of[FIRST][FIRST] - 2 * of[NOW][FIRST]
        return _interval(self.state[NOW] - self.state[FIRST], variance)

    def _years(self, one: ChargeEstimate) -> float:
        return max((one.ended_at - self.counted[-1].ended_at) / YEAR, 0.0)

    def _age(self, years: float) -> None:
        of, rate = self.covariance, self.covariance[RATE]
        self.state[NOW] += self.state[RATE] * years
        for place in range(SIZE):
            of[NOW][place] += rate[place] * years
        for place in range(SIZE):
            of[place][NOW] += of[place][RATE] * years
        of[NOW][NOW] += FADING**2 * years

    def _against(self, one: ChargeEstimate) -> tuple[float, float, Row]:
        """What it misses the measurement by, the variance of that, and the covariance of each state with it."""
        measured = [0.0] * SIZE
        measured[NOW], measured[LEAN], measured[STATES[one.current]] = 1.0, -one.lean, 1.0
        gains = [sum(a * b for a, b in zip(row, measured, strict=True)) for row in self.covariance]
        variance = sum(a * b for a, b in zip(gains, measured, strict=True)) + one.variance
        expected = sum(a * b for a, b in zip(self.state, measured, strict=True))
        return log(one.capacity_wh or 1.0) - expected, variance, gains


def weighed(known: ChargedBattery, estimates: Sequence[ChargeEstimate]) -> ChargedBattery:
    """What is known of a token's battery now; `known` says whose it is and its nominal energy."""
    usable = sorted((one for one in estimates if one.capacity_wh is not None), key=lambda one: one.ended_at)
    bare = ChargedBattery(known.token, known.nominal_wh, known.simulated)
    if not usable:
        last = max(estimates, key=lambda one: one.ended_at, default=None)
        return _seen(bare, estimates, f"nothing was to be learned yet: {last.explanation}" if last else "")
    tracks = sorted(_tracks(usable), key=lambda one: len(one.counted), reverse=True)
    chosen, why = _chosen(tracks)
    if chosen is None:
        return _seen(bare, usable, why)
    health, reference, lacking = _health(chosen, bare.nominal_wh)
    return ChargedBattery(
        known.token,
        known.nominal_wh,
        known.simulated,
        chosen.capacity_wh,
        health,
        reference,
        chosen.counted[0].ended_at,
        len(chosen.counted),
        len(usable) - len(chosen.counted),
        chosen.counted[0].ended_at,
        max(one.ended_at for one in estimates),
        "; ".join(text for text in (why, lacking) if text),
    )


def _tracks(estimates: Sequence[ChargeEstimate]) -> list[Track]:
    """Each estimate belongs to the battery that it fits best, and to a new one where it fits none."""
    tracks: list[Track] = []
    for one in estimates:
        nearest = min(tracks, key=lambda track: track.off(one), default=None)
        if nearest is None or nearest.off(one) > BELONGS:
            nearest = Track()
            tracks.append(nearest)
        nearest.take(one)
    return tracks


def _chosen(tracks: Sequence[Track]) -> tuple[Track | None, str]:
    """The battery that is meant, most counted first; None where it cannot be said which."""
    first, rest = tracks[0], tracks[1:]
    if not rest:
        return first, ""
    latest = max(tracks, key=lambda one: one.counted[0].ended_at)
    others = [one.ended_at for track in tracks if track is not latest for one in track.counted]
    before = [at for at in others if at < latest.counted[0].ended_at]
    if before and len(latest.counted) >= max(LEAST_COUNTED, (len(others) - len(before)) / OTHERS):
        former = next(track for track in tracks if track is not latest)
        until = f"{max(before):%-d %B %Y}"
        return latest, f"another battery, of {_told(former)}, charged until {until}, or this one lost much at once"
    total, second = sum(len(one.counted) for one in tracks), rest[0]
    if len(second.counted) > 1 and len(second.counted) >= OTHERS * total:
        return None, f"several batteries charge with this token: of {_told(first)}, and of {_told(second)}"
    if len(first.counted) < LEAST_COUNTED - 1:
        return None, f"its transactions do not agree ({_told(first)}, {_told(second)}): one more will tell"
    return first, ""


def _told(track: Track) -> str:
    kwh = fmean(one.capacity_wh or 0.0 for one in track.counted) / 1000
    return f"{kwh:.0f} kWh {len(track.counted)} times" if len(track.counted) > 1 else f"{kwh:.0f} kWh once"


def _health(track: Track, nominal_wh: float | None) -> tuple[Interval | None, Reference | None, str]:
    if nominal_wh is not None:
        return Interval._make(one / nominal_wh for one in track.capacity_wh), Reference.NOMINAL, ""
    seen = track.counted[-1].ended_at - track.counted[0].ended_at
    if len(track.counted) >= LEAST_COUNTED and seen >= LEAST_TIME:
        return track.since_first(), Reference.FIRST_SEEN, ""
    needed = f"{LEAST_COUNTED} transactions over {LEAST_TIME.days} days (now {len(track.counted)} over {seen.days})"
    return None, None, f"a health needs what it held when new, or {needed}"


def _seen(bare: ChargedBattery, estimates: Sequence[ChargeEstimate], why: str) -> ChargedBattery:
    times: list[datetime] = [one.ended_at for one in estimates]
    return ChargedBattery(
        bare.token,
        bare.nominal_wh,
        bare.simulated,
        set_aside=sum(one.capacity_wh is not None for one in estimates),
        first_at=min(times, default=None),
        last_at=max(times, default=None),
        explanation=why,
    )


def _interval(logarithm: float, variance: float) -> Interval:
    half = NINETY * sqrt(max(variance, 0.0))
    return Interval(exp(logarithm), exp(logarithm - half), exp(logarithm + half))


def _prior() -> list[Row]:
    """Nothing is known of the energy, which is now what it is at first; errors are as large as is known of them."""
    of = [[0.0] * SIZE for _ in range(SIZE)]
    for row in (NOW, FIRST):
        for column in (NOW, FIRST):
            of[row][column] = UNKNOWN**2
    of[RATE][RATE] = LOSS_ERROR**2
    of[LEAN][LEAN] = LEAN_ERROR**2
    for one, row in STATES.items():
        for other, column in STATES.items():
            alike = 1.0 if one is other else LOSSES_ALIKE
            of[row][column] = alike * EFFICIENCY_ERROR[one] * EFFICIENCY_ERROR[other]
    return of
