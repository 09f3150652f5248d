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
_new = tuple.__new__
PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?").fullmatch


def samples_of(values: tuple[messages.MeterValue, ...] | None, field: str, received: Received) -> tuple[Sample, ...]:
    """Every reading in `field` of the message, and what the codec had to set aside of it."""
    found = []
    local = {flag.path for flag in received.flags if flag.problem is Problem.LOCAL_TIME} if received.flags else ()
    for index, value in enumerate(values or ()):
        at = value.timestamp
        flags = time_flags(at, received)
        if local and f"{field}[{index}].timestamp" in local:
            flags += (Finding.NAIVE_TIME.value,)
        found += [sample_of(sampled, at, flags) for sampled in value.sampled_value]
    if received.flags:
        found += [unreadable(flag, received) for flag in received.flags if set_aside(flag, field)]
    return tuple(found)


def sample_of(sampled: messages.SampledValue, at: datetime, flags: tuple[str, ...]) -> Sample:
    kind = kind_of(sampled.measurand, sampled.unit, sampled.context, sampled.phase, sampled.location, sampled.format)
    raw = sampled.value
    if kind.plain and PLAIN(raw):
        value: float | None = float(raw)
    else:
        value, problem = (None, "") if kind.signed else value_of(raw, kind.factor)
        if problem:
            flags = (*flags, problem)
    # in the order of Sample's fields; its own constructor costs twice as much
    return _new(Sample, (at, kind.measurand, value, kind.unit, raw, *kind.said, flags))


class Kind(NamedTuple):
    """Everything of a sampled value but its number and time; there are few of them, so they are worked out once.

    `said` are its unit as sent, context, phase, location and format; `plain` needs no arithmetic.
    """

    measurand: str
    unit: str
    factor: Decimal
    said: tuple[str, str, str, str, str]
    signed: bool
    plain: bool


@lru_cache(maxsize=4096)
def kind_of(
    measurand: enums.Measurand | None,
    unit: enums.UnitOfMeasure | None,
    *said: enums.ReadingContext | enums.Phase | enums.Location | enums.ValueFormat | None,
) -> Kind:
    """With the defaults of OCPP 1.6 7.43 for what is absent."""
    quantity = str(measurand or ENERGY_REGISTER)
    sent_unit = str(unit or "")
    context, phase, location, form = said
    signed = form is enums.ValueFormat.SIGNED_DATA
    factor, base_unit = in_base_unit(Decimal(1), sent_unit or unit_of(quantity))
    return Kind(
        measurand=quantity,
        unit=sent_unit if signed else base_unit,
        factor=factor,
        said=(
            sent_unit,
            str(context or enums.ReadingContext.SAMPLE_PERIODIC),
            str(phase or ""),
            str(location or enums.Location.OUTLET),
            str(form or enums.ValueFormat.RAW),
        ),
        signed=signed,
        plain=factor == 1 and not signed,
    )


def value_of(text: str, factor: Decimal) -> tuple[float | None, str]:
    """The number in its base unit, and what is wrong with it."""
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


def time_flags(at: datetime, received: Received) -> tuple[str, ...]:
    if at < EARLIEST:
        return (Finding.CLOCK_UNSET.value,)
    return (Finding.FUTURE_TIME.value,) if at > received.at + TOLERANCE else ()


def set_aside(flag: Flag, field: str) -> bool:
    return flag.problem is Problem.SET_ASIDE and flag.path.startswith(field)


def unreadable(flag: Flag, received: Received) -> Sample:
    """What could not be read is kept as text."""
    return Sample(received.at, UNREADABLE, None, "", flag.raw, flags=(SET_ASIDE,))
