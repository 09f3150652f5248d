"""The batteries of the fleet's vehicles: what the twin's cells take, kept as data so that no cell is stepped here."""

from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from chargeit.domain.batteries import Chemistry
from chargeit.edge.acceptance import Curve

# chemistry and cells in series of a battery of so many Wh; an assumption, makers mix both
MAKES: dict[int, tuple[Chemistry, int]] = {
    40_000: (Chemistry.NMC, 96),
    52_000: (Chemistry.LFP, 106),
    58_000: (Chemistry.NMC, 96),
    64_000: (Chemistry.LFP, 110),
    77_000: (Chemistry.NMC, 96),
    82_000: (Chemistry.NMC, 96),
    93_000: (Chemistry.NMC, 108),
    14_000: (Chemistry.NMC, 84),
    9_800: (Chemistry.NMC, 84),
}


class Made(Struct, frozen=True):
    """The file: knots of SoC, then power and energy at them by battery and charging power."""

    soc: tuple[float, ...]
    power_w: dict[str, tuple[float, ...]]
    energy_wh: dict[str, tuple[float, ...]]


@cache
def made() -> Made:
    """By tools/charge_curves.py."""
    return msgspec.json.decode(files("chargeit.fleet").joinpath("curves.json").read_bytes(), type=Made)


@cache
def curve(capacity_wh: int, power_w: float) -> Curve:
    """Of a new battery that is charged with so many watts at its terminals. Raises KeyError for one not made."""
    known, key = made(), name_of(capacity_wh, power_w)
    return Curve(known.soc, known.power_w[key], known.energy_wh[key])


@cache
def aged(new: Curve, health: float) -> Curve:
    """Holds that share of the energy, and takes what a new one does at each SoC."""
    return Curve(new.soc, new.power_w, tuple(energy * health for energy in new.energy_wh))


def name_of(capacity_wh: int, power_w: float) -> str:
    return f"{capacity_wh} Wh, {round(power_w)} W"
