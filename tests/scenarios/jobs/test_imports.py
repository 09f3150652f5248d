"""Imports in a child: a full disk, a child that dies, what a killed process left."""

import sys
from pathlib import Path

import pytest

from chargeit.domain.clock import now
from chargeit.domain.errors import Conflict
from chargeit.jobs.imports import Child, Imports
from chargeit.jobs.uploads import PREFIX, UploadFolder, sweep
from chargeit.ports.imports import Import, ImportAsked, ImportState


def child(script: str, **options: int) -> Child:
    return Child(lambda file, mapping, asked: [sys.executable, "-c", script], **options)


def held(home: Path) -> list[Path]:
    return list(home.iterdir())


async def imported(home: Path, script: str) -> Import:
    imports = Imports(home, child(script), now)
    async with imports.receiving() as upload:
        await upload.write(b"x")
        begun = await upload.begin(ImportAsked("x.csv"))
    assert held(home) == [] and begun.state is ImportState.FAILED
    return begun


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "ended unexpectedly"),
        ("raise SystemExit('secret of the inside')", "ended unexpectedly"),
        ("print('no JSON', flush=True)", "ended unexpectedly"),
        ('print(\'{"told": "failed", "error": "Unreachable", "field": "", "reason": "db.example"}\')', "away or busy"),
    ],
)
async def test_a_child_that_fails_is_told_without_the_inside(tmp_path: Path, script: str, words: str) -> None:
    failed = await imported(tmp_path / "uploads", script)
    assert words in failed.error and "goes on where it was" in failed.error
    assert "secret" not in failed.error and "db.example" not in failed.error


async def test_the_disk_keeps_room_for_the_platform(tmp_path: Path) -> None:
    imports = Imports(tmp_path, child("", reserve_bytes=1 << 60), now)
    async with imports.receiving() as upload:
        with pytest.raises(Conflict, match="too full"):
            await upload.write(b"x")
    assert held(tmp_path) == []


async def test_what_a_killed_process_left_goes_at_the_start_and_what_is_needed_stays(tmp_path: Path) -> None:
    dead = tmp_path / f"{PREFIX}dead"
    dead.mkdir()
    (dead / "file").write_bytes(b"x")
    needed = UploadFolder(tmp_path, 0)
    sweep(tmp_path)
    assert held(tmp_path) == [needed.path]
    await needed.remove()
    assert held(tmp_path) == []
    sweep(tmp_path / "gone")
