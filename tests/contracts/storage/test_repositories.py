"""What a verb stores it finds again, the same on every engine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from chargeit.domain.accounts import Account, ApiKey, Login, Role
from chargeit.domain.availability import WantedAvailability
from chargeit.domain.commands import Command, CommandKind, CommandState, Outcome
from chargeit.domain.errors import Conflict, Invalid, NotFound
from chargeit.domain.stations import (
    ConnectorStatus,
    Credentials,
    Hardware,
    Lease,
    Place,
    Registration,
    StationId,
    Stranger,
)
from chargeit.domain.tokens import Token
from chargeit.domain.transactions import Finding, StartAsked, StopAsked, TransactionState
from chargeit.domain.variables import Variable
from chargeit.ports.reads import SampleFilter
from chargeit.storage.store import Store
from tests.support.stored import NOW, A, B, at, report, sample, station, status, transaction


def test_a_station_comes_back_as_it_was_stored(store: Store) -> None:
    full = station(
        name="Halle 🅿️",
        security_profile=2,
        simulated=True,
        registration=Registration.ACCEPTED,
        ocpp_version="1.6",
        hardware=Hardware("Vendor ⚡", "Model", "S1", "1.2", "89", "26", "mt", "ms"),
        booted_at=NOW,
        site="Hafen",
    )
    store.write(lambda work: work.stations.add(full))
    assert store.write(lambda work: work.stations.find(A, lock=True)) == full
    store.write(lambda work: work.stations.update(replace(full, name="Hof")))
    assert store.write(lambda work: work.stations.find(A)) == replace(full, name="Hof")


def test_an_identity_is_taken_once_and_compares_exactly(store: Store) -> None:
    store.write(lambda work: work.stations.add(station("A")))
    with pytest.raises(Conflict):
        store.write(lambda work: work.stations.add(station("A")))
    for other in ("a", "A ", "Ä"):
        assert store.write(lambda work, other=other: work.stations.find(StationId(other))) is None
        store.write(lambda work, other=other: work.stations.add(station(other)))
    assert len(store.reads.stations.page(after=None, limit=9).rows) == 4


def test_an_update_of_what_is_not_there_is_told(store: Store) -> None:
    for change in (
        lambda work: work.stations.update(station("gone")),
        lambda work: work.stations.remove(StationId("gone")),
        lambda work: work.transactions.update(replace(transaction(), number=77)),
        lambda work: work.commands.update(command("gone")),
    ):
        with pytest.raises(NotFound):
            store.write(change)


def test_an_update_that_changes_nothing_is_no_error(store: Store) -> None:
    store.write(lambda work: work.stations.add(station("A")))
    store.write(lambda work: work.stations.update(station("A")))


def test_credentials_go_with_their_station_and_its_transactions_stay(store: Store) -> None:
    secret = Credentials(A, (b"\x00\xff", b"two"), (b"new",))
    store.write(lambda work: (work.stations.add(station("A")), work.stations.set_credentials(secret)))
    store.write(lambda work: work.stations.set_credentials(replace(secret, pending=())))
    number = store.write(lambda work: work.transactions.add(transaction())).number
    assert store.write(lambda work: work.stations.credentials(A)) == replace(secret, pending=())
    assert store.reads.stations.directory() == [(station("A"), replace(secret, pending=()))]
    store.write(lambda work: work.stations.remove(A))
    assert store.write(lambda work: work.stations.credentials(A)) is None
    assert store.reads.stations.directory() == []
    assert store.reads.transactions.one(number) is not None


def test_the_newest_lease_wins_and_a_late_release_changes_nothing(store: Store) -> None:
    first = store.write(lambda work: work.presence.take_lease(A, "one", NOW))
    second = store.write(lambda work: work.presence.take_lease(A, "two", at(1)))
    assert second == first + 1
    assert store.write(lambda work: work.presence.release_lease(A, first, at(2))) is False
    assert store.write(lambda work: work.presence.leases()) == [Lease(A, "two", second)]
    assert store.write(lambda work: work.presence.release_lease(A, second, at(3))) is True
    assert store.write(lambda work: work.presence.release_lease(A, second, at(3))) is False
    assert store.write(lambda work: work.presence.leases()) == []


def test_strangers_are_counted(store: Store) -> None:
    store.write(lambda work: work.presence.knocked(Stranger(B, NOW, NOW, "10.0.0.1")))
    store.write(lambda work: work.presence.knocked(Stranger(B, at(5), at(5), "10.0.0.2")))
    assert store.reads.stations.strangers() == [Stranger(B, NOW, at(5), "10.0.0.2", 2)]
    store.write(lambda work: work.presence.forget_stranger(B))
    assert store.reads.stations.strangers() == []


def test_what_is_wanted_of_an_evse_is_replaced_and_that_of_a_station_replaces_all(store: Store) -> None:
    def wanted() -> list[tuple[int, bool]]:
        on_disk = store.write(lambda work: work.connectors.wanted(A))
        row = store.reads.stations.one(A)
        assert row is not None and sorted(on_disk, key=lambda one: one.evse) == list(row.wanted)
        assert store.reads.stations.page(after=None, limit=5).rows[0].wanted == row.wanted
        return [(one.evse, one.operative) for one in row.wanted]

    def want(evse: int, operative: bool, name: str = "A") -> None:
        asked = WantedAvailability(StationId(name), evse, operative, NOW)
        store.write(lambda work: work.connectors.want(asked))

    for name in ("A", "B"):
        store.write(lambda work, name=name: work.stations.add(station(name)))
        want(1, False, name)
    want(2, False)
    want(1, True)
    assert wanted() == [(1, True), (2, False)]
    want(0, False)
    assert wanted() == [(0, False)]
    store.write(lambda work: work.stations.remove(A))
    store.write(lambda work: work.stations.add(station("A")))
    assert wanted() == []
    assert len(store.write(lambda work: work.connectors.wanted(B))) == 1


def test_the_latest_status_is_replaced_and_its_evse_known(store: Store) -> None:
    place = Place(A, 2)
    first = status(place=place, info="ok", vendor="v", vendor_error_code="7", error_code="NoError")
    store.write(lambda work: (work.connectors.put(first), work.connectors.keep(first)))
    second = status(ConnectorStatus.CHARGING, place, reported_at=at(1))
    store.write(lambda work: work.connectors.put(second))
    assert store.write(lambda work: work.connectors.latest(place)) == second
    assert store.write(lambda work: work.connectors.latest(Place(A, 1))) is None
    assert store.write(lambda work: work.connectors.evses(A)) == {2}


@pytest.mark.parametrize("stored, shown", [("AbC", "aBc"), ("Straße", "STRASSE"), ("İ1", "i̇1"), ("a ", "A ")])
def test_tokens_compare_without_regard_to_case(store: Store, stored: str, shown: str) -> None:
    token = Token(stored, NOW, "rfid", "group", True, at(9), True, "label 🔌")
    store.write(lambda work: work.tokens.put(token))
    assert store.write(lambda work: work.tokens.find(shown, lock=True)) == token
    assert store.write(lambda work: work.tokens.find(shown.strip() + "x")) is None
    assert store.reads.tokens.one(shown) == token
    store.write(lambda work: work.tokens.remove(shown))
    assert store.write(lambda work: work.tokens.find(stored)) is None


def test_a_trailing_space_makes_another_token(store: Store) -> None:
    store.write(lambda work: work.tokens.put(Token("a", NOW)))
    assert store.write(lambda work: work.tokens.find("a ")) is None


def test_a_token_that_no_key_can_hold_is_unknown_and_cannot_be_added(store: Store) -> None:
    for value in ("x" * 20_000, "a\0b", "\ud800"):
        assert store.write(lambda work, value=value: work.tokens.find(value)) is None
        with pytest.raises(Invalid):
            store.write(lambda work, value=value: work.tokens.put(Token(value, NOW)))


def test_numbers_of_transactions_are_never_used_twice(store: Store) -> None:
    numbers = [store.write(lambda work: work.transactions.add(transaction())).number for _ in range(3)]
    assert numbers == sorted(set(numbers))
    assert numbers[0] > 0


def test_a_transaction_comes_back_as_it_was_stored(store: Store) -> None:
    added = store.write(
        lambda work: work.transactions.add(
            transaction(reservation=5, findings=frozenset({Finding.CLOCK_UNSET, Finding.REFUSED_TOKEN}))
        )
    )
    assert store.write(lambda work: work.transactions.find(A, added.number)) == added
    assert store.write(lambda work: work.transactions.find(B, added.number)) is None
    for number in (0, -1, 1 << 31, 1 << 70):
        assert store.write(lambda work, number=number: work.transactions.find(A, number)) is None
    ended = added.ended(StopAsked(A, added.number, 900, at(9), at(10), "Other", "Remote"))
    store.write(lambda work: work.transactions.update(ended))
    assert store.write(lambda work: work.transactions.find(A, added.number)) == ended
    assert Finding.NEGATIVE_ENERGY in ended.findings


def test_a_repeated_start_finds_its_transaction(store: Store) -> None:
    asked = StartAsked(Place(A, 1), "TAG" * 300, 1000, NOW, at(7))
    started = transaction(token="tag" * 300)
    added = store.write(lambda work: work.transactions.add(started))
    found = store.write(lambda work: work.transactions.find_started(asked))
    assert found is not None
    assert found.number == added.number
    for other in (
        replace(asked, place=Place(A, 2)),
        replace(asked, meter_start_wh=1),
        replace(asked, started_at=at(1)),
    ):
        assert store.write(lambda work, other=other: work.transactions.find_started(other)) is None


def test_a_repeated_stop_finds_its_transaction_by_either_number(store: Store) -> None:
    added = store.write(lambda work: work.transactions.add(transaction()))
    asked = StopAsked(A, -1, 2000, at(60), at(60))
    assert store.write(lambda work: work.transactions.find_stopped(asked)) is None
    store.write(lambda work: work.transactions.update(replace(added.ended(asked), claimed_number=-1)))
    for number in (-1, added.number):
        found = store.write(lambda work, number=number: work.transactions.find_stopped(replace(asked, number=number)))
        assert found is not None
        assert found.number == added.number
    assert store.write(lambda work: work.transactions.find_stopped(replace(asked, meter_stop_wh=1))) is None


def test_open_transactions_are_found_by_station_and_by_token_newest_first(store: Store) -> None:
    first = store.write(lambda work: work.transactions.add(transaction(token="straße")))
    second = store.write(lambda work: work.transactions.add(transaction(Place(B, 1), token="STRASSE")))
    third = store.write(lambda work: work.transactions.add(transaction(Place(B, 2))))
    store.write(lambda work: work.transactions.add(transaction(state=TransactionState.ORPHANED)))
    assert store.write(lambda work: work.transactions.open_of(token="Straße")) == [second, first]
    assert store.write(lambda work: work.transactions.open_of(station=B)) == [third, second]


def test_a_stop_without_a_start_waits_for_it(store: Store) -> None:
    alone = transaction(Place(A, 0), started_at=None, meter_start_wh=None, state=TransactionState.ENDED)
    alone = replace(alone, stopped_at=at(30), meter_stop_wh=1600)
    added = store.write(lambda work: work.transactions.add(alone))
    assert store.write(lambda work: work.transactions.unstarted(A)) == [added]
    joined = replace(added, place=Place(A, 1), started_at=NOW, meter_start_wh=1000)
    store.write(lambda work: work.transactions.update(joined))
    assert store.write(lambda work: work.transactions.unstarted(A)) == []
    assert store.write(lambda work: work.transactions.find(A, added.number)) == joined
    again = StartAsked(Place(A, 1), "Tag", 1000, NOW, NOW)
    assert store.write(lambda work: work.transactions.find_started(again)) == joined
    assert store.reads.transactions.overview(at(60)).energy_today_wh == pytest.approx(600)


def test_the_last_register_of_an_evse_is_that_of_its_newest_stop_before(store: Store) -> None:
    for minutes, register in ((10, 1100), (20, 1200), (30, 1300)):
        ended = transaction(state=TransactionState.ENDED, stopped_at=at(minutes), meter_stop_wh=register)
        store.write(lambda work, ended=ended: work.transactions.add(ended))
    assert store.write(lambda work: work.connectors.last_register_wh(Place(A, 1), at(20))) == 1200
    assert store.write(lambda work: work.connectors.last_register_wh(Place(A, 1), at(5))) is None
    assert store.write(lambda work: work.connectors.last_register_wh(Place(A, 2), at(50))) is None


def test_samples_of_a_transaction_are_found_stored_and_in_the_same_verb(store: Store) -> None:
    number = store.write(lambda work: work.transactions.add(transaction())).number
    first, second = sample(1, phase="L1", flags=("odd", "late")), sample(2, None, raw="signed" * 9000)
    store.write(lambda work: work.samples.add(report(number, first)))

    def verb(work: object) -> object:
        work.samples.add(report(number, second, digest=b"d2"))  # type: ignore[attr-defined]
        return work.samples.of(number)  # type: ignore[attr-defined]

    assert store.write(verb) == [first, second]
    assert store.write(lambda work: work.samples.of(number)) == [first, second]
    assert store.write(lambda work: work.samples.of(1 << 40)) == []
    stored = store.reads.transactions.samples(SampleFilter(transaction=number), after=None, limit=9).rows
    assert [row.sample for row in stored] == [first, second]


def command(name: str, **more: object) -> Command:
    arguments = {"type": "soft", "nested": {"a": [1, None, "ü"]}}
    known = Command(name, A, CommandKind.RESET, arguments, NOW, at(60), "admin")
    return replace(known, **more)  # type: ignore[arg-type]


def test_commands_go_through_their_states(store: Store) -> None:
    store.write(lambda work: work.commands.add(command("c1")))
    store.write(lambda work: work.commands.add(command("c2", requested_at=at(1), expires_at=at(5))))
    sent = command("c1").sent(at(2))
    store.write(lambda work: work.commands.update(sent))
    assert store.write(lambda work: work.commands.find("c1", lock=True)) == sent
    assert [c.id for c in store.write(lambda work: work.commands.unfinished())] == ["c1", "c2"]
    assert [c.id for c in store.write(lambda work: work.commands.unfinished(before=at(10)))] == ["c2"]
    ended = sent.ended(Outcome(CommandState.REJECTED, "Rejected", {"status": "Rejected", "n": 1.5}, "no"), at(3))
    store.write(lambda work: work.commands.update(ended))
    assert store.reads.commands.one("c1") == ended
    assert [c.id for c in store.write(lambda work: work.commands.unfinished())] == ["c2"]
    with pytest.raises(Conflict):
        store.write(lambda work: work.commands.add(command("c2")))


def test_variables_are_replaced_by_name_without_regard_to_case(store: Store) -> None:
    first = Variable(A, "HeartbeatInterval", "60", False, NOW)
    store.write(lambda work: work.variables.put([first, Variable(A, "Unset", None, True, NOW)]))
    changed = replace(first, name="heartbeatinterval", value="30" * 5000, reported_at=at(1))
    store.write(lambda work: work.variables.put([changed]))
    store.write(lambda work: work.variables.put([]))
    assert store.reads.stations.variables(A) == [changed, Variable(A, "Unset", None, True, NOW)]


def test_accounts_logins_and_keys(store: Store) -> None:
    admin = Account("admin", "$argon2id$x", Role.ADMIN, NOW)
    assert store.reads.accounts.any_account() is False
    store.write(lambda work: work.accounts.put(admin))
    store.write(lambda work: work.accounts.put(replace(admin, role=Role.VIEWER)))
    assert store.write(lambda work: work.accounts.find("admin")) == replace(admin, role=Role.VIEWER)
    assert store.reads.accounts.account("Admin") is None
    for n in range(3):
        login = Login(bytes([n]) * 32, "admin" if n else "other", "csrf", NOW, at(n))
        store.write(lambda work, login=login: work.accounts.add_login(login))
    store.write(lambda work: work.accounts.remove_logins())
    assert store.reads.accounts.login(bytes(32)) is not None
    store.write(lambda work: work.accounts.remove_logins(token_hash=bytes(32), expired_at=at(1)))
    assert [store.reads.accounts.login(bytes([n]) * 32) is None for n in range(3)] == [True, True, False]
    store.write(lambda work: work.accounts.remove_logins(account="admin"))
    assert store.reads.accounts.login(bytes([2]) * 32) is None
    key = ApiKey("k1", b"\x00hash", "label", Role.VIEWER, NOW)
    store.write(lambda work: work.accounts.add_key(key))
    assert store.reads.accounts.key(b"\x00hash") == key
    assert store.reads.accounts.keys() == [key]
    assert [store.write(lambda work: work.accounts.remove_key("k1")) for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    "given",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=2))),
        datetime(2026, 3, 29, 2, 30),  # noqa: DTZ001 naive on purpose
    ],
)
def test_instants_come_back_aware_in_utc_to_the_microsecond(store: Store, given: datetime) -> None:
    added = store.write(lambda work: work.transactions.add(transaction(started_at=given)))
    found = store.write(lambda work: work.transactions.find(A, added.number))
    assert found is not None
    assert found.started_at is not None
    assert found.started_at.tzinfo is UTC
    assert found.started_at == (given if given.tzinfo else given.replace(tzinfo=UTC))
