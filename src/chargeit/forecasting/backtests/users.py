"""Segments of the Trondheim users: what each number of them is worth, beside what chance gives."""

import time
from pathlib import Path

import numpy as np

from chargeit.forecasting import users
from chargeit.forecasting.backtests import load
from chargeit.forecasting.features import behaviour
from chargeit.learning.catalogue import BacktestRow


def backtest(folder: Path) -> list[BacktestRow]:
    begun, log = time.perf_counter(), load.log(folder)
    if not log.users:
        return [
            BacktestRow("users", "trondheim", "k-means", "silhouette", float("nan"), note="the data set is not there")
        ]
    names, rows = behaviour.seen(log, float(np.nanmax(log.left_h)))
    middle, spread = behaviour.scaled(rows)
    tried = users.trials(behaviour.standard(rows, middle, spread))
    best, seconds = users.chosen(tried), time.perf_counter() - begun
    data, found = f"trondheim, {len(names)} users", []
    for one in tried:
        model = f"k-means, {one.count} segments"
        note = "chosen" if one is best else ("stable" if one.stable else "not stable")
        chance = ("best of column-permuted copies", one.by_chance)
        found.append(BacktestRow("users", data, model, "silhouette", one.silhouette, *chance, note, seconds))
        found.append(BacktestRow("users", data, model, "agreement", one.agreement, "needed", users.AGREEMENT))
    if best is None:
        found.append(BacktestRow("users", data, "no stable segments", "segments", 0))
    return found
