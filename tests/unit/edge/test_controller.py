"""The pure controller: booting, authorising, charging, metering, being offline."""

from datetime import timedelta

from chargeit.domain.stations import ConnectorStatus as S
from chargeit.domain.stations import Hardware, Registration
from chargeit.domain.tokens import AuthorizationStatus, Verdict
from chargeit.edge.controller import due_at
from chargeit.edge.messages import (
    Authorize,
    Boot,
    Judged,
    Meter,
    Reading,
    Registered,
    Start,
    Status,
    Stop,
)
from chargeit.edge.signals import (
    Answered,
    Connected,
    Disconnected,
    GetConfiguration,
    Lock,
    Metered,
    Pilot,
    PilotState,
    Relay,
    RemoteStart,
    Tick,
    Unanswered,
)
from tests.support.charge_point import NO, T0, YES, Bench, charging


def test_nothing_is_sent_before_the_boot_is_accepted_then_every_status_is() -> None:
    bench = Bench(2)(Connected())
    assert bench.said() == [Boot(bench.state.hardware)]
    bench(Answered(Boot(bench.state.hardware), Registered(Registration.ACCEPTED, 120, T0)))
    assert [(s.connector, s.status) for s in bench.sent(Status)] == [
        (0, S.AVAILABLE),
        (1, S.AVAILABLE),
        (2, S.AVAILABLE),
    ]
    assert bench.state.configuration.integer("HeartbeatInterval") == 120


def test_a_pending_station_asks_again_after_the_interval_and_refuses_remote_starts() -> None:
    bench = Bench()(Connected(), Answered(Boot(Hardware()), Registered(Registration.PENDING, 30, T0)))
    bench.take()
    assert bench.after(29).said() == []
    bench(RemoteStart("c", "ANNA", 1))
    assert bench.answer().status == "Rejected"
    assert bench.after(1).sent(Boot)


def test_a_rejected_station_answers_nothing() -> None:
    bench = Bench()(Connected(), Answered(Boot(Hardware()), Registered(Registration.REJECTED, 0, T0)))
    bench.take()
    assert bench(GetConfiguration("c")).effects == []
    assert due_at(bench.state) == T0 + timedelta(seconds=60)


def test_an_unanswered_boot_is_repeated() -> None:
    bench = Bench()(Connected(), Unanswered(Boot(Hardware())))
    assert bench.after(60).sent(Boot)[1:]


def test_a_plain_reconnect_tells_what_changed_and_does_not_boot() -> None:
    bench = Bench(2).boot()
    bench(*(Answered(Status(n, S.AVAILABLE, T0), Judged(YES)) for n in (0, 1, 2)))
    bench(Disconnected(), Pilot(2, PilotState.B), Connected())
    assert [(type(m), m.connector, m.status) for m in bench.sent(Status)] == [(Status, 2, S.PREPARING)]
    assert not bench.sent(Boot)


def test_plug_first_goes_preparing_authorize_start_charging() -> None:
    bench = Bench().boot().plug(PilotState.B)(Metered(1, Reading(1234)))
    bench.tap().plug(PilotState.C)
    assert [type(m) for m in bench.said()] == [Status, Authorize, Start, Status, Status]
    assert bench.statuses() == [S.PREPARING, S.SUSPENDED_EV, S.CHARGING]
    start = bench.sent(Start)[0]
    assert (start.token, start.connector, start.register_wh, start.at) == ("ANNA", 1, 1234, T0)
    assert Relay(1, True) in bench.effects and Lock(1, True) in bench.effects


def test_tap_first_goes_authorize_preparing_start_charging() -> None:
    bench = Bench().boot().tap().plug()
    assert [type(m) for m in bench.said()] == [Authorize, Status, Start, Status]
    assert bench.statuses() == [S.PREPARING, S.CHARGING]


def test_an_authorization_without_a_plug_ends_after_the_connection_time_out() -> None:
    bench = Bench(ConnectionTimeOut="20").boot().tap().after(20)
    assert bench.statuses() == [S.PREPARING, S.AVAILABLE]
    bench.plug()
    assert not bench.sent(Start)


def test_the_same_token_twice_before_the_plug_cancels() -> None:
    assert Bench().boot().tap().tap().statuses() == [S.PREPARING, S.AVAILABLE]


def test_a_cable_that_is_not_authorised_in_time_is_finishing_until_a_tap_uses_it_anew() -> None:
    bench = Bench(ConnectionTimeOut="20").boot().plug().after(20)
    assert bench.statuses() == [S.PREPARING, S.FINISHING]
    bench.tap()
    assert bench.statuses() == [S.PREPARING, S.FINISHING, S.PREPARING, S.CHARGING]


def test_a_refused_token_starts_nothing() -> None:
    bench = Bench().boot().plug().tap(verdict=NO)
    assert not bench.sent(Start) and bench.statuses() == [S.PREPARING]
    assert not any(isinstance(e, Relay) for e in bench.effects)


