"""A store that is away: callers are told to try again, in words that say nothing of the inside."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.api import Platform


@contextmanager
def taken_away(running: Platform, file: Path) -> Iterator[None]:
    """The database's file is no file any more."""
    running.store._engines.read.dispose()
    file.rename(file.with_suffix(".away"))
    file.mkdir()
    yield
    file.rmdir()
    file.with_suffix(".away").rename(file)


async def test_every_list_answers_503_while_the_store_is_away_and_again_when_it_is_back(
    running: Platform, tmp_path: Path
) -> None:
    paths = ("/api/stations", "/api/transactions", "/api/commands", "/api/tokens", "/api/overview", "/api/me")
    async with running.logged_in() as client:
        with taken_away(running, tmp_path / "chargeit.sqlite3"):
            for path in paths:
                answer = await client.get(path)
                assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), path
                assert answer.headers["content-type"] == "application/problem+json"
                assert "sqlite" not in answer.text and "database" not in answer.text
            assert (await client.get("/health")).status_code == 503
            login = await client.post("/api/login", json={"name": "ann", "password": "x"})
            assert login.status_code == 503
        assert [(await client.get(path)).status_code for path in paths] == [200] * len(paths)
