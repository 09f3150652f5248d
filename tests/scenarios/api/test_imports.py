"""Files of loads are sent, imported beside everything else, and followed; nothing of a broken one stays."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from chargeit.domain.accounts import Role
from tests.support.api import PATIENCE_S, Platform
from tests.support.loads_files import HOURLY

IMPORT = "/api/loads/import"


def lines(rows: int) -> Iterator[str]:
    begun = datetime(2019, 4, 1)  # noqa: DTZ001 - of a wall
    yield HOURLY
    for number in range(rows):
        at = begun + timedelta(hours=number // 10)
        wall = f"{at:%d.%m.%Y %H:%M};{at + timedelta(hours=1):%d.%m.%Y %H:%M}"
        yield f"{wall};A1-{number % 10};{number % 10}-{number // 200};{1 + number % 3},25;;;"


def file(rows: int, *more: str) -> bytes:
    return ("\r\n".join([*lines(rows), *more]) + "\r\n").encode()


async def sent(client: httpx.AsyncClient, body: Any, **options: Any) -> httpx.Response:
    headers = {"Content-Type": "text/csv"} | options.pop("headers", {})
    return await client.post(IMPORT, content=body, params=options, headers=headers, timeout=PATIENCE_S)


async def ended(client: httpx.AsyncClient, answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    async with asyncio.timeout(PATIENCE_S):
        while True:
            seen: dict[str, Any] = (await client.get(f"/api/loads/imports/{answer.json()['id']}")).json()
            if seen["state"] not in ("reading", "storing"):
                return seen
            await asyncio.sleep(0.05)


def left(folder: Path) -> list[Path]:
    """Each upload is one folder; it is not looked into, for it may be going away."""
    return sorted((folder / "uploads").glob("*"))


async def patiently(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def nothing_left(folder: Path) -> None:
    """The connection's end is heard a moment later."""
    await patiently(lambda: not left(folder))


async def test_a_file_is_understood_stored_and_let_go_and_sent_again_changes_nothing(
    running: Platform, tmp_path: Path
) -> None:
    odd = "01.05.2019 10:00;01.05.2019 11:00;B;b-1;1,5x;;;"
    other = "01.05.2019 10:00;01.05.2019 11:00;B;b-2;1.5;;;"
    body = gzip.compress(file(300, odd, other))
    async with running.logged_in() as client:
        answer = await sent(client, body, name="loads.csv.gz", site="harbour")
        told = {one["what"]: one["value"] for one in answer.json()["decisions"]}
        assert (told["format"], told["separator"], told["time zone"]) == (
            "trondheim-hourly",
            "semicolon",
            "Europe/Oslo",
        )
        done = await ended(client, answer)
        assert (done["state"], done["name"], done["size_bytes"]) == ("finished", "loads.csv.gz", len(body))
        assert (done["new"], done["changed"], done["same"], done["loads"]) == (301, 0, 0, 301)
        assert (done["refused"], done["repaired"], done["lines"], done["rows"]) == (1, 1, 303, 303)
        assert [(row["row"], row["outcome"]) for row in done["odd_rows"]] == [(302, "refused"), (303, "repaired")]
        assert "no number" in done["odd_rows"][0]["reason"] and done["error"] is None
        assert left(tmp_path) == []
        total = (await client.get("/api/loads/kpi/total-energy?site=harbour&series=synthetic_3_6")).json()
        assert total == {"total_energy_kwh": sum(1.25 + number % 3 for number in range(300)) + 1.5}
        again = await ended(client, await sent(client, body, name="other.gz", site="harbour"))
        assert again["state"] == "finished" and again["imported_before_at"] is not None
        anew = await ended(client, await sent(client, body, site="harbour", again="true"))
        assert (anew["new"], anew["changed"], anew["same"]) == (0, 0, 301)
        assert (await client.get("/api/loads/kpi/total-energy?site=harbour&series=synthetic_3_6")).json() == total
        listed = (await client.get("/api/loads/imports")).json()
        assert [one["name"] for one in listed["rows"]] == ["file", "other.gz", "loads.csv.gz"]
        assert listed["max_upload_bytes"] == 2 << 30


async def test_choices_and_a_mapping_come_with_the_file(running: Platform) -> None:
    mapping = (
        'kind = "hourly"\nsource = "garage"\n[columns]\nhour = ["Day", "Hour"]\nuser = "Badge"\nmeasured = "Energy"'
    )
    body = b"Day,Hour,Badge,Energy\n03/04/2024,10:00,ann,1.5\n"
    async with running.logged_in() as client:
        unsure = await sent(client, body, mapping=mapping, zone="Europe/Berlin")
        assert (unsure.status_code, unsure.json()["field"]) == (422, "date_order")
        chosen = await sent(client, body, mapping=mapping, zone="Europe/Berlin", date_order="day-month-year")
        assert (await ended(client, chosen))["new"] == 1
        (hour,) = (await client.get("/api/loads/hourly?series=measured")).json()["rows"]
        assert (hour["hour_at"], hour["user"], hour["source"]) == ("2024-04-03T08:00:00Z", "ann", "garage")
        for options, field in (
            ({"format": "other"}, "format"),
            ({"zone": "Mars/Base", "mapping": mapping, "date_order": "day-month-year"}, "zone"),
            ({"encoding": "zlib"}, "encoding"),
            ({"mapping": "kind = "}, "mapping"),
            ({"separator": "dot"}, "separator"),
            ({"colour": "red"}, "colour"),
            ({"site": "x" * 101}, "site"),
        ):
            answer = await sent(client, body, **options)
            assert (answer.status_code, answer.json()["field"]) == (422, field), (options, answer.text)
            assert "uploads" not in answer.text and "/tmp" not in answer.text


