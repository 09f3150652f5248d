"""The command imports a file: killed, it goes on; again, it changes nothing."""

import csv
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from chargeit.domain.loads import Added, ImportProgress
from chargeit.loads.ingest.importing import loads_of
from chargeit.loads.ingest.reading import read
from chargeit.storage.store import open_store
from tests.support.loads_files import HOURLY, written

ROWS = 30_000
DEADLINE_S = 300


def file(folder: Path) -> Path:
    begun = datetime(2019, 4, 1)  # noqa: DTZ001 - of a wall
    lines = [HOURLY]
    for number in range(ROWS):
        at = begun + timedelta(hours=number // 10)
        wall = f"{at:%d.%m.%Y %H:%M};{at + timedelta(hours=1):%d.%m.%Y %H:%M}"
        lines.append(f"{wall};A1-{number % 10};{number % 10}-{number // 200};{1 + number % 3},25;;;")
    lines[5000] = lines[5000].replace(";;;", "x;;;")
    return written(folder / "loads.csv", lines)


def command(path: Path, home: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "chargeit", "import", "loads", str(path), "--home", str(home), *options]


def run(path: Path, home: Path, *options: str) -> str:
    done = subprocess.run(command(path, home, *options), capture_output=True, text=True, timeout=DEADLINE_S)
    assert done.returncode == 0, done.stderr
    return done.stdout


def progress(digest: str, home: Path) -> ImportProgress | None:
    store = open_store(f"sqlite:///{home / 'chargeit.sqlite3'}")
    try:
        return store.write(lambda work: work.loads.progress(digest))
    finally:
        store.close()


def wait_for_some(digest: str, home: Path) -> None:
    until = time.monotonic() + DEADLINE_S
    while loads_of(progress(digest, home)) < 2_000:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_an_import_that_was_killed_goes_on_and_one_that_was_done_changes_nothing(tmp_path: Path) -> None:
    path, home, report = file(tmp_path), tmp_path / "home", tmp_path / "odd.csv"
    digest = read(path).digest
    subprocess.run([sys.executable, "-m", "chargeit", "migrate", "--home", str(home)], check=True, capture_output=True)
    with subprocess.Popen(command(path, home), stdout=subprocess.DEVNULL) as importing:
        try:
            wait_for_some(digest, home)
        finally:
            importing.kill()
    stopped = progress(digest, home)
    assert stopped and not stopped.finished and 0 < loads_of(stopped) < ROWS - 1
    told = run(path, home, "--report", str(report))
    assert f"going on after {loads_of(stopped):,} hourly loads" in told
    done = progress(digest, home)
    assert done and done.finished and done.added == Added(new=ROWS - 1)
    with report.open(newline="") as lines:
        odd = list(csv.DictReader(lines))
    assert [(row["row"], row["outcome"]) for row in odd if row["outcome"] == "refused"] == [("5001", "refused")]
    assert "nothing changes" in run(path, home)
    assert f"{ROWS - 1:,} hourly loads: 0 new, 0 changed, {ROWS - 1:,} as they were" in run(path, home, "--again")


def test_a_wrong_choice_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    path = written(tmp_path / "loads.csv", [HOURLY])
    for options, message in (
        (["--zone", "Mars/Base"], "zone: a name such as Europe/Oslo or UTC"),
        (["--decimal-mark", "dot"], "decimal-mark: one of comma, point, not 'dot'"),
        (["--format", "other"], "format: one of trondheim-hourly,"),
        (["--report", str(tmp_path)], "report:"),
    ):
        done = subprocess.run(command(path, tmp_path / "home", *options), capture_output=True, text=True)
        assert done.returncode == 2, done.stderr
        assert done.stderr.splitlines()[-1].startswith((f"chargeit: {message}", "Error: Invalid value for '--report'"))
