"""The availability forecast: trained on a regular fleet, asked at certain moments."""

from datetime import UTC, datetime

import numpy as np
import pytest

from chargeit.domain.forecasts import Basis, Forecast
from chargeit.forecasting.availability import FEATURE
from chargeit.forecasting.features.usage import Connector, Usage, from_spans
from chargeit.learning.catalogue import Incumbent, Trained
from tests.support.usage import DAY, FIRST, HOUR, commuters


@pytest.fixture(scope="module")
def trained() -> Trained:
    return FEATURE.train(commuters())


def asked(payload: bytes | None, usage: Usage, instant: int) -> dict[str, Forecast]:
    found = FEATURE.predict(payload, usage, datetime.fromtimestamp(instant, UTC))
    return {one.subject: one for one in found}


def test_training_beats_both_baselines_on_the_days_held_back(trained: Trained) -> None:
    brier = trained.scores[0]
    assert brier.metric == "brier"
    assert brier.value < 0.75 * brier.baseline_value
    assert trained.scores[1].value < 0.05
    assert trained.rows == len(commuters().begins)
    assert trained.simulated_rows == 0


def test_the_same_history_gives_the_same_model_and_simulated_stations_none_of_it(trained: Trained) -> None:
    usage, copy = commuters(), len(commuters().connectors)
    simulated = tuple(Connector(f"Z{c.station}", c.evse, c.connector, c.site, True) for c in usage.connectors)
    which, begins, ends = np.append(usage.which, usage.which + copy), np.tile(usage.begins, 2), np.tile(usage.ends, 2)
    again = FEATURE.train(Usage(usage.connectors + simulated, which, begins, ends, usage.until))
    assert again.payload == trained.payload
    assert again.simulated_rows == 0


def test_the_model_that_serves_is_scored_on_the_days_held_back_of_the_new_one(trained: Trained) -> None:
    usage = commuters()
    rival = FEATURE.train(usage, Incumbent("digest", trained.payload, trained.data_to)).rival
    assert rival is not None and rival.value == rival.challenger_value == trained.scores[0].value
    rival = FEATURE.train(usage, Incumbent("digest", b"of another form", trained.data_to)).rival
    assert rival is not None and np.isnan(rival.value)


def test_where_all_stations_are_simulated_the_card_says_so() -> None:
    usage = commuters(days=70, stations=2)
    simulated = tuple(Connector(c.station, c.evse, c.connector, c.site, True) for c in usage.connectors)
    trained = FEATURE.train(Usage(simulated, usage.which, usage.begins, usage.ends, usage.until))
    assert trained.simulated_rows == trained.rows > 0


def test_every_connector_and_site_has_24_hours_of_probabilities(trained: Trained) -> None:
    found = asked(trained.payload, commuters(), FIRST + 119 * DAY + 7 * HOUR)
    assert set(found) == {f"S{s}/{n}/1" for s in range(4) for n in (1, 2)} | {"site 0", "site 1"}
    for one in found.values():
        assert one.basis is Basis.MODEL
        assert [p.at.timestamp() for p in one.points] == [FIRST + 119 * DAY + (7 + h) * HOUR for h in range(24)]
        assert all(0 <= p.value <= 1 for p in one.points)


def test_a_forecast_changes_with_what_happens_now(trained: Trained) -> None:
    # a Thursday at 9: either the car came as usual, or it has not come
    usage, instant = commuters(), FIRST + 119 * DAY + 9 * HOUR
    came = asked(trained.payload, usage, instant)["S0/1/1"]
    before = usage.begins < FIRST + 119 * DAY
    away = Usage(usage.connectors, usage.which[before], usage.begins[before], usage.ends[before], instant)
    found = asked(trained.payload, away, instant)["S0/1/1"]
    assert found.points[0].value > came.points[0].value + 0.2
    assert "It is free for" in found.explanation


def test_an_explanation_names_the_state_and_the_worst_hour(trained: Trained) -> None:
    found = asked(trained.payload, commuters(), FIRST + 119 * DAY + 11 * HOUR)["S0/1/1"]
    assert found.explanation.startswith("It is in use for ")
    assert "such use lately lasted 8 hours on average" in found.explanation
    assert "of the last 28 days" in found.explanation
    assert found.missing == ""


def test_a_new_connector_answers_from_its_site_then_from_the_fleet(trained: Trained) -> None:
    old, instant = commuters(), FIRST + 119 * DAY
    new = [Connector("N0", 1, site="site 0"), Connector("N1", 1, site="far away")]
    spans = [(old.connectors[w], b, e) for w, b, e in zip(old.which, old.begins, old.ends, strict=True)]
    spans += [(one, instant - DAY, instant - DAY + HOUR) for one in new]
    found = asked(trained.payload, from_spans(spans, instant, "UTC"), instant)
    assert found["N0/1/1"].basis is Basis.SITE
    assert found["N1/1/1"].basis is Basis.FLEET
    assert "1 of the 7 days" in found["N0/1/1"].missing
    assert found["N0/1/1"].points[12].value < found["N0/1/1"].points[2].value
