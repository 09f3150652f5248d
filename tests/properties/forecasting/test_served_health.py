"""A new fault never raises a station's score, with the risk of a trained model in it."""

from dataclasses import replace
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from chargeit.forecasting import health, maintenance
from tests.support.kept_history import FAULTED, NOW, UP, Kept, month_of_outages, report


@cache
def payload() -> bytes:
    return maintenance.FEATURE.train(maintenance.FEATURE.gather(month_of_outages(), NOW)).payload


def scores(kept: Kept) -> dict[str, float]:
    found = maintenance.FEATURE.predict(payload(), maintenance.FEATURE.gather(kept, NOW), NOW)
    served = [replace(one, version=1) if one.basis == "model" else one for one in found]
    data = health.warned(health.FEATURE.gather(kept, NOW), served)
    assert any(one.state.risk for one in data)
    return {one.subject: one.points[0].value for one in health.FEATURE.predict(None, data, NOW)}


@cache
def before_it() -> dict[str, float]:
    return scores(month_of_outages())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 11), st.floats(-0.4, 600), st.floats(0.01, 20))
def test_a_new_fault_raises_no_score(number: int, hours: float, lasted_h: float) -> None:
    kept, name = month_of_outages(), f"S{number}"
    fault = [report(hours, FAULTED, station=name)]
    if (ended := hours - lasted_h) > -0.5 and not any(
        one.place.station == name and fault[0].received_at < one.received_at < report(ended, UP).received_at
        for one in kept.told
    ):
        fault.append(report(ended, UP, station=name))
    after = scores(Kept(sorted([*kept.told, *fault], key=lambda one: one.received_at)))
    assert all(after[name] <= score + 1e-9 for name, score in before_it().items())
