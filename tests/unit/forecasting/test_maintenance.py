from dataclasses import replace

import numpy as np
import pytest

from chargeit.domain.errors import Invalid
from chargeit.domain.forecasts import Basis
from chargeit.forecasting import maintenance
from chargeit.forecasting.backtests.maintenance import Held, alarms, ecod, precision_at
from chargeit.forecasting.features import outages
from chargeit.learning.catalogue import Incumbent, Trained
from tests.support.outage_hours import fleet


@pytest.fixture(scope="module")
def trained() -> Trained:
    return maintenance.FEATURE.train(fleet())


def test_what_goes_down_often_is_the_likelier_to_go_down(trained: Trained) -> None:
    hours = fleet()
    forecasts = maintenance.FEATURE.predict(trained.payload, hours, maintenance.instant(hours.first_hour + hours.hours))
    risky = [one.points[0].value for row, one in enumerate(forecasts) if row % 3 == 0]
    calm = [one.points[0].value for row, one in enumerate(forecasts) if row % 3]
    assert min(risky) > max(calm)
    assert all(one.points[0].value <= one.points[1].value for one in forecasts)
    worst = max(forecasts, key=lambda one: one.points[0].value if one.basis is Basis.MODEL else 0)
    assert "raised by" in worst.explanation
    assert trained.scores[0].value > trained.scores[0].baseline_value


def test_the_same_data_gives_the_same_bytes(trained: Trained) -> None:
    assert maintenance.FEATURE.train(fleet()).payload == trained.payload


def test_the_model_that_serves_is_scored_on_hours_that_it_has_not_learned_from(trained: Trained) -> None:
    hours = fleet()
    end = maintenance.instant(hours.first_hour + hours.hours)
    assert maintenance.FEATURE.train(hours, Incumbent("digest", trained.payload, end)).rival is None
    older = maintenance.FEATURE.train(hours.until(160))
    rival = maintenance.FEATURE.train(hours, Incumbent("digest", older.payload, older.data_to)).rival
    assert rival is not None and rival.metric == trained.scores[0].metric
    assert 0.3 < rival.value <= 1 and rival.challenger_value != trained.scores[0].value
    rival = maintenance.FEATURE.train(hours, Incumbent("digest", b"of another form", older.data_to)).rival
    assert rival is not None and np.isnan(rival.value)


def test_a_new_outage_never_lowers_the_risk(trained: Trained) -> None:
    hours = fleet()
    last = hours.hours - 1
    now = maintenance.instant(hours.first_hour + hours.hours)
    before = maintenance.FEATURE.predict(trained.payload, hours, now)
    for share in (0.25, 0.45):
        faulted, drops = hours.faulted.copy(), hours.drops.copy()
        calm = faulted[:, last] == 0
        faulted[calm, last] = share
        drops[calm, last] += 1
        after = maintenance.FEATURE.predict(trained.payload, replace(hours, faulted=faulted, drops=drops), now)
        for old, new in zip(before, after, strict=True):
            assert [p.value for p in new.points] >= [p.value for p in old.points]


def test_what_is_down_is_not_forecast_to_go_down(trained: Trained) -> None:
    hours = fleet()
    at_end = hours.down_at_end.copy()
    at_end[4, -1] = True
    one = maintenance.FEATURE.predict(
        trained.payload, replace(hours, down_at_end=at_end), maintenance.instant(428_200)
    )[4]
    assert (one.points[0].value, one.explanation) == (1.0, "it is down now")


def test_a_new_connector_is_answered_from_its_site_then_from_the_fleet(trained: Trained) -> None:
    hours = fleet()
    arrays = {name: getattr(hours, name).copy() for name in ("faulted", "offline", "drops")}
    for array in arrays.values():
        array[0, :-5] = np.nan
        array[2:4, :-5] = np.nan
    young = replace(hours, **arrays)
    now = maintenance.instant(hours.first_hour + hours.hours)
    by_site, by_fleet = (maintenance.FEATURE.predict(trained.payload, young, now)[row] for row in (0, 2))
    assert [by_site.basis, by_fleet.basis] == [Basis.SITE, Basis.FLEET]
    assert by_site.missing.startswith("heard for 5 h only")
    assert maintenance.FEATURE.predict(None, hours, now)[1].basis is Basis.BASELINE


def test_a_fleet_without_history_says_what_is_missing() -> None:
    hours = fleet().until(3)
    answers = maintenance.FEATURE.predict(None, hours, maintenance.instant(hours.first_hour + 3))
    assert {one.basis for one in answers if one.points == ()} == {Basis.MISSING}
    with pytest.raises(Invalid, match="3 hours with 0 hours before an outage; needs 48 and 20"):
        maintenance.FEATURE.train(hours)


def test_alarms_keep_quiet_for_the_horizon_and_within_the_budget() -> None:
    happened = np.array([[False, True, True, False, True, False, False, False]])
    held = Held(happened, np.ones_like(happened), np.zeros(happened.shape), 3)
    assert np.flatnonzero(alarms(np.ones_like(happened), held)[0]).tolist() == [0, 3, 6]
    score = happened.astype(float) + np.arange(8) / 100
    assert precision_at(score, held, 90.0) == 1.0
    assert precision_at(-score, held, 90.0) == 0.0
    assert np.isnan(precision_at(score, held, 10.0))


def test_equal_figures_spend_the_budget_by_the_share_down() -> None:
    happened = np.array([[False, False, True, False]])
    share = np.array([[0.1, 0.2, 0.9, 0.3]])
    held = Held(happened, np.ones_like(happened), share, 1)
    assert precision_at(np.zeros((1, 4)), held, 180.0) == 1.0
    assert precision_at(np.zeros((1, 4)), held, 360.0) == 0.5


def test_ecod_finds_the_bad_side_odd() -> None:
    names = ["drops_24h", "since_down"]
    train = np.stack([np.arange(100.0), np.arange(100.0)], axis=1)
    odd, usual, good = ecod(names, train, np.array([[99.0, 0.0], [50.0, 50.0], [0.0, 99.0]]))
    assert odd > usual > good
    assert outages.directions(names) == [1, -1]
