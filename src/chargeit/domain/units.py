"""Physical units: what stations send becomes one base unit per quantity (OCPP 1.6 7.45, 2.0.1 UnitOfMeasure)."""

from decimal import Decimal, InvalidOperation

BASE_UNITS: dict[str, tuple[str, int]] = {
    # as sent, in lower case -> base unit, power of ten
    "wh": ("Wh", 0),
    "kwh": ("Wh", 3),
    "varh": ("varh", 0),
    "kvarh": ("varh", 3),
    "vah": ("VAh", 0),
    "kvah": ("VAh", 3),
    "w": ("W", 0),
    "kw": ("W", 3),
    "va": ("VA", 0),
    "kva": ("VA", 3),
    "var": ("var", 0),
    "kvar": ("var", 3),
    "a": ("A", 0),
    "v": ("V", 0),
    "celsius": ("Celsius", 0),
    "celcius": ("Celsius", 0),
    "k": ("K", 0),
    "fahrenheit": ("Fahrenheit", 0),
    "percent": ("Percent", 0),
    "hertz": ("Hz", 0),
    "hz": ("Hz", 0),
}


def number(text: str) -> Decimal | None:
    """The finite decimal in `text`, which may be padded with spaces; None where there is none."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def in_base_unit(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """`(kWh 1.5)` -> `(1500, Wh)`; an unknown unit is kept as it was sent."""
    base, power = BASE_UNITS.get(unit.strip().lower(), (unit, 0))
    return value.scaleb(power) if power else value, base
