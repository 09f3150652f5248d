"""Meter values of 1.6 as samples (OCPP 1.6 7.31 to 7.45)."""

import math
import re
from datetime import datetime
from decimal import Decimal, Overflow
from functools import lru_cache
from typing import NamedTuple

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
# the text that nearly every reading is: no need of a Decimal
PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?").fullmatch


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
    kind = kind_of(sampled.measurand, sampled.unit, (sampled.context, sampled.phase, sampled.location), sampled.format)
    value, problem = (None, "") if kind.signed else value_of(sampled.value, kind.factor)
    return Sample(
        at,
        kind.measurand,
        value,
        kind.unit,
        sampled.value,
        kind.sent_unit,
        kind.context,
        kind.phase,
        kind.location,
        kind.format,
        (*flags, problem) if problem else flags,
    )


class Kind(NamedTuple):
    """Everything of a sampled value but its number and time; there are few of them, so they are worked out once."""

    measurand: str
    unit: str
    factor: Decimal
    sent_unit: str
    context: str
    phase: str
    location: str
    format: str
    signed: bool


@lru_cache(maxsize=4096)
def kind_of(
    measurand: enums.Measurand | None,
    unit: enums.UnitOfMeasure | None,
    where: tuple[enums.ReadingContext | None, enums.Phase | None, enums.Location | None],
    form: enums.ValueFormat | None,
) -> Kind:
    """With the defaults of OCPP 1.6 7.43 for what is absent."""
    quantity = str(measurand or ENERGY_REGISTER)
    sent_unit = str(unit or "")
    signed = form is enums.ValueFormat.SIGNED_DATA
    factor, base_unit = in_base_unit(Decimal(1), sent_unit or unit_of(quantity))
    context, phase, location = where
    return Kind(
        measurand=quantity,
        unit=sent_unit if signed else base_unit,
        factor=factor,
        sent_unit=sent_unit,
        context=str(context or enums.ReadingContext.SAMPLE_PERIODIC),
        phase=str(phase or ""),
        location=str(location or enums.Location.OUTLET),
        format=str(form or enums.ValueFormat.RAW),
        signed=signed,
    )


def value_of(text: str, factor: Decimal) -> tuple[float | None, str]:
    """The number in its base unit, and what is wrong with it."""
    if factor == 1 and PLAIN(text):
        return float(text), ""
    parsed = number(text)
    if parsed is None:
        return None, NOT_A_NUMBER
    try:
        value = float(parsed * factor)
    except Overflow:
        return None, OUT_OF_RANGE
    return (value, "") if math.isfinite(value) else (None, OUT_OF_RANGE)


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
