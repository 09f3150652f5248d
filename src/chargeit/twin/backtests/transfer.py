"""Health of cells whose source the model has not seen, or has seen a few cells of."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from chargeit.learning.catalogue import BacktestRow
from chargeit.twin.backtests import learners, scores
from chargeit.twin.backtests.scores import Choice, Metric, Task
from chargeit.twin.chemistry import Floats
from chargeit.twin.models.cycles import TRAJECTORY, Cycles, together

QUANTITIES = (4, 5, 12, 13)  # of a charge: charge and time of its constant current and of its constant voltage
FEW, DRAWS = 5, 5
METRIC = Metric("MAPE %", scores.mape, 2.5)  # the aim is of a source of which nothing is known


def unseen(found: Mapping[str, Cycles]) -> Iterator[BacktestRow]:
    """Sources that no training row came from. A charge is told in the cell's first ones, health in its first health;
    the choice is made by leaving out one of the sources of training.
    """
    cells = together(list(found.values()))
    source = np.array([name.partition("/")[0] for name in cells.cell])
    first = cells.past[:, 2]
    task = Task("health of an unseen source", "", relative(cells), cells.health / first, source)
    fits = {
        "extra trees": learners.trees,
        "extra trees on charge and time": learners.of_columns(learners.trees, [0, 3]),
        "ridge": learners.ridge,
    }
    choice = Choice({name: learners.clipped(fit, 0.5, 1.02) for name, fit in fits.items()}, scores.mape)
    ours = scores.nested(task, choice, scores.by_cell(task))
    mean = scores.predicted(task, scores.mean_of, scores.by_cell(task))
    for name in found:
        mine = source == name
        value = scores.mape(task.value[mine], ours.value[mine])
        note = f"trained on the other sources; published: none{METRIC.told(value)}"
        base = scores.mape(task.value[mine], mean[mine])
        yield BacktestRow(task.feature, name, ours.chosen, METRIC.name, value, "mean", base, note)
        its = replace(ours, value=ours.value[mine], half=ours.half[mine])
        yield from scores.covered(replace(task.part(mine), data=name), its)


def relative(cells: Cycles) -> Floats:
    """What the last charges show in the first ones, as logarithms; columns in the order of QUANTITIES, and the sum."""
    count = cells.told.shape[1]
    now = cells.past[:, TRAJECTORY : TRAJECTORY + count]
    new = now - cells.past[:, TRAJECTORY + count :]
    least = 1e-3
    parts = [np.log(np.maximum(now[:, n], least) / np.maximum(new[:, n], least)) for n in QUANTITIES]
    whole = np.log(np.maximum(now[:, 4] + now[:, 12], least) / np.maximum(new[:, 4] + new[:, 12], least))
    return np.column_stack([*parts, whole])


def few_known(source: str, cells: Cycles, choice: Choice) -> Iterator[BacktestRow]:
    """A few cells of the source are all that is trained on, and its others are asked; several draws of them. Health
    is told in the cell's first, which is measured once.
    """
    first = cells.past[:, 2]
    rows = np.column_stack([cells.told, relative(cells)])
    task = Task(f"health, {FEW} cells of the source known", source, rows, cells.health / first, cells.cell)
    names = np.unique(task.group)
    chosen: Counter[str] = Counter()
    found = []
    for seed in range(DRAWS):
        few = np.isin(task.group, np.random.default_rng(seed).permutation(names)[:FEW])
        known, asked = task.part(few), task.part(~few)
        name, share = choice.on(known)
        chosen[name] += 1
        told = choice.fits[name](known)(asked.rows)
        base = np.full(len(told), known.value.mean())
        inside = np.abs(told - asked.value) <= share * told
        found.append((scores.mape(asked.value, told), scores.mape(asked.value, base), inside.mean()))
    value, base_value, coverage = np.mean(found, axis=0).tolist()
    model = ", ".join(f"{name} ({times})" for name, times in chosen.most_common())
    note = f"of {len(names)} cells; {DRAWS} draws; trained on nothing else; published: none"
    yield BacktestRow(task.feature, source, model, METRIC.name, value, "mean of the few", base_value, note)
    level = f"coverage of {scores.LEVEL:.0%}"
    yield BacktestRow(task.feature, source, model, level, coverage, note="interval by errors on inner folds by cell")