def test_one_stops_with_ones_own_token_without_asking() -> None:
    bench = charging()
    bench.take()
    bench(Metered(1, Reading(900))).tap("anna")
    stop = bench.sent(Stop)[0]
    assert (stop.reason, stop.token, stop.register_wh) == ("Local", "anna", 900)
    assert not bench.sent(Authorize) and bench.statuses() == [S.FINISHING]
    assert Relay(1, False) in bench.effects and Lock(1, False) in bench.effects
    assert bench.plug(PilotState.A).statuses() == [S.FINISHING, S.AVAILABLE]


def test_another_token_stops_only_when_it_is_of_the_same_group() -> None:
    family = Verdict(AuthorizationStatus.ACCEPTED, "FAMILY")
    bench = Bench().boot().plug().tap("ANNA", family).number(family)
    bench.take()
    bench.tap("BERT", YES)
    bench.tap("FAMILY", YES)
    assert not bench.sent(Stop)
    bench.tap("CARL", family)
    assert bench.sent(Stop)[0].token == "CARL"


def test_unplugging_ends_the_transaction_where_the_configuration_says_so() -> None:
    bench = charging()
    bench.take()
    bench.plug(PilotState.A)
    assert bench.sent(Stop)[0].reason == "EVDisconnected"
    assert [(s.status, s.info) for s in bench.sent(Status)] == [
        (S.FINISHING, "EV side disconnected"),
        (S.AVAILABLE, ""),
    ]


def test_unplugging_suspends_where_the_configuration_does_not() -> None:
    bench = charging(StopTransactionOnEVSideDisconnect="false")
    bench.take()
    bench.plug(PilotState.A)
    assert not bench.sent(Stop)
    assert [(s.status, s.info) for s in bench.sent(Status)] == [(S.SUSPENDED_EV, "EV side disconnected")]
    bench.plug()
    assert bench.statuses()[-1] is S.CHARGING and not bench.sent(Start)


def test_a_withdrawn_authorization_stops_the_energy_and_holds_the_cable() -> None:
    bench = Bench().boot().plug().tap().number(NO)
    assert bench.sent(Stop)[0].reason == "DeAuthorized"
    assert bench.one.locked and not bench.one.closed
    bench.tap("ANNA")
    assert not bench.one.locked and bench.statuses()[-1] is S.FINISHING


def test_a_withdrawn_authorization_may_leave_the_transaction_open_without_energy() -> None:
    bench = Bench(StopTransactionOnInvalidId="false").boot().plug().tap().number(NO)
    assert not bench.sent(Stop) and bench.statuses()[-1] is S.SUSPENDED_EVSE and not bench.one.closed


def test_samples_are_taken_at_the_interval_and_say_when() -> None:
    bench = charging(MeterValueSampleInterval="60", MeterValuesSampledData="SoC")
    bench.take()
    bench(Metered(1, Reading(50, soc=0.5))).after(59)
    assert not bench.sent(Meter)
    bench.after(1)
    (sample,) = bench.sent(Meter)[0].samples
    assert (sample.sampled_at, sample.context, sample.measurands) == (bench.now, "Sample.Periodic", ("SoC",))
    assert due_at(bench.state) == bench.now + timedelta(seconds=60)


def test_clock_aligned_samples_come_on_the_multiple_of_the_interval_also_when_idle() -> None:
    bench = Bench(2, ClockAlignedDataInterval="900").boot()
    bench.now += timedelta(minutes=10)
    assert not bench(Tick()).sent(Meter)
    bench.after(300)
    assert [(m.key, m.connector, m.samples[0].context) for m in bench.sent(Meter)] == [
        ("", 1, "Sample.Clock"),
        ("", 2, "Sample.Clock"),
    ]


def test_the_stop_carries_its_data_where_it_is_configured() -> None:
    bench = charging(StopTxnSampledData="Energy.Active.Import.Register")
    bench.after(60).tap()
    contexts = [s.context for s in bench.sent(Stop)[0].samples]
    assert contexts == ["Transaction.Begin", "Sample.Periodic", "Transaction.End"]


def test_offline_a_remembered_token_starts_and_an_unknown_one_does_not() -> None:
    bench = charging().tap().plug(PilotState.A)(Disconnected())
    bench.take()
    bench.plug().tap("NOBODY")
    assert not bench.sent(Start)
    bench.tap("ANNA")
    assert bench.sent(Start) and not bench.sent(Status)


def test_offline_an_unknown_token_may_start_where_allowed_but_never_a_refused_one() -> None:
    bench = Bench(AllowOfflineTxForUnknownId="true").boot().plug().tap("BAD", NO)(Disconnected())
    assert not bench.tap("BAD").sent(Start)
    assert bench.tap("NEW").sent(Start)


def test_a_station_that_was_never_accepted_gives_no_energy() -> None:
    assert not Bench(AllowOfflineTxForUnknownId="true").plug().tap().sent(Start)
