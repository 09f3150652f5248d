"""Limits that cannot work are named."""

import pytest

from chargeit.domain.errors import Invalid
from chargeit.wire.limits import Limits


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message_bytes", 0),
        ("write_buffer_bytes", -1),
        ("pong_deadline_s", 0),
        ("close_timeout_s", 0),
        ("ping_interval_s", -1),
    ],
)
def test_a_limit_that_cannot_work_is_named(field, value):
    with pytest.raises(Invalid) as wrong:
        Limits(**{field: value})
    assert wrong.value.field == field


def test_a_channel_is_looked_at_often_enough_for_its_shortest_time():
    assert Limits(ping_interval_s=60, pong_deadline_s=30, close_timeout_s=4).period_s == 1
    assert Limits(ping_interval_s=0, pong_deadline_s=2, close_timeout_s=4).period_s == 0.5
