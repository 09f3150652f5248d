"""The twin's cells beside discharges that NASA measured: another make of cell, so the figure is what to expect of one.

The capacity and resistance of each cell are fitted on its second discharge, and a later one is told from them.
"""

from dataclasses import replace

import numpy as np
import pyarrow.parquet as parquet
import pytest
from scipy.optimize import least_squares

from chargeit.domain.batteries import Chemistry
from chargeit.twin.cell import at_rest, new_cells, step, voltage
from chargeit.twin.chemistry import Floats
from tests.support.recorded_data import recorded

AIR = np.array([24.0])


def discharge(cell: str, cycle: int) -> dict[str, Floats]:
    """Until the load was taken off, without glitches of the voltmeter."""
    names = ["voltage", "current", "temperature", "discharge_time"]
    file = recorded("nasa_pcoe") / "nasa_discharge_curves.parquet"
    table = parquet.read_table(file, columns=names, filters=[("battery", "=", cell), ("cycle", "=", cycle)])
    curve = {name: table[name].to_numpy().astype(float) for name in names}
    good = (curve["voltage"] > 2.0) & (curve["voltage"] < 4.5)
    good[np.flatnonzero(good & (curve["current"] < -1))[-1] + 1 :] = False
    return {name: values[good] for name, values in curve.items()}


def missed_v(curve: dict[str, Floats], capacity_ah: float, resistance: float) -> Floats:
    cells = new_cells(Chemistry.NMC, np.array([2.0]))
    cells = replace(cells, capacity_ah=np.array([capacity_ah]), resistance=np.array([resistance]))
    state, told = at_rest(np.array([1.0]), curve["temperature"][:1]), []
    current, time = curve["current"], curve["discharge_time"]
    for k in range(len(time)):
        if k:
            mean = np.array([(current[k] + current[k - 1]) / 2])
            state, _ = step(cells, state, mean, AIR, time[k] - time[k - 1])
        state = state._replace(temperature_c=curve["temperature"][k : k + 1])
        told.append(voltage(cells, state, current[k : k + 1])[0])
    return np.array(told) - curve["voltage"]


@pytest.mark.parametrize(("cell", "most_mv"), [("B0005", 75), ("B0006", 97), ("B0007", 94)])
def test_a_later_discharge_is_told_from_an_early_one(cell: str, most_mv: float) -> None:
    early, later = discharge(cell, 2), discharge(cell, 20)
    fitted = least_squares(lambda p: missed_v(early, p[0], p[1]), [2.0, 1.0], diff_step=1e-3).x
    assert 1.8 < fitted[0] < 2.3 and 0.8 < fitted[1] < 1.4
    assert 1000 * np.sqrt(np.mean(missed_v(later, *fitted) ** 2)) < most_mv
