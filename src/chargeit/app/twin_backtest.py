"""`chargeit twin backtest`: the table of docs/twin.md."""

import time
from dataclasses import replace
from pathlib import Path

import click

from chargeit.app.training import require_extra
from chargeit.domain.clock import now
from chargeit.domain.errors import Invalid
from chargeit.learning import backtests

SETS = ("severson", "cell_ageing")


def measure(folder: Path, write: Path | None) -> None:
    """Raises Invalid where a data set is missing."""
    require_extra()
    for name in SETS:
        if not (folder / name).is_dir():
            raise Invalid("folder", f"has no data set {name}")
    from chargeit.twin.backtests import ageing, early_life

    rows = []
    for part in (early_life, ageing):
        begun = time.monotonic()
        found = part.run(folder)
        seconds = time.monotonic() - begun
        rows += [replace(found[0], seconds=seconds), *found[1:]]
    text = f"{backtests.measured_on(now().date())}\n\n{backtests.markdown(rows)}"
    click.echo(text)
    if write is not None:
        write.write_text(backtests.inserted(write.read_text(encoding="utf-8"), text), encoding="utf-8")
