"""`python -m benchmarks.twin`: steps of many batteries as arrays, beside one battery after the other."""

from datetime import UTC, datetime
from time import process_time

import click
import numpy as np

from benchmarks import report
from benchmarks.figures import Bound, Figure, table
from benchmarks.references.cell_loop import Cell
from chargeit.domain.batteries import Chemistry
from chargeit.twin.cell import at_rest, new_cells, step
from chargeit.twin.simulator import Simulation, SimulationPlan

MORNING = datetime(2026, 7, 6, 7, 30, tzinfo=UTC)
AH, CYCLE_S, STEP_S = 150.0, 5.0, 2.0


@click.command()
@click.option("--batteries", default=10_000, show_default=True)
@click.option("--repeats", default=5, show_default=True)
def main(batteries: int, repeats: int) -> None:
    rows = [measured(batteries) for _ in range(repeats)]
    vector, loop, whole = (tuple(column) for column in zip(*rows, strict=True))
    figures = [
        Figure("steps of a cell, as arrays", "1/s", vector),
        Figure("steps of a cell, one after the other", "1/s", loop),
        Figure("as arrays / one after the other", "", tuple(a / b for a, b in zip(vector, loop, strict=True))),
        Figure(
            f"{batteries:,} batteries simulated for a cycle of 5 s, core time",
            "s",
            tuple(second * CYCLE_S / STEP_S for second in whole),
            Bound(at_most=0.4),
        ),
    ]
    click.echo(report.machine() + "\n\n" + table(figures))


def measured(batteries: int) -> tuple[float, float, float]:
    """Steps of a cell a second as arrays and in a loop (both must tell the same), seconds for one whole step."""
    dice = np.random.default_rng(1)
    soc, amps = dice.uniform(0.2, 0.8, batteries), dice.uniform(-150, 150, batteries)
    air = np.full(batteries, 15.0)
    cells, state = new_cells(Chemistry.NMC, np.full(batteries, AH)), at_rest(soc, air)
    begin = process_time()
    for _ in range(10):
        state, flow = step(cells, state, amps, air, STEP_S)
    vector_s = (process_time() - begin) / 10
    few = min(batteries, 1000)
    singles = [Cell(Chemistry.NMC, AH, cells.size[k], float(soc[k]), 15.0) for k in range(few)]
    begin = process_time()
    for _ in range(10):
        volts = [single.step(float(amps[k]), 15.0, STEP_S) for k, single in enumerate(singles)]
    loop_s = (process_time() - begin) / 10
    assert np.allclose(volts, flow.voltage_v[:few])
    simulation = Simulation(SimulationPlan(batteries, MORNING))
    simulation.step()
    begin = process_time()
    for _ in range(10):
        simulation.step()
    return batteries / vector_s, few / loop_s, (process_time() - begin) / 10


if __name__ == "__main__":
    main()
