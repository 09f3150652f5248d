"""A layout that a person wrote in TOML."""

import tomllib
from pathlib import Path
from typing import Any

from chargeit.domain.errors import Invalid
from chargeit.loads.ingest.instants import zone_named
from chargeit.loads.layout import ENERGIES, FIELDS, SECONDS, TIMES, WATT_HOURS, Kind, Layout


def mapping(path: Path) -> tuple[Layout, dict[str, str]]:
    """A layout from a TOML file, and how it says that the file is written. Raises Invalid, naming what is wrong."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise Invalid("mapping", f"it cannot be read: {problem.strerror}") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise Invalid("mapping", f"it is no TOML: {problem}") from problem
    columns = told.pop("columns", None)
    texts = {name: _text(name, value) for name, value in told.items()}
    layout = Layout(
        "mapping",
        kind := _kind(texts.pop("kind", Kind.HOURLY)),
        _columns(columns, kind),
        source=texts.pop("source", ""),
        zone=texts.pop("zone", None),
        energy_unit=_one_of("energy_unit", texts.pop("energy_unit", "kWh"), WATT_HOURS),
        duration_unit=_one_of("duration_unit", texts.pop("duration_unit", "h"), SECONDS),
    )
    if not layout.source:
        raise Invalid("source", "the mapping names where the loads come from, such as my-garage")
    if layout.zone:
        zone_named(layout.zone)
    if unknown := sorted(set(texts) - set(WRITTEN)):
        raise Invalid(unknown[0], f"no such key in a mapping; it may have {', '.join((*KEYS, *WRITTEN))}")
    return layout, texts


KEYS = ("kind", "source", "zone", "energy_unit", "duration_unit", "columns")
WRITTEN = ("encoding", "separator", "decimal_mark", "date_order")


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise Invalid(name, "a text in quotes")
    return value


def _kind(text: str) -> Kind:
    return Kind(_one_of("kind", text, [kind.value for kind in Kind]))


def _one_of(name: str, text: str, allowed: Any) -> str:
    if text not in allowed:
        raise Invalid(name, f"one of {', '.join(allowed)}, not {text[:40]!r}")
    return text


def _columns(told: Any, kind: Kind) -> dict[str, tuple[str, ...]]:
    if not isinstance(told, dict) or not told:
        raise Invalid("columns", "a table [columns] that names the column of each field")
    found: dict[str, tuple[str, ...]] = {}
    for name, value in told.items():
        if name not in FIELDS[kind]:
            raise Invalid(f"columns.{name}", f"no field of {kind}; there are {', '.join(FIELDS[kind])}")
        names = [value] if isinstance(value, str) else value
        several = 2 if name in TIMES else 1
        if not isinstance(names, list) or not 1 <= len(names) <= several or not all(isinstance(n, str) for n in names):
            raise Invalid(
                f"columns.{name}", "the name of a column; for a time also a list of two, date and time of day"
            )
        found[name] = tuple(names)
    _complete(found, kind)
    return found


def _complete(columns: dict[str, tuple[str, ...]], kind: Kind) -> None:
    if kind is Kind.HOURLY:
        if "hour" not in columns or not any(name in columns for name in ENERGIES):
            raise Invalid("columns", f"hourly loads need `hour` and one of {', '.join(ENERGIES)}")
        if not any(name in columns for name in ("transaction", "user", "station", "site")):
            raise Invalid("columns", "hourly loads need one of transaction, user, station, site")
    elif "begin" not in columns or not ("energy" in columns or {"meter_start", "meter_stop"} <= columns.keys()):
        raise Invalid("columns", "reports need `begin`, and `energy` or both `meter_start` and `meter_stop`")
