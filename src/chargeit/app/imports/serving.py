"""Files that are sent to a running platform are imported by the command, in a process of its own."""

import sys
from pathlib import Path

from chargeit.app.settings import PREFIX, Settings
from chargeit.domain.clock import now
from chargeit.jobs.imports import Child, Imports
from chargeit.ports.imports import ImportAsked

MOST_ROWS = 500
FOLDER = "uploads"
SETTLE_S = 20.0


def imports_of(settings: Settings, settle_s: float = SETTLE_S) -> Imports:
    """A sender waits `settle_s` at most until its file is understood.

    The child gets its settings by the environment: a database URL may hold a password.
    """
    chosen = {"home": str(settings.home), "database_url": settings.store_url, "time_zone": settings.time_zone}
    environment = {f"{PREFIX}{name.upper()}": value for name, value in chosen.items()}
    return Imports(settings.home / FOLDER, Child(command, environment, settle_s=settle_s), now)


def command(file: Path, mapping: Path | None, asked: ImportAsked) -> list[str]:
    options = [f"--{name.replace('_', '-')}={value}" for name, value in asked.options.items()]
    if mapping:
        options.append(f"--mapping={mapping}")
    if asked.again:
        options.append("--again")
    telling = ["--json", f"--most-rows={MOST_ROWS}", f"--name={asked.name}"]
    return [sys.executable, "-m", "chargeit", "import", "loads", str(file), *telling, *options]
