"""Meter values of 1.6 as samples (OCPP 1.6 7.31 to 7.45)."""

import math
from datetime import datetime

from chargeit.domain.clock import EARLIEST, TOLERANCE
from chargeit.domain.metering import ENERGY_REGISTER, SOC, Sample
from chargeit.domain.transactions import Finding
from chargeit.domain.units import in_base_unit, number
from chargeit.gateway.received import Received
from chargeit.ocpp.flags import Flag, Problem
from chargeit.ocpp.v16 import enums, messages

# OCPP 1.6 7.43: Wh where the measurand is an energy; errata 3.86: Hertz; the rest is what the quantity is measured in.
DEFAULT_UNITS = (
    ("Energy.", "Wh"),
    ("Power.Factor", ""),
    ("Power.Reactive", "var"),
    ("Power.", "W"),
    ("Current.", "A"),
    ("Voltage", "V"),
    ("Frequency", "Hertz"),
    ("Temperature", "Celsius"),
    (SOC, "Percent"),
)
NOT_A_NUMBER, OUT_OF_RANGE, SET_ASIDE = "not_a_number", "out_of_range", "set_aside"
UNREADABLE = "Unreadable"


def samples_of(values: tuple[messages.MeterValue, ...] | None, field: str, received: Received) -> tuple[Sample, ...]:
    """Every reading in `field` of the message, and what the codec had to set aside of it."""
    found = [
        sample_of(sampled, value.timestamp, flags)
        for index, value in enumerate(values or ())
        for flags in (time_flags(value.timestamp, f"{field}[{index}].timestamp", received),)
        for sampled in value.sampled_value
    ]
    if received.flags:
        found += [unreadable(flag, received) for flag in received.flags if set_aside(flag, field)]
    return tuple(found)


def sample_of(sampled: messages.SampledValue, at: datetime, flags: tuple[str, ...]) -> Sample:
    measurand = sampled.measurand.value if sampled.measurand else ENERGY_REGISTER
    sent_unit = sampled.unit.value if sampled.unit else ""
    signed = sampled.format is enums.ValueFormat.SIGNED_DATA
    value, unit, problem = (None, sent_unit, "") if signed else base(sampled.value, sent_unit or unit_of(measurand))
    return Sample(
        sampled_at=at,
        measurand=measurand,
        value=value,
        unit=unit,
        raw=sampled.value,
        raw_unit=sent_unit,
        context=sampled.context.value if sampled.context else "Sample.Periodic",
        phase=sampled.phase.value if sampled.phase else "",
        location=sampled.location.value if sampled.location else "Outlet",
        format=sampled.format.value if sampled.format else "Raw",
        flags=(*flags, problem) if problem else flags,
    )


def base(text: str, unit: str) -> tuple[float | None, str, str]:
    """Value and unit in base units, and what is wrong with the value."""
    parsed = number(text)
    if parsed is None:
        return None, unit, NOT_A_NUMBER
    value, base_unit = in_base_unit(parsed, unit)
    plain = float(value)
    return (plain, base_unit, "") if math.isfinite(plain) else (None, base_unit, OUT_OF_RANGE)


def unit_of(measurand: str) -> str:
    return next((unit for start, unit in DEFAULT_UNITS if measurand.startswith(start)), "")


def time_flags(at: datetime, path: str, received: Received) -> tuple[str, ...]:
    flags: tuple[str, ...] = ()
    if at < EARLIEST:
        flags = (Finding.CLOCK_UNSET.value,)
    elif at > received.at + TOLERANCE:
        flags = (Finding.FUTURE_TIME.value,)
    if received.flags and any(flag.path == path and flag.problem is Problem.LOCAL_TIME for flag in received.flags):
        flags += (Finding.NAIVE_TIME.value,)
    return flags


def set_aside(flag: Flag, field: str) -> bool:
    return flag.problem is Problem.SET_ASIDE and flag.path.startswith(field)


def unreadable(flag: Flag, received: Received) -> Sample:
    """What could not be read is kept as text."""
    return Sample(received.at, UNREADABLE, None, "", flag.raw, flags=(SET_ASIDE,))
