"""OCPP 1.6 7.31 to 7.45, errata 3.86: a sampled value becomes one number in a base unit; its text stays."""

from collections.abc import Callable
from typing import Any

import pytest

from chargeit.gateway.received import Received
from chargeit.gateway.v16.samples import samples_of
from tests.unit.gateway.conftest import NOON

Read = Callable[..., Received]


def samples(read: Read, *sampled: dict[str, Any], timestamp: str = "2026-03-01T11:59:00Z") -> Any:
    values = [{"timestamp": timestamp, "sampledValue": list(sampled)}]
    received = read("MeterValues", {"connectorId": 1, "meterValue": values})
    return samples_of(received.request.meter_value, "meterValue", received)


def test_what_is_absent_has_the_defaults_of_the_specification(read: Read) -> None:
    (sample,) = samples(read, {"value": "1500"})
    assert (sample.measurand, sample.value, sample.unit) == ("Energy.Active.Import.Register", 1500.0, "Wh")
    assert (sample.context, sample.format, sample.location, sample.phase) == ("Sample.Periodic", "Raw", "Outlet", "")
    assert (sample.raw, sample.raw_unit, sample.flags) == ("1500", "", ())


@pytest.mark.parametrize(
    ("measurand", "text", "unit", "value", "base"),
    [
        ("Energy.Active.Import.Register", "1.5", "kWh", 1500.0, "Wh"),
        ("Power.Active.Import", " 11 ", "kW", 11000.0, "W"),
        ("Power.Active.Import", "11000", None, 11000.0, "W"),
        ("Energy.Reactive.Import.Register", "1", "kvarh", 1000.0, "varh"),
        ("Temperature", "21.5", "Celcius", 21.5, "Celsius"),
        ("Frequency", "50.01", None, 50.01, "Hz"),
        ("SoC", "80", None, 80.0, "Percent"),
        ("Current.Import", "16", None, 16.0, "A"),
        ("Power.Factor", "0.98", None, 0.98, ""),
        ("Frequency", "50", "Hz", 50.0, "Hz"),
    ],
)
def test_values_come_in_one_unit_a_quantity(
    read: Read, measurand: str, text: str, unit: str | None, value: float, base: str
) -> None:
    (sample,) = samples(read, {"value": text, "measurand": measurand} | ({"unit": unit} if unit else {}))
    assert (sample.measurand, sample.value, sample.unit, sample.raw) == (measurand, value, base, text)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("", "not_a_number"),
        ("NaN", "not_a_number"),
        ("12,5", "not_a_number"),
        ("1e999", "out_of_range"),
        ("1e999999999", "out_of_range"),
    ],
)
def test_a_text_that_is_no_number_is_kept_with_a_flag(read: Read, text: str, flag: str) -> None:
    (sample,) = samples(read, {"value": text})
    assert (sample.value, sample.raw, sample.flags) == (None, text, (flag,))


def test_signed_data_is_opaque_and_of_any_length(read: Read) -> None:
    data = "OCMF|" + "x" * 5000
    (sample,) = samples(read, {"value": data, "format": "SignedData"})
    assert (sample.raw, sample.value, sample.format, sample.flags) == (data, None, "SignedData", ())


@pytest.mark.parametrize(
    ("timestamp", "flags"),
    [
        ("1970-01-01T00:00:10Z", ("clock_unset",)),
        ("2026-03-01T12:06:00Z", ("future_time",)),
        ("2026-03-01T11:00:00", ("naive_time",)),
        ("2026-03-01T13:00:00+01:00", ()),
    ],
)
def test_times_are_kept_and_flagged(read: Read, timestamp: str, flags: tuple[str, ...]) -> None:
    (sample,) = samples(read, {"value": "1"}, timestamp=timestamp)
    assert sample.flags == flags
    assert sample.sampled_at.utcoffset() == NOON.utcoffset()


def test_one_bad_reading_never_costs_its_neighbours_and_is_kept_as_text(read: Read) -> None:
    found = samples(read, {"value": "1"}, {"value": "2", "unit": "parsec"}, {"value": "3", "phase": "L1"})
    assert [(sample.raw, sample.phase) for sample in found[:2]] == [("1", ""), ("3", "L1")]
    assert found[2].measurand == "Unreadable" and "parsec" in found[2].raw and found[2].flags == ("set_aside",)