async def test_what_is_no_file_of_loads_is_told_and_nothing_of_it_stays(running: Platform, tmp_path: Path) -> None:
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    async with running.logged_in() as client:
        for body, words, headers, status in (
            (b"", "it is empty", {}, 422),
            (bytes(range(256)) * 4000, "it is no table", {}, 422),
            (b"x" * 5_000_000, "no known format", {}, 422),
            (b"PAR1" + b"\0" * 2000, "no Parquet that can be read", {}, 422),
            (gzip.compress(file(50))[:-20], "ends in the middle", {}, 422),
            (b'[{"a": 1}', "the file ends in the middle", {"Content-Type": "application/json"}, 422),
            (file(5), "not a form (multipart/form-data)", form, 415),
        ):
            answer = await sent(client, body, headers=headers)
            assert (answer.status_code, words in answer.text) == (status, True), answer.text
            assert "/uploads" not in answer.text
            assert left(tmp_path) == []
        assert (await ended(client, await sent(client, file(5))))["new"] == 5


@pytest.mark.parametrize("rules", [{"max_upload_bytes": 100_000}])
async def test_a_file_beyond_the_bound_is_refused_with_or_without_its_length(
    listening: Platform, tmp_path: Path
) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 10_000

    async with listening.logged_in() as client:
        for body in (b" " * 100_001, parts()):
            answer = await sent(client, body)
            assert answer.status_code == 413 and "max_upload_bytes" in answer.json()["detail"]
            assert left(tmp_path) == []
        assert (await sent(client, b" " * 100_000)).status_code == 422


@pytest.mark.parametrize("rules", [{"upload_idle_s": 0.2}])
async def test_a_sender_that_says_no_more_does_not_keep_the_place(listening: Platform, tmp_path: Path) -> None:
    enough = asyncio.Event()

    async def stuck() -> AsyncIterator[bytes]:
        yield file(5)
        await enough.wait()

    async with listening.logged_in() as client:
        sending = asyncio.create_task(sent(client, stuck()))
        await patiently(lambda: bool(left(tmp_path)))
        await nothing_left(tmp_path)
        enough.set()
        assert (await sending).status_code == 408
        # the place is free; a body that is there with its head waits for nothing
        assert (await sent(client, b"")).status_code == 422


async def test_one_at_a_time_and_a_connection_that_breaks_leaves_nothing(running: Platform, tmp_path: Path) -> None:
    begun, enough = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield file(5)
        begun.set()
        await enough.wait()

    async with running.logged_in() as client:
        sending = asyncio.create_task(sent(client, slow()))
        await begun.wait()
        await patiently(lambda: bool(left(tmp_path)))
        busy = await sent(client, file(5))
        assert busy.status_code == 409 and "one import at a time" in busy.json()["detail"]
        sending.cancel()
        await asyncio.wait([sending])
        await nothing_left(tmp_path)
        assert (await client.get("/api/loads/imports")).json()["rows"] == []
        assert (await ended(client, await sent(client, file(5))))["new"] == 5


async def test_an_import_goes_on_without_its_sender_is_stopped_by_an_admin_and_goes_on_where_it_was(
    running: Platform, tmp_path: Path
) -> None:
    body = file(12_000, *("01.05.2019 10:00;01.05.2019 11:00;B;b-1;x;;;" for _ in range(700)))
    async with running.logged_in() as client:
        begun = (await sent(client, body, name="long.csv")).json()
        assert begun["state"] == "storing" and begun["lines"] == 12_701
        busy = await sent(client, file(5))
        assert busy.status_code == 409 and "'long.csv' is being imported" in busy.json()["detail"]
        address = f"/api/loads/imports/{begun['id']}"
        async with asyncio.timeout(PATIENCE_S):
            while (await client.get(address)).json()["loads"] < 100:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        stopped = (await client.delete(address)).json()
        assert (stopped["state"], stopped["error"]) == ("stopped", None) and 0 < stopped["loads"] < 12_000
        assert left(tmp_path) == []
        assert (await client.delete(address)).json() == stopped
        done = await ended(client, await sent(client, body, name="long.csv"))
        assert (done["state"], done["new"], done["same"], done["refused"]) == ("finished", 12_000, 0, 700)
        assert [row["row"] for row in done["odd_rows"]] == list(range(12_002, 12_502))
        assert (await client.get("/api/loads/imports/unknown")).status_code == 404


async def test_only_an_admin_sends_and_sees_imports(running: Platform, tmp_path: Path) -> None:
    async with running.logged_in("vera", Role.VIEWER) as viewer:
        assert (await sent(viewer, file(5))).status_code == 403
        for path in ("imports", "imports/x"):
            assert (await viewer.get(f"/api/loads/{path}")).status_code == 403
        assert not (tmp_path / "uploads").exists()
    async with running.client() as stranger:
        assert (await sent(stranger, file(5))).status_code == 401
