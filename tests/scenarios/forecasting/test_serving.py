"""Forecasts over HTTP: from history in SQLite, by a model that was trained on it, and without one."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from chargeit.domain.accounts import Role
from chargeit.domain.forecasts import ModelCard, Score
from chargeit.domain.stations import ConnectorStatus, Place, Station, StationId
from chargeit.domain.transactions import TransactionState
from chargeit.forecasting.availability import FEATURE
from chargeit.learning import catalogue, versions
from chargeit.learning.catalogue import Trained
from chargeit.ports.work import Work
from tests.support.api import NOON, Platform, platform
from tests.support.stored import status, transaction

TODAY = NOON.replace(hour=0)


def fill(work: Work) -> None:
    """Four stations in use on weekdays from eight on, for 100 days, and one that nobody has used."""
    for name in "ABCDN":
        work.stations.add(Station(StationId(name), TODAY, site="quay"))
    for day in (TODAY - timedelta(days=n) for n in range(1, 100)):
        for turn, name in enumerate("ABCD" if day.weekday() < 5 else ""):
            begun = day + timedelta(hours=8 + turn * 0.5 + day.day % 3 * 0.4)
            use(work, name, begun, begun + timedelta(hours=4 if day.weekday() == 4 else 7))


def use(work: Work, station: str, begun: datetime, ended: datetime | None) -> None:
    known = transaction(Place(StationId(station), 1), started_at=begun, received_at=begun)
    state = TransactionState.OPEN if ended is None else TransactionState.ENDED
    work.transactions.add(replace(known, state=state, stopped_at=ended, stop_received_at=ended))


@pytest.fixture
async def history(tmp_path: Path) -> AsyncIterator[Platform]:
    async with platform(tmp_path) as found:
        await found.write(fill)
        yield found


@pytest.fixture(scope="module")
def shelf() -> dict[str, Trained]:
    """What was trained once, for all tests; the history is the same in each."""
    return {}


async def trained(running: Platform, shelf: dict[str, Trained], **changes: Any) -> None:
    """Trains on the stored history, and makes the model serve."""
    if not shelf:
        shelf["it"] = FEATURE.train(FEATURE.gather(running.store.reads.history, NOON))
    it = replace(shelf["it"], **changes)
    digest = running.kit.forecaster._files.keep(it.payload)
    card = ModelCard(
        "availability", 0, running.clock(), it.data_from, it.data_to, it.rows, it.simulated_rows, it.scores
    )
    stored = await running.write(lambda work: versions.record(versions.TrainedModel(card, digest), work))
    assert stored.serving, stored.decision


async def asked(client: httpx.AsyncClient, path: str = "/api/forecasts/availability/A/1/1") -> Any:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_activated_model_takes_over_from_the_baseline_and_a_rollback_brings_the_former_back(
    history: Platform, shelf: dict[str, Trained]
) -> None:
    async with history.logged_in() as client:
        plain = await asked(client)
        assert (plain["basis"], plain["version"], len(plain["points"])) == ("baseline", None, 24)
        assert "no trained model" in plain["missing"]
        await trained(history, shelf)
        history.clock.now += timedelta(seconds=6)
        first = await asked(client)
        assert (first["basis"], first["version"], first["missing"]) == ("model", 1, "")
        assert first["points"] != plain["points"]
        # an hour has begun meanwhile
        assert (first["baseline"][:23], plain["baseline"]) == (plain["points"][1:], [])
        await trained(history, shelf, payload=shelf["it"].payload + b" ", scores=(Score("brier", 0.0, "b", 0.1),))
        history.clock.now += timedelta(seconds=6)
        assert (await asked(client))["version"] == 2
        back = await client.post("/api/models/availability/rollback", json={"version": 1})
        assert (back.status_code, back.json()["serving"]) == (200, True)
        assert (await asked(client))["version"] == 1


async def test_a_model_of_battery_life_is_rolled_back_as_those_of_forecasts_are(history: Platform) -> None:
    for error in (2.0, 1.0):
        digest = history.kit.forecaster._files.keep(b"%f" % error)
        score = Score("rmse_cycles_left", error, "ageing law", 5.0)
        kept = versions.TrainedModel(ModelCard(catalogue.BATTERY_LIFE, 0, NOON, NOON, NOON, 1, scores=(score,)), digest)
        assert (await history.write(lambda work, kept=kept: versions.record(kept, work))).serving
    async with history.logged_in() as client:
        back = await client.post("/api/models/battery_life/rollback", json={"version": 1})
        assert (back.status_code, back.json()["serving"]) == (200, True)
        assert (await client.post("/api/models/battery_life/rollback", json={"version": 7})).status_code == 404
        assert (await client.get("/api/forecasts/battery_life")).status_code == 404
        listed = (await client.get("/api/models?feature=battery_life")).json()
    assert [(one["version"], one["serving"]) for one in listed] == [(2, False), (1, True)]


async def test_forecasts_change_with_new_data(history: Platform, shelf: dict[str, Trained]) -> None:
    await trained(history, shelf)
    async with history.logged_in() as client:
        free = await asked(client)
        await history.write(lambda work: use(work, "A", NOON - timedelta(minutes=5), None))
        history.clock.now += timedelta(seconds=61)
        taken = await asked(client)
    assert taken["made_at"] > free["made_at"]
    before = {point["at"]: point["value"] for point in free["points"]}
    assert any(before[point["at"]] != point["value"] for point in taken["points"] if point["at"] in before)
    assert free["explanation"].startswith("It is free for")
    assert taken["explanation"].startswith("It is in use for")


async def test_a_model_that_fails_leaves_the_answer_to_the_baseline_counted_and_told(history: Platform) -> None:
    broken = {"it": Trained(b"{}", NOON, NOON, 1, scores=(Score("brier", 0.1, "b", 0.2),))}
    await trained(history, broken)
    async with history.logged_in() as client:
        found = await asked(client)
    assert (found["basis"], found["version"], len(found["points"])) == ("baseline", None, 24)
    assert "version 1 of the model failed" in found["missing"]
    assert history.kit.forecaster.failures["availability"] == 1


async def test_what_has_no_history_is_told_in_words_and_what_is_unknown_is_not_found(history: Platform) -> None:
    async with history.logged_in() as client:
        new = await asked(client, "/api/forecasts/availability/N/1/1")
        assert (new["basis"], new["points"]) == ("missing", [])
        assert "nothing that availability is made from" in new["missing"]
        for feature in ("maintenance", "users", "load", "health"):
            found = await asked(client, f"/api/forecasts/{feature}")
            assert found["missing"] or found["rows"], feature
        for path in ("availability/Z/1/1", "tides", "tides/A"):
            assert (await client.get(f"/api/forecasts/{path}")).status_code == 404
        assert (await client.post("/api/models/availability/rollback", json={"version": 7})).status_code == 404


async def test_lists_are_paged_and_filtered(history: Platform) -> None:
    async with history.logged_in() as client:
        first = await asked(client, "/predict/availability?limit=3")
        rest = await asked(client, f"/predict/availability?after={first['next']}")
        subjects = [row["subject"] for row in first["rows"] + rest["rows"]]
        assert subjects == ["A/1/1", "B/1/1", "C/1/1", "D/1/1", "quay"]
        one = await asked(client, "/predict/availability?subject=quay")
        assert [row["subject"] for row in one["rows"]] == ["quay"]


async def test_the_highest_come_first_page_by_page_and_subjects_are_found_by_name(history: Platform) -> None:
    async with history.logged_in() as client:
        query: dict[str, Any] = {"order": "highest", "limit": 2}
        rows: list[Any] = []
        while True:
            page = (await client.get("/api/forecasts/availability", params=query)).json()
            rows += page["rows"]
            if page["next"] is None:
                break
            query["after"] = page["next"]
        last = [row["points"][-1]["value"] for row in rows]
        assert (len(rows), last) == (5, sorted(last, reverse=True))
        assert len({row["subject"] for row in rows}) == 5
        named = await asked(client, "/api/subjects/availability?search=b/1")
        assert named == {"rows": [{"subject": "B/1/1", "basis": "baseline"}], "next": None}
        for wrong in ("B/1/1", "nan B/1/1", "x y"):
            answer = await client.get("/api/subjects/availability", params={"after": wrong})
            assert answer.status_code == 400, wrong


async def test_users_are_counted_by_segment_and_health_says_what_its_parts_lost(history: Platform) -> None:
    faulted = status(ConnectorStatus.FAULTED, Place(StationId("A"), 1), received_at=NOON - timedelta(days=2))
    await history.write(lambda work: work.connectors.keep(faulted))
    async with history.logged_in() as client:
        found = await asked(client, "/api/segments")
        assert found == {"rows": [], "placed": 1, "waiting": 0, "missing": ""}
        score = await asked(client, "/api/forecasts/health/A")
    lost = {part["name"]: part["lost"] for part in score["parts"]}
    assert lost["faults"] > 0
    assert score["points"][0]["value"] == pytest.approx(100 - sum(lost.values()))


async def test_cards_show_measured_skill_but_none_of_simulated_stations(
    history: Platform, shelf: dict[str, Trained]
) -> None:
    await trained(history, shelf)
    await trained(history, shelf, payload=b"x", simulated_rows=5, scores=(Score("brier", 0.0, "b", 0.1),))
    async with history.logged_in() as client:
        toy, real = (await client.get("/api/models")).json()
    assert (toy["version"], toy["skill"], toy["simulated_rows"]) == (2, [], 5)
    assert "no skill" in toy["skill_missing"] and "0.1" not in toy["decision"]
    assert real["skill"][0]["metric"] == "brier"
    assert real["skill"][0]["value"] < real["skill"][0]["baseline_value"]


async def test_forecasts_need_a_login_and_a_rollback_an_admin(history: Platform) -> None:
    async with history.client() as stranger:
        for path in ("/api/forecasts/load", "/api/models", "/predict/availability", "/health/score"):
            assert (await stranger.get(path)).status_code == 401
    async with history.logged_in("vic", Role.VIEWER) as viewer:
        assert (await viewer.get("/api/models")).status_code == 200
        answer = await viewer.post("/api/models/availability/rollback", json={"version": 1})
        assert answer.status_code == 403
