"""The pure controller: what a central system asks of it, and what goes wrong at its connectors."""

from datetime import timedelta

from chargeit.domain.stations import ConnectorStatus as S
from chargeit.domain.stations import Hardware, Registration
from chargeit.edge.messages import (
    Authorize,
    Boot,
    Heartbeat,
    Judged,
    Reading,
    Registered,
    Start,
    Status,
    Stop,
)
from chargeit.edge.signals import (
    Answer,
    Answered,
    ChangeAvailability,
    ChangeConfiguration,
    ClearCache,
    Connected,
    Fault,
    GetConfiguration,
    Lock,
    Metered,
    PilotState,
    PoweredUp,
    RemoteStart,
    RemoteStop,
    Reset,
    ResetKind,
    Restart,
    Unlock,
)
from tests.support.charge_point import T0, YES, Bench, charging


def test_a_remote_start_asks_first_and_a_remote_stop_needs_the_number() -> None:
    bench = Bench().boot().plug()(RemoteStart("r", "ANNA", 1))
    assert bench.answer().status == "Accepted"
    bench(Answered(bench.sent(Authorize)[0], Judged(YES))).number(number=42)
    bench.take()
    assert bench(RemoteStop("a", 41)).answer().status == "Rejected"
    bench.take()
    assert bench(RemoteStop("b", 42)).effects[0] == Answer("b", "Accepted")
    assert bench.sent(Stop)[0].reason == "Remote"


def test_a_remote_start_may_start_at_once_and_waits_for_the_plug() -> None:
    bench = Bench(AuthorizeRemoteTxRequests="false").boot()(RemoteStart("r", "ANNA"))
    assert not bench.sent(Authorize) and not bench.sent(Start)
    assert bench.plug().sent(Start)


def test_a_remote_start_on_a_busy_unknown_or_zero_connector_is_rejected() -> None:
    for connector in (0, 1, 9):
        bench = charging()
        bench.take()
        assert bench(RemoteStart("r", "BERT", connector)).answer().status == "Rejected"


def test_unlocking_ends_the_transaction_first() -> None:
    bench = charging()
    bench.take()
    bench(Unlock("u", 1))
    assert bench.answer().status == "Unlocked" and bench.sent(Stop)[0].reason == "UnlockCommand"
    assert Lock(1, False) in bench.effects
    bench.take()
    assert bench(Unlock("u", 5)).answer().status == "NotSupported"


def test_a_reset_answers_stops_and_restarts() -> None:
    bench = charging()
    bench.take()
    bench(Reset("r", ResetKind.SOFT))
    assert isinstance(bench.effects[0], Answer)
    assert bench.sent(Stop)[0].reason == "SoftReset" and bench.effects[-1] == Restart(ResetKind.SOFT)
    bench(PoweredUp())
    bench.take()
    assert bench(Connected()).sent(Boot)


def test_after_a_power_loss_a_transaction_ends_with_what_was_last_known() -> None:
    bench = charging()(Metered(1, Reading(800))).after(60)
    last = bench.now
    bench.take()
    bench.now += timedelta(hours=3)
    bench(PoweredUp(power_lost=True))
    stop = bench.sent(Stop)[0]
    assert (stop.reason, stop.register_wh, stop.at) == ("PowerLoss", 800, last)


def test_a_change_of_availability_waits_for_the_transaction() -> None:
    bench = charging()
    bench.take()
    assert bench(ChangeAvailability("a", 0, False)).answer().status == "Scheduled"
    bench.take()
    assert bench.tap().statuses() == [S.UNAVAILABLE]
    bench.take()
    bench.plug(PilotState.A).tap("BERT")
    assert not bench.said()
    assert bench(ChangeAvailability("b", 0, True)).answer().status == "Accepted"
    assert bench.statuses() == [S.AVAILABLE]


def test_inoperative_stays_over_a_restart() -> None:
    bench = Bench().boot()(ChangeAvailability("a", 1, False), PoweredUp())
    bench.take()
    bench(Connected(), Answered(Boot(Hardware()), Registered(Registration.ACCEPTED, 0, T0)))
    assert (1, S.UNAVAILABLE) in [(s.connector, s.status) for s in bench.sent(Status)]


def test_configuration_is_checked_kept_and_read() -> None:
    bench = Bench().boot()
    for key, value, status in [
        ("metervaluesampleinterval", "5", "Accepted"),
        ("MeterValueSampleInterval", "-1", "Rejected"),
        ("NumberOfConnectors", "9", "Rejected"),
        ("Nonsense", "1", "NotSupported"),
        ("MeterValuesSampledData", "SoC,Nonsense", "Rejected"),
        ("LocalPreAuthorize", "maybe", "Rejected"),
    ]:
        assert bench(ChangeConfiguration("c", key, value)).answer().status == status, key
        bench.take()
    answer = bench(GetConfiguration("g", ("MeterValueSampleInterval", "Nonsense"))).answer()
    assert [(e.key, e.readonly, e.value) for e in answer.entries] == [("MeterValueSampleInterval", False, "5")]
    assert answer.unknown == ("Nonsense",)
    bench.take()
    assert len(bench(GetConfiguration("g")).answer().entries) > 20


def test_the_cache_decides_alone_only_where_allowed_and_forgets_when_cleared() -> None:
    bench = charging(LocalPreAuthorize="true").tap().plug(PilotState.A)
    bench.take()
    bench.plug().tap("ANNA", verdict=None)
    assert not bench.sent(Authorize) and bench.sent(Start)
    bench.tap().plug(PilotState.A)(ClearCache("c"))
    bench.take()
    bench.plug().tap("ANNA", verdict=None)
    assert bench.sent(Authorize) and not bench.sent(Start)


def test_a_fault_opens_the_relay_and_its_end_returns_to_the_state_before() -> None:
    bench = charging()
    bench.take()
    bench(Fault(1, "GroundFailure"))
    assert [(s.status, s.error_code) for s in bench.sent(Status)] == [(S.FAULTED, "GroundFailure")]
    assert not bench.one.closed
    bench(Fault(1, ""))
    assert bench.statuses()[-1] is S.CHARGING and bench.one.closed


def test_a_heartbeat_comes_after_an_interval_of_silence_only() -> None:
    bench = Bench(ConnectionTimeOut="900").boot()
    assert not bench.after(299).sent(Heartbeat)
    bench.plug()
    assert not bench.after(299).sent(Heartbeat)
    assert bench.after(1).sent(Heartbeat)
