"""Load: forecasts come from the past alone, and say what they rest on."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from chargeit.domain.errors import Invalid
from chargeit.domain.forecasts import Basis
from chargeit.forecasting import hourly, stays
from chargeit.forecasting.features import load as features
from chargeit.forecasting.features import transactions
from chargeit.forecasting.load import FEATURE, LoadData
from chargeit.learning import boosting
from chargeit.learning.catalogue import Incumbent

UNTIL = datetime(2026, 3, 2, tzinfo=UTC)
END = int(UNTIL.timestamp()) // 3600
NONE = transactions.Log([], [], np.empty(0), np.empty(0), np.empty(0))


def busy(days: int, subject: str = "site A", seed: int = 1) -> hourly.Hourly:
    """Weekdays from 8 to 16 o'clock, more or less."""
    hours = np.arange(END - days * 24, END)
    work = (hours % 24 >= 8) & (hours % 24 < 16) & ((hours // 24 + 3) % 7 < 5)
    energy = work * np.random.default_rng(seed).gamma(4.0, 2.0, hours.size)
    return hourly.Hourly(subject, subject, END - days * 24, energy)


def data(*series: hourly.Hourly) -> LoadData:
    return LoadData(list(series), NONE, [], UNTIL)


@pytest.fixture(scope="module")
def payload() -> bytes:
    return FEATURE.train(data(busy(120), busy(90, "site B", 2))).payload


def test_what_comes_after_an_origin_changes_no_feature_of_it() -> None:
    one = busy(80)
    model_sees = features.seen(one.energy_kwh[: 70 * 24], one.first_hour, np.arange(48))
    shuffled = one.energy_kwh.copy()
    shuffled[70 * 24 :] = np.random.default_rng(3).permutation(shuffled[70 * 24 :]) + 5
    again = features.seen(shuffled[: 70 * 24], one.first_hour, np.arange(48))
    np.testing.assert_array_equal(model_sees.features, again.features)
    changed = hourly.Hourly(one.subject, one.site, one.first_hour, shuffled)
    early, late = hourly.examples(one), hourly.examples(changed)
    known = early.known_at <= one.first_hour + 68 * 24
    np.testing.assert_array_equal(early.features[known], late.features[known])
    np.testing.assert_array_equal(early.target[known], late.target[known])


def test_a_feature_has_a_name_and_knows_the_weeks_before() -> None:
    energy = np.arange(21 * 24, dtype=np.float64)
    seen = features.seen(energy, 0, np.arange(48))
    assert seen.features.shape == (48, len(features.NAMES))
    column = features.NAMES.index("week before")
    np.testing.assert_allclose(seen.features[:, column] * seen.scale_kwh, energy[-168 : -168 + 48])


def test_the_model_that_serves_is_scored_on_the_days_held_back_of_the_new_one(payload: bytes) -> None:
    given = data(busy(120), busy(90, "site B", 2))
    rival = FEATURE.train(given, Incumbent("digest", payload, UNTIL)).rival
    assert rival is not None and rival.value == rival.challenger_value
    other = FEATURE.train(data(busy(120, seed=7), busy(90, "site B", 8))).payload
    rival = FEATURE.train(given, Incumbent("digest", other, UNTIL)).rival
    assert rival is not None and rival.value > 0 and rival.value != rival.challenger_value
    rival = FEATURE.train(given, Incumbent("digest", b"{}", UNTIL)).rival
    assert rival is not None and np.isnan(rival.value)


def test_a_trained_model_follows_working_hours_and_weekends(payload: bytes) -> None:
    (forecast,) = FEATURE.predict(payload, data(busy(120)), UNTIL)
    values = np.array([point.value for point in forecast.points])
    assert forecast.basis is Basis.MODEL and len(values) == 48
    assert values[8:16].min() > 3 > 1 > values[:6].max()
    assert "kWh a day" in forecast.explanation


def test_intervals_are_in_order_and_the_wider_holds_the_narrower(payload: bytes) -> None:
    (forecast,) = FEATURE.predict(payload, data(busy(120)), UNTIL)
    for point in forecast.points:
        bounds = [point.low_90, point.low_80, point.value, point.high_80, point.high_90]
        assert None not in bounds and bounds == sorted(bounds, key=float)  # type: ignore[arg-type]


def test_intervals_hold_about_what_they_promise_on_days_not_seen() -> None:
    one = busy(150)
    end = one.energy_kwh.size - 28 * 24
    model = hourly.fit([hourly.examples(one, 29)], one.first_hour + end - 28 * 24)
    widths = hourly.widths(model, [(one, end)])["site A"]
    held = []
    for origin in range(end, one.energy_kwh.size - 48, 24):
        low, high = model.ahead(one, origin).at(widths[0])
        actual = one.energy_kwh[origin : origin + 48]
        held.append((low <= actual) & (actual <= high))
    # idle hours are always held here; all hours together not less than the level asked for
    assert np.mean(held) >= 0.7 and widths[0] <= widths[1]


def test_a_new_series_is_answered_by_the_others_and_says_so() -> None:
    forecasts = FEATURE.predict(None, data(busy(60), busy(30, "site B"), busy(3, "site C")), UNTIL)
    known, _, new = forecasts
    assert known.basis is Basis.BASELINE and new.basis is Basis.FLEET
    assert "2 others" in new.explanation and "3 of 7 days" in new.missing


def test_with_nobody_to_learn_from_it_says_what_is_missing() -> None:
    (alone,) = FEATURE.predict(None, data(busy(3)), UNTIL)
    assert alone.basis is Basis.MISSING and not alone.points and "7 are needed" in alone.missing
    with pytest.raises(Invalid, match="60"):
        FEATURE.train(data(busy(59)))


def test_a_payload_that_is_none_is_refused() -> None:
    for payload in (b"no json", b"[]", b'{"hourly": {"quantiles": []}}'):
        with pytest.raises(Invalid):
            FEATURE.predict(payload, data(busy(60)), UNTIL)


def habits(count: int = 600) -> transactions.Log:
    """Two users of one site: one takes 5 kWh in 3 h, the other 30 kWh in 12 h."""
    random = np.random.default_rng(4)
    large = np.arange(count) % 2 == 1
    begun = END - 24.0 * count / 2 + np.arange(count) * 12.0 + random.uniform(0, 2, count)
    stay = np.where(large, 12.0, 3.0) * random.uniform(0.7, 0.9, count)
    energy = np.where(large, 30.0, 5.0) * random.uniform(0.8, 1.2, count)
    return transactions.Log(["A"] * count, ["large" if one else "small" for one in large], begun, begun + stay, energy)


def test_a_transaction_is_known_by_its_past_alone() -> None:
    log = habits(60)
    before = transactions.seen(log)
    log.energy_kwh[40:] = 99.0
    log.left_h[40:] += 5
    np.testing.assert_array_equal(before[:41], transactions.seen(log)[:41])
    assert not np.array_equal(before[50], transactions.seen(log)[50], equal_nan=True)


def test_a_transaction_that_still_runs_says_nothing_about_the_next() -> None:
    log = habits(60)
    log.left_h[10] = np.nan
    before = transactions.seen(log)
    log.energy_kwh[10] = 500.0
    np.testing.assert_array_equal(before, transactions.seen(log))


def test_asking_for_some_transactions_gives_the_same_rows() -> None:
    log, some = habits(60), np.array([3, 40])
    np.testing.assert_array_equal(transactions.seen(log)[some], transactions.seen(log, some))


def test_each_user_gets_their_own_energy_and_stay() -> None:
    log = habits()
    seen = transactions.seen(log)
    model = stays.fit(log, seen, log.begun_h[500])
    back = stays.from_json(model.to_json())
    for target in stays.TARGETS:
        values = back.predict(seen[500:], target)
        np.testing.assert_array_equal(values, model.predict(seen[500:], target))
        error = np.abs(values - getattr(log, target)[500:]).mean()
        assert error <= np.abs(stays.baseline(seen[500:], target) - getattr(log, target)[500:]).mean() * 1.2


def test_a_model_of_before_features_were_added_answers_and_one_of_features_that_are_gone_is_refused() -> None:
    log = habits()
    seen = transactions.seen(log)
    names = transactions.NAMES[:27]
    before = boosting.fit(seen[:, :27], np.log1p(log.stay_h), names, boosting.Settings("quantile", 20))
    stored = {"model": before.to_bytes().decode(), "errors": [0.1, 0.2]}
    model = stays.from_json(dict.fromkeys(stays.TARGETS, stored))
    np.testing.assert_allclose(model.predict(seen, "stay_h"), np.expm1(before.predict(seen[:, :27])))
    other = boosting.fit(
        seen[:, :27], log.stay_h, [*names[:-1], "phase of the moon"], boosting.Settings("quantile", 20)
    )
    stored = {"model": other.to_bytes().decode(), "errors": [0.1, 0.2]}
    with pytest.raises(Invalid, match="phase_of_the_moon, which is no feature any more"):
        stays.from_json(dict.fromkeys(stays.TARGETS, stored)).predict(seen, "stay_h")


def test_of_many_transactions_the_newest_teach_and_know_those_before(monkeypatch: pytest.MonkeyPatch) -> None:
    log = habits()
    monkeypatch.setattr(stays, "MOST", 400)
    some = stays.newest(log, END)
    rows = np.arange(200, 600)
    assert some.to_json() == stays.fit(log.since(200), transactions.seen(log, rows), END).to_json()


def test_who_leaves_at_eight_is_told_by_the_clock_whenever_they_come() -> None:
    """Plugged in at 17:00, 20:00 and 23:00 in turn, plugged out at 8:00."""
    count = 60
    begun = END // 24 * 24 - 24.0 * count + np.arange(count) * 24 + np.array([17.0, 20.0, 23.0] * (count // 3))
    left = begun // 24 * 24 + 32
    log = transactions.Log(["A"] * count, ["one"] * count, begun, left, np.full(count, 9.0))
    last = dict(zip(transactions.NAMES, transactions.seen(log)[-1], strict=True))
    assert last["hour"] == 23
    for name in ("hours to the plug-out", "hours to the plug-out after a night", "median stay by the hour"):
        assert last[f"user's {name}"] == last[f"site's {name}"] == pytest.approx(9.0)
    assert last["user's share of nights by the hour"] == pytest.approx(1.0)
    assert last["energy of the gap"] == pytest.approx(9.0, abs=2.0) and last["most energy"] == 9.0


def test_an_open_transaction_of_a_new_user_is_answered_by_the_site() -> None:
    log = habits(60)
    log.users[-1] = "new"
    log.left_h[-1] = np.nan
    energy, stay = FEATURE.predict(None, LoadData([], log, list(range(1, 61)), UNTIL), UNTIL + timedelta(minutes=1))
    assert (energy.basis, energy.subject) == (Basis.SITE, "transaction 60 energy_kwh")
    assert 4 < energy.points[0].value < 30 and 2 < stay.points[0].value < 12
    assert "first transaction" in energy.explanation
