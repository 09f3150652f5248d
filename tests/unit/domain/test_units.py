"""What stations write as numbers and units becomes one base unit per quantity."""

from decimal import Decimal

import pytest

from chargeit.domain.units import in_base_unit, number


@pytest.mark.parametrize(
    ("sent", "unit", "value", "base"),
    [
        ("1.5", "kWh", "1500", "Wh"),
        ("7", "W", "7", "W"),
        ("21.5", "Celcius", "21.5", "Celsius"),
        ("50", "Hz", "50", "Hz"),
    ],
)
def test_known_units_become_base_units(sent: str, unit: str, value: str, base: str) -> None:
    assert in_base_unit(Decimal(sent), unit) == (Decimal(value), base)


def test_an_unknown_unit_is_kept_as_it_was_sent() -> None:
    assert in_base_unit(Decimal(3), "furlong") == (Decimal(3), "furlong")


@pytest.mark.parametrize("text", ["", " ", "x", "NaN", "Infinity", "1,5", "1 2"])
def test_what_is_no_finite_number_is_none(text: str) -> None:
    assert number(text) is None


def test_spaces_around_a_number_are_tolerated() -> None:
    assert number(" 12.50 ") == Decimal("12.50")
