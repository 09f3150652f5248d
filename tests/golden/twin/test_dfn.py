"""The twin's cells beside the Doyle-Fuller-Newman model of PyBaMM, on traces that the fit has not seen."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chargeit.domain.batteries import Chemistry
from chargeit.twin.cell import at_rest, new_cells, step, voltage
from chargeit.twin.chemistry import Floats, data_of

HERE = Path(__file__).parent
TRACES = {kind: json.loads((HERE / f"dfn_{kind}.json").read_text())["traces"] for kind in Chemistry}


def ours(kind: Chemistry, trace: dict[str, Any]) -> tuple[Floats, Floats]:
    """(SoC, voltage) of the twin's cell under the current of a trace, at its instants."""
    current = np.array(trace["current_a"])
    cells = new_cells(kind, np.array([data_of(kind).capacity_ah]))
    state = at_rest(np.array([trace["soc"]]), np.array([25.0]))
    steady = cells.heat_j_k * 1e9  # the trace is isothermal
    cells = type(cells)(cells.chemistry, cells.size, cells.capacity_ah, cells.resistance, steady, cells.cooling_w_k)
    volts, soc = [], []
    for k, now in enumerate(current):
        if k:
            mean = np.array([(current[k - 1] + now) / 2])
            state, _ = step(cells, state, mean, np.array([25.0]), trace["step_s"])
        volts.append(voltage(cells, state, np.array([now]))[0])
        soc.append(state.soc[0])
    return np.array(soc), np.array(volts)


def rms_mv(kind: Chemistry, name: str, least_soc: float = 0.0) -> float:
    trace = TRACES[kind][name]
    soc, volts = ours(kind, trace)
    missed = (volts - np.array(trace["voltage_v"]))[soc >= least_soc]
    assert len(missed) > 100
    return float(1000 * np.sqrt(np.mean(missed**2)))


@pytest.mark.parametrize(
    ("name", "most_mv"), [("drive cycle", 7), ("charge C/6", 3), ("charge C/3", 5), ("discharge 1C", 11)]
)
def test_an_nmc_cell_is_that_of_chen_2020(name: str, most_mv: float) -> None:
    assert rms_mv(Chemistry.NMC, name) < most_mv


@pytest.mark.parametrize(("name", "most_mv"), [("drive cycle", 6), ("charge C/6", 7), ("charge C/3", 11)])
def test_an_lfp_cell_is_that_of_prada_2013_above_a_fifth_of_its_charge(name: str, most_mv: float) -> None:
    assert rms_mv(Chemistry.LFP, name, 0.2) < most_mv
