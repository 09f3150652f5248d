"""How cells age: with time (SoC, temperature) and with use (depth, mean SoC, rate, temperature).

NMC, capacity and resistance: Schmalstieg et al., "A holistic aging model for Li(NiMnCo)O2 based 18650 lithium-ion
batteries", J. Power Sources 257 (2014) 325-334, equations 7 to 12. Its cycles were run at 35 C and 1C, so use at
another rate is weighed by the exponent of Wang et al., J. Power Sources 269 (2014) 937-948 (exp((dT + e) C),
d = -0.0067,
e = 2.35), and warmth by the activation energy above 25 C of Waldmann et al., J. Power Sources 262 (2014) 129-135
(0.53 eV); plating below 25 C is not counted.

LFP: Naumann et al., J. Energy Storage 17 (2018) 153-169 (calendar), J. Power Sources 451 (2020) 227666 (cycles).

Each law is a power of time or charge that holds for constant conditions. Under changing ones it is followed by the
equivalent age: the age at which the present conditions would have lost what is lost already.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from chargeit.domain.batteries import Chemistry
from chargeit.twin.cell import KELVIN
from chargeit.twin.chemistry import ORDER, Floats, Indices, data_of

REFERENCE_K = 298.15


class Age(NamedTuple):
    """Shares of the nominal capacity lost, and of the resistance gained, by time and by use; none ever falls."""

    time_loss: Floats
    time_growth: Floats
    use_loss: Floats
    use_growth: Floats

    @property
    def soh(self) -> Floats:
        """Present capacity in the nominal one; the laws say nothing of what is left of a battery far beyond its end."""
        return np.maximum(1 - self.time_loss - self.use_loss, 0.05)

    @property
    def resistance(self) -> Floats:
        """Present resistance in that of a new cell."""
        return 1 + self.time_growth + self.use_growth


class Law(NamedTuple):
    """Loss = `rate` * amount ** `power`; resistance grows by `growth` * amount ** `growth_power`."""

    rate: Floats
    power: float
    growth: Floats
    growth_power: float


@dataclass(frozen=True, slots=True)
class Use:
    """Cycles of some batteries: equivalent full cycles, and their depth, mean SoC, rate (1/h) and temperature."""

    cycles: Floats
    depth: Floats
    mean_soc: Floats
    rate_c: Floats
    temperature_c: Floats


def unaged(count: int) -> Age:
    return Age(*np.zeros((4, count)))


def rested(chemistry: Indices, age: Age, soc: Floats, temperature_c: Floats, days: Floats) -> Age:
    """After so many days at this SoC and temperature."""
    loss, growth = age.time_loss.copy(), age.time_growth.copy()
    for kind, mine in _by_chemistry(chemistry):
        law = CALENDAR[kind](soc[mine], temperature_c[mine] + KELVIN)
        loss[mine] = onward(loss[mine], law.rate, law.power, days[mine])
        growth[mine] = onward(growth[mine], law.growth, law.growth_power, days[mine])
    return age._replace(time_loss=loss, time_growth=growth)


def used(chemistry: Indices, age: Age, use: Use) -> Age:
    """After so many cycles."""
    loss, growth = age.use_loss.copy(), age.use_growth.copy()
    for kind, mine in _by_chemistry(chemistry):
        part = Use(use.cycles[mine], use.depth[mine], use.mean_soc[mine], use.rate_c[mine], use.temperature_c[mine])
        law = CYCLIC[kind](part)
        loss[mine] = onward(loss[mine], law.rate, law.power, part.cycles)
        growth[mine] = onward(growth[mine], law.growth, law.growth_power, part.cycles)
    return age._replace(use_loss=loss, use_growth=growth)


def _by_chemistry(chemistry: Indices) -> Iterator[tuple[Chemistry, Indices]]:
    for index, kind in enumerate(ORDER):
        mine = np.flatnonzero(chemistry == index)
        if len(mine):
            yield kind, mine


def onward(lost: Floats, rate: Floats, power: float, amount: Floats) -> Floats:
    """Where a loss of `rate` * amount ** `power` goes on by `amount` from what is lost already."""
    rate = np.maximum(rate, 1e-30)
    return np.maximum(lost, rate * ((lost / rate) ** (1 / power) + amount) ** power)


def _nmc_calendar(soc: Floats, kelvin: Floats) -> Law:
    """Per day ** 0.75; the voltage is that at rest."""
    volts = _rest_v(soc)
    rate = np.maximum(7.543 * volts - 23.75, 0) * 1e6 * np.exp(-6976 / kelvin)
    growth = np.maximum(5.270 * volts - 16.32, 0) * 1e5 * np.exp(-5986 / kelvin)
    return Law(rate, 0.75, growth, 0.75)


def _nmc_cyclic(use: Use) -> Law:
    """Per root of the equivalent full cycles, in which the cell of the source turns over 2 * 2.05 Ah."""
    volts, cycle_ah = _rest_v(use.mean_soc), 2 * 2.05
    kelvin = use.temperature_c + KELVIN
    warmth = np.exp(0.53 / 8.617333e-5 * (1 / 308.15 - 1 / np.maximum(kelvin, REFERENCE_K)))
    haste = np.exp((-0.0067 * 308.15 + 2.35) * (use.rate_c - 1))
    rate = 7.348e-3 * (volts - 3.667) ** 2 + 7.6e-4 + 4.081e-3 * use.depth
    growth = np.maximum(2.153e-4 * (volts - 3.725) ** 2 - 1.521e-5 + 2.798e-4 * use.depth, 1.5e-5)
    return Law(rate * np.sqrt(cycle_ah) * warmth * haste, 0.5, growth * cycle_ah * warmth * haste, 1.0)


def _lfp_calendar(soc: Floats, kelvin: Floats) -> Law:
    """Per root day, resistance per day."""
    colder = 1 / kelvin - 1 / REFERENCE_K
    rate = 1.2571e-5 * np.sqrt(86400) * np.exp(-17126 / 8.314462618 * colder) * (2.8575 * (soc - 0.5) ** 3 + 0.60225)
    hill = np.maximum(-3.3903 * (soc - 0.5) ** 2 + 1.5604, 0)
    growth = 3.4194e-10 * 86400 * np.exp(-71827 / 8.314462618 * colder) * hill
    return Law(rate, 0.5, growth, 1.0)


def _lfp_cyclic(use: Use) -> Law:
    """Per root cycle, resistance per cycle; the source gives per cent. Warmth has no part in it."""
    depth = 4.0253 * (use.depth - 0.6) ** 3 + 1.0923
    rate = (0.0630 * use.rate_c + 0.0971) * depth / 100
    growth = np.maximum(-0.0020 * use.rate_c + 0.0021, 0) * np.maximum(6.8477 * (use.depth - 0.5) ** 3 + 0.91882, 0)
    return Law(rate, 0.5, growth / 100, 1.0)


def _rest_v(soc: Floats) -> Floats:
    ocv = data_of(Chemistry.NMC).ocv_v
    return np.interp(soc, np.linspace(0, 1, len(ocv)), ocv)


CALENDAR: dict[Chemistry, Callable[[Floats, Floats], Law]] = {
    Chemistry.NMC: _nmc_calendar,
    Chemistry.LFP: _lfp_calendar,
}
CYCLIC: dict[Chemistry, Callable[[Use], Law]] = {Chemistry.NMC: _nmc_cyclic, Chemistry.LFP: _lfp_cyclic}
