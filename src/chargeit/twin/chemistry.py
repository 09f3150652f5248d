"""Chemistries as data: one TOML file each, with its sources; and the tables that a mixed fleet of cells looks up."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from chargeit.domain.batteries import Chemistry

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

GRID = 200  # equal steps of SoC in a table
ORDER = tuple(Chemistry)


@dataclass(frozen=True, slots=True)
class CellData:
    """A chemistry's reference cell. Tables have GRID + 1 entries over SoC 0..1, resistances are those at 25 C.

    `activation_j_mol` is of R0, R1, R2 and the exchange current. `charge_c` pairs temperatures (C) with the greatest
    charging rate (1/h).
    """

    chemistry: Chemistry
    capacity_ah: float
    v_min: float
    v_max: float
    tau_s: tuple[float, float]
    exchange_a: float
    activation_j_mol: tuple[float, float, float, float]
    ocv_v: Floats
    resistance_ohm: Floats
    heat_capacity_j_k: float
    cooling_time_s: float
    charge_c: tuple[tuple[float, ...], tuple[float, ...]]


@cache
def data_of(chemistry: Chemistry) -> CellData:
    text = files("chargeit.twin").joinpath(f"chemistries/{chemistry.value}.toml").read_text(encoding="utf-8")
    raw: dict[str, Any] = tomllib.loads(text)
    circuit, heat, charging = raw["circuit"], raw["heat"], raw["charging"]
    soc = np.linspace(0, 1, GRID + 1)
    ocv = np.interp(soc, np.linspace(0, 1, len(circuit["ocv_v"])), circuit["ocv_v"])
    tables = [np.interp(soc, circuit["soc"], circuit[name]) for name in ("r0_ohm", "r1_ohm", "r2_ohm")]
    return CellData(
        chemistry=chemistry,
        capacity_ah=circuit["capacity_ah"],
        v_min=raw["v_min"],
        v_max=raw["v_max"],
        tau_s=tuple(circuit["tau_s"]),
        exchange_a=circuit["exchange_a"],
        activation_j_mol=tuple(circuit["activation_j_mol"]),
        ocv_v=ocv,
        resistance_ohm=np.array(tables),
        heat_capacity_j_k=heat["capacity_j_k"],
        cooling_time_s=heat["cooling_time_s"],
        charge_c=(tuple(charging["temperature_c"]), tuple(charging["rate_c"])),
    )


@dataclass(frozen=True, slots=True)
class Tables:
    """All chemistries side by side. A row of `over_soc` is OCV (V), its integral over SoC (V), R0, R1, R2 (Ohm)."""

    over_soc: Floats
    tau_s: Floats
    exchange_a: Floats
    activation_k: Floats
    v_min: Floats
    v_max: Floats
    capacity_ah: Floats


@cache
def tables() -> Tables:
    """In the order of ORDER."""
    cells = [data_of(chemistry) for chemistry in ORDER]
    return Tables(
        np.vstack([_over_soc(cell) for cell in cells]),
        np.array([cell.tau_s for cell in cells]),
        np.array([cell.exchange_a for cell in cells]),
        np.array([cell.activation_j_mol for cell in cells]) / 8.314462618,
        np.array([cell.v_min for cell in cells]),
        np.array([cell.v_max for cell in cells]),
        np.array([cell.capacity_ah for cell in cells]),
    )


def _over_soc(cell: CellData) -> Floats:
    ocv = cell.ocv_v
    integral = np.concatenate([[0.0], np.cumsum((ocv[1:] + ocv[:-1]) / 2 / GRID)])
    return np.column_stack([ocv, integral, *cell.resistance_ohm])
