"""`python -m benchmarks.twin`: batteries as arrays beside one after the other, and what becomes of their telemetry."""

import gc
from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time

import click
import numpy as np

from benchmarks import report, telemetry
from benchmarks.figures import Bound, Figure, table
from benchmarks.references.battery_loop import OneBattery
from benchmarks.references.cell_loop import Cell
from chargeit.domain.batteries import Chemistry
from chargeit.twin.cell import at_rest, new_cells, step
from chargeit.twin.predictor import Predictor
from chargeit.twin.simulator import Simulation, SimulationPlan, lines

MORNING = datetime(2026, 7, 6, 7, 30, tzinfo=UTC)
AH, CYCLE_S, STEP_S = 150.0, 5.0, 2.0


def stepping(batteries: int, repeats: int) -> list[Figure]:
    rows = [stepped(batteries) for _ in range(repeats)]
    vector, loop, whole = (tuple(column) for column in zip(*rows, strict=True))
    return [
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


def stepped(batteries: int) -> tuple[float, float, float]:
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


def predicting(batteries: int, repeats: int) -> list[Figure]:
    simulation = Simulation(SimulationPlan(batteries, MORNING, faulty=0))
    known, predictor = simulation.batteries(), Predictor()
    predictor.know(known)
    loop = [OneBattery(one) for one in known]
    predicted(simulation, predictor, loop)
    gc.freeze()  # the objects of the loop are not looked through while the arrays are measured
    rows = [predicted(simulation, predictor, loop) for _ in range(repeats)]
    steps, observed, made, loop_observed, loop_made = (np.array(column) for column in zip(*rows, strict=True))
    a_cycle = CYCLE_S / STEP_S
    cycle, loop_cycle = a_cycle * observed + made, a_cycle * loop_observed + loop_made
    of_all = f"{batteries:,} batteries"
    return [
        Figure(f"{of_all} observed, one line each, core time", "s", tuple(observed)),
        Figure(f"{of_all} observed one after the other", "s", tuple(loop_observed)),
        Figure("observed as arrays / one after the other", "", tuple(loop_observed / observed)),
        Figure(f"{of_all} predicted in one call, core time", "s", tuple(made)),
        Figure("a cycle of 5 s observed and predicted: as arrays / one after the other", "", tuple(loop_cycle / cycle)),
        Figure(
            f"a cycle of 5 s of {of_all}: simulated, observed, predicted, core time",
            "s",
            tuple(a_cycle * steps + cycle),
            Bound(at_most=1.0),
        ),
    ]


def predicted(
    simulation: Simulation, predictor: Predictor, loop: list[OneBattery]
) -> tuple[float, float, float, float, float]:
    """Core seconds of one step, its lines observed, all predicted; and the last two one after the other."""
    marks = [process_time()]
    readings = simulation.step()
    marks.append(process_time())
    told = lines(simulation.ids, readings)
    skipped = process_time() - marks[-1]
    predictor.observe(told)
    marks.append(process_time())
    made = predictor.predict(simulation.now)
    marks.append(process_time())
    for one, line in zip(loop, told, strict=True):
        one.observe(line)
    marks.append(process_time())
    alike = [one.predict(simulation.now, battery) for one, battery in zip(loop, simulation.ids, strict=True)]
    marks.append(process_time())
    for name in ("soc", "soh", "rul_cycles"):
        both = ([getattr(one, name).value for one in found] for found in (made, alike))
        assert np.allclose(*both), name
    spent = [float(value) for value in np.diff(marks)]
    return spent[0], spent[1] - skipped, spent[2], spent[3], spent[4]


PARTS: dict[str, Callable[[int, int], list[Figure]]] = {
    "stepping": stepping,
    "predicting": predicting,
    "writing": lambda _, repeats: telemetry.writing(repeats),
    "reading": lambda _, repeats: telemetry.reading(repeats),
    "one": lambda batteries, _: telemetry.one_prediction(batteries, 2000),
}


@click.command(help=f"Measure PARTS ({', '.join(PARTS)}); without PARTS all of them.")
@click.argument("names", nargs=-1, metavar="[PARTS]...", type=click.Choice(list(PARTS)))
@click.option("--batteries", default=10_000, show_default=True)
@click.option("--repeats", default=5, show_default=True)
def main(names: tuple[str, ...], batteries: int, repeats: int) -> None:
    figures = [figure for name in names or PARTS for figure in PARTS[name](batteries, repeats)]
    click.echo(report.machine() + "\n\n" + table(figures))


if __name__ == "__main__":
    main()
