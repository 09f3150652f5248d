"""Migrations are one line: two that were written at the same time show before they are landed."""

from pathlib import Path

from alembic.script import ScriptDirectory

from chargeit.storage import migrate, migrations


def test_each_migration_follows_the_one_before_it_and_is_named_after_its_place() -> None:
    script = ScriptDirectory.from_config(migrate.configuration())
    line = [(one.down_revision, one.revision) for one in reversed(list(script.walk_revisions()))]
    names = [f"{n:04}" for n in range(1, len(line) + 1)]
    assert line == list(zip([None, *names], names, strict=False))
    files = sorted((Path(migrations.__file__).parent / "versions").glob("[0-9]*.py"))
    assert [file.name[:4] for file in files] == names
