"""Batteries and their telemetry, on every engine."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from chargeit.domain.batteries import (
    AlertKind,
    Battery,
    BatteryAlert,
    BatteryHealth,
    BatteryId,
    BatteryPrediction,
    Estimate,
)
from chargeit.domain.errors import NotFound
from chargeit.domain.events import AlertChanged, TelemetryStored
from chargeit.domain.forecasts import Basis
from chargeit.ports.batteries import HistoryAsked
from chargeit.ports.work import Verb, Work
from chargeit.storage.batch import Ask
from chargeit.storage.store import Store, open_store
from chargeit.twin import alerts, intake, telemetry
from chargeit.twin.telemetry import Taken

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
A, B = BatteryId("A"), BatteryId("B")
SINCE = NOW - timedelta(hours=3)


def line(battery: str = "A", second: float = 0, **said: Any) -> dict[str, Any]:
    return {"battery": battery, "measured_at": (SINCE + timedelta(seconds=second)).isoformat(), "soc": 0.5, **said}


def tell(store: Store, *lines: dict[str, Any]) -> Taken:
    return store.write(lambda work: telemetry.store(intake.told(list(lines)), NOW, work))


def keep(made: list[BatteryPrediction], learned: list[BatteryHealth], work: Work) -> None:
    work.batteries.add_predictions(made, learned)


def test_the_same_lines_again_add_nothing(store: Store) -> None:
    lines = [line(second=n, voltage_v=350 + n) for n in range(10)] + [line("B", 3)]
    assert tell(store, *lines) == Taken(11, 0, 0)
    assert tell(store, *lines)[:2] == (0, 11)
    assert tell(store, *lines[4:], line(second=10))[:2] == (1, 7)
    assert store.reads.batteries.stats().lines == 12
    assert store.reads.batteries.stats().batteries == 2
    row = store.reads.batteries.one(A)
    assert row is not None and row.latest is not None
    assert row.latest.measured_at == SINCE + timedelta(seconds=10)
    assert row.latest.flags == ()


def test_a_line_that_contradicts_is_kept_and_the_first_one_counts(store: Store) -> None:
    tell(store, line(soc=0.5))
    assert tell(store, line(soc=0.7)) == Taken(0, 1, 0)
    row = store.reads.batteries.one(A)
    assert row is not None and row.latest is not None
    assert row.latest.soc == 0.5
    assert row.latest.flags == ("contradicts",)


def test_what_was_wrong_of_a_line_is_kept_with_it(store: Store) -> None:
    assert tell(store, line(soc=55, vin="\0 ’ 🚗")) == Taken(1, 0, 1)
    row = store.reads.batteries.one(A)
    assert row is not None and row.latest is not None
    assert (row.latest.soc, row.latest.flags) == (0.55, ("soc:percent",))
    assert "55" in row.latest.raw


def test_an_event_of_each_battery_goes_out(store: Store) -> None:
    tell(store, line(second=1), line(second=2, soc=0.6), line("B", 3))
    found = store.outbox.take(10)
    assert [one.position for one in found] == [1, 2]
    assert [type(one.event) for one in found] == [TelemetryStored, TelemetryStored]
    event = found[0].event
    assert isinstance(event, TelemetryStored)
    assert (event.key, event.count, event.soc, event.measured_at) == ("A", 2, 0.6, SINCE + timedelta(seconds=2))
    store.outbox.published(found)
    assert [one.event for one in store.reads.events.after(1, limit=5)] == [found[1].event]


def test_the_predictor_reads_on_from_where_it_was(store: Store) -> None:
    position = store.reads.twin.position()
    tell(store, line(second=1), line("B", 1))
    lines, position = store.reads.twin.since(position, 1000)
    assert [one.battery for one in lines] == [A, B]
    tell(store, line(second=2))
    lines, _ = store.reads.twin.since(position, 1000)
    assert SINCE + timedelta(seconds=2) in {one.measured_at for one in lines}
    assert {(one.battery, one.soc) for one in store.reads.twin.latest()} == {(A, 0.5), (B, 0.5)}
    assert [one.id for one in store.reads.twin.all()] == [A, B]


def test_what_was_learned_of_a_battery_stays_when_its_lines_and_predictions_go(store: Store) -> None:
    tell(store, line(), line("B"))
    for soh in (0.9, 0.8):
        made = [BatteryPrediction(one, SINCE - timedelta(days=1), Basis.BASELINE) for one in (A, BatteryId("unknown"))]
        learned = [BatteryHealth(one.battery, soh, 4e-4, 120.5) for one in made]
        store.write(partial(keep, made, learned))
    while store.upkeep.roll_up(NOW + timedelta(days=1)):
        pass
    assert store.upkeep.drop_before(NOW + timedelta(days=2)) == 2
    assert store.reads.batteries.predictions(A, SINCE - timedelta(days=2), NOW) == []
    assert store.reads.twin.learned() == [BatteryHealth(A, 0.8, 4e-4, 120.5)]


def test_history_is_the_same_from_raw_lines_and_from_sums_of_hours(store: Store) -> None:
    tell(store, *(line(second=60 * n, soc=n / 200) for n in range(180)))
    asked = HistoryAsked(A, "soc", SINCE, SINCE + timedelta(hours=3), 3)
    before = store.reads.batteries.history(asked)
    assert [(point.low, point.high) for point in before] == [(0.0, 0.295), (0.3, 0.595), (0.6, 0.895)]
    assert [point.mean for point in before] == pytest.approx([0.1475, 0.4475, 0.7475])
    while store.upkeep.roll_up(SINCE + timedelta(days=1)):
        pass
    assert store.reads.batteries.history(asked) == before
    fine = store.reads.batteries.history(asked._replace(points=180))
    assert len(fine) == 180
    assert store.upkeep.drop_before(SINCE + timedelta(days=2)) == 180
    assert store.reads.batteries.history(asked) == before
    assert store.reads.batteries.history(asked._replace(points=180)) == []
    assert store.reads.batteries.stats().lines == 0


def test_a_late_line_is_counted_in_its_hour(store: Store) -> None:
    tell(store, line(second=1, soc=0.2))
    while store.upkeep.roll_up(SINCE + timedelta(days=1)):
        pass
    tell(store, line(second=2, soc=0.4))
    asked = HistoryAsked(A, "soc", SINCE, SINCE + timedelta(hours=1), 1)
    for _ in range(2):
        (point,) = store.reads.batteries.history(asked)
        assert (point.low, point.high) == (0.2, 0.4)
        assert point.mean == pytest.approx(0.3)
        while store.upkeep.roll_up(SINCE + timedelta(days=1)):
            pass


def test_the_oldest_days_go_first_where_there_are_too_many_lines(store: Store) -> None:
    for day in range(3):
        tell(store, *(line(second=n - 86400 * day) for n in range(20)))
    assert store.upkeep.drop_over(45) == 0, "what is not summed yet stays"
    while store.upkeep.roll_up(NOW + timedelta(days=1)):
        pass
    assert store.upkeep.drop_over(45) == 20
    assert store.upkeep.drop_over(45) == 0
    stats = store.reads.batteries.stats()
    assert stats.lines == 40
    assert stats.oldest_at == datetime(SINCE.year, SINCE.month, SINCE.day, tzinfo=UTC) - timedelta(days=1)


def test_predictions_and_alerts_come_back_as_they_were(store: Store) -> None:
    tell(store, line(), line("B"))
    made = BatteryPrediction(
        A, NOW, Basis.MODEL, Estimate(0.5, 0.4, 0.6), None, 25.0, Estimate(800.0), 0.02, 0.4, 3, "of 12 cells’ ageing"
    )
    store.write(lambda work: work.batteries.add_predictions([made]))
    alert = BatteryAlert("1", A, AlertKind.HOT, NOW, 61.0, 60.0)
    for _ in range(2):
        store.write(lambda work: alerts.put([alert], NOW, work))
    row = store.reads.batteries.one(A)
    assert row is not None
    assert (row.prediction, row.alerts) == (made, (alert,))
    seen = store.write(lambda work: alerts.acknowledge("1", "ann", NOW, work))
    assert store.write(lambda work: alerts.acknowledge("1", "bob", NOW, work)) == seen
    assert store.reads.batteries.alerts(is_open=True, after=None, limit=10).rows == (seen,)
    assert store.reads.batteries.predictions(A, SINCE, NOW + timedelta(seconds=1)) == [made]
    told = [one.event for one in store.outbox.take(100) if isinstance(one.event, AlertChanged)]
    assert [one.alert for one in told] == [alert, seen]
    with pytest.raises(NotFound):
        store.write(lambda work: alerts.acknowledge("2", "ann", NOW, work))


def test_pages_and_what_people_look_for(store: Store) -> None:
    tell(store, *(line(name) for name in ("A", "B", "C")))
    store.write(lambda work: work.batteries.put([Battery(B, NOW, vehicle="Bus 7")]))
    first = store.reads.batteries.page(after=None, limit=2)
    assert [row.battery.id for row in first.rows] == ["A", "B"]
    assert [row.battery.id for row in store.reads.batteries.page(after=first.next, limit=2).rows] == ["C"]
    assert [row.battery.id for row in store.reads.batteries.page(after=None, limit=9, search="bus").rows] == ["B"]
    assert store.reads.batteries.one(BatteryId("x" * 999)) is None


def test_verbs_of_one_batch_know_of_each_other_but_not_of_those_that_were_undone(store: Store) -> None:
    def told(*lines: dict[str, Any]) -> Verb[Taken]:
        return lambda work: telemetry.store(intake.told(list(lines)), NOW, work)

    def undone(work: Work) -> None:
        told(line(second=1))(work)
        told(line(second=1), line(second=2), line("C", 9))(work)
        raise NotFound("battery", "X")

    verbs = [told(line(second=0)), undone, told(line(second=0), line(second=1)), told(line(second=1), line("B"))]
    outcomes = store._batches().run([Ask(verb, lambda _result, _error: None) for verb in verbs])
    assert [one.result for one in outcomes] == [Taken(1, 0, 0), None, Taken(1, 1, 0), Taken(1, 1, 0)]
    assert isinstance(outcomes[1].error, NotFound)
    stats = store.reads.batteries.stats()
    assert (stats.lines, stats.batteries) == (3, 2)
    (stored,) = [{(e.battery, e.count) for e in [one.event for one in store.outbox.take(9)]}]  # type: ignore[attr-defined]
    assert stored == {(A, 2), (B, 1)}
    assert tell(store, line("C", 9), line("B"), line(second=1)) == Taken(1, 2, 0)
    assert {row.battery.id: row.latest is not None for row in store.reads.batteries.page(after=None, limit=9).rows} == {
        A: True,
        B: True,
        "C": True,
    }


def test_what_another_process_stored_meanwhile_is_known(store: Store, url: str) -> None:
    other = open_store(url)
    assert tell(store, line(second=1)) == Taken(1, 0, 0)
    assert tell(other, line(second=1), line(second=2)) == Taken(1, 1, 0)
    other.write(lambda work: work.batteries.put([Battery(A, NOW, cells_in_series=200)]))
    assert tell(store, line(second=2), line(second=3, voltage_v=900.0)) == Taken(1, 1, 0)
    assert store.reads.batteries.stats().lines == 3
    other.close()


def test_a_line_of_the_same_batch_that_contradicts_is_odd(store: Store) -> None:
    verbs: list[Verb[Taken]] = [
        lambda work, soc=soc: telemetry.store(intake.told([line(soc=soc)]), NOW, work)  # type: ignore[misc]
        for soc in (0.5, 0.7)
    ]
    outcomes = store._batches().run([Ask(verb, lambda _result, _error: None) for verb in verbs])
    assert [one.result for one in outcomes] == [Taken(1, 0, 0), Taken(0, 1, 0)]
    row = store.reads.batteries.one(A)
    assert row is not None and row.latest is not None
    assert (row.latest.soc, row.latest.flags) == (0.5, ("contradicts",))


def test_batteries_are_added_and_changed_together(store: Store) -> None:
    store.write(lambda work: work.batteries.put([Battery(B, NOW)]))
    store.write(lambda work: work.batteries.put([Battery(B, NOW, cells_in_series=108), Battery(A, NOW, vehicle="Bus")]))
    rows = store.reads.batteries.page(after=None, limit=9).rows
    assert [(row.battery.id, row.battery.vehicle, row.battery.cells_in_series) for row in rows] == [
        (A, "Bus", 96),
        (B, "", 108),
    ]
    # 500 V are more than 96 cells of 5 V have
    assert tell(store, line("B", voltage_v=500.0), line("A", voltage_v=500.0)) == Taken(2, 0, 1)


def test_a_day_that_gets_a_late_line_while_it_goes_is_not_forgotten(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sum_up() -> None:
        while store.upkeep.roll_up(NOW + timedelta(days=2)):
            pass

    tell(store, *(line(second=n) for n in range(3)))
    sum_up()
    run, late = store.upkeep._run, [line(second=7)]

    def with_late_line(change: Callable[[Any], Any]) -> Any:
        if late:
            tell(store, late.pop())
        return run(change)

    monkeypatch.setattr(store.upkeep, "_run", with_late_line)
    assert store.upkeep.drop_before(NOW + timedelta(days=2)) == 3
    assert store.reads.batteries.stats().oldest_at is not None, "or the late line would stay for ever"
    sum_up()
    store.upkeep.drop_before(NOW + timedelta(days=2))
    assert store.reads.batteries.stats().lines == 0


def test_a_late_line_of_an_hour_whose_raw_lines_are_gone_leaves_its_sum(store: Store) -> None:
    tell(store, *(line(second=n, soc=0.4) for n in range(3)))
    for _ in range(2):
        while store.upkeep.roll_up(NOW + timedelta(days=2)):
            pass
        store.upkeep.drop_before(NOW + timedelta(days=2))
        (point,) = store.reads.batteries.history(HistoryAsked(A, "soc", SINCE, SINCE + timedelta(hours=1), 1))
        assert (point.low, point.high) == (0.4, 0.4)
        tell(store, line(second=9, soc=0.9))
