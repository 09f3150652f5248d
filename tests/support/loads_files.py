"""Small files of loads with the quirks of real ones, and what is read from them."""

from pathlib import Path

from chargeit.domain.loads import HourlyLoad, RowNote
from chargeit.loads.ingest.reading import Choices, Reading, read

HOURLY = "date_from;date_to;User_ID;session_ID;Synthetic_3_6kW;Synthetic_7_2kW;Flex_3_6kW;Flex_7_2kW"
REPORTS = "session_ID;Garage_ID;User_ID;User_type;Shared_ID;Start_plugin;End_plugout;El_kWh;Duration_hours"


def written(path: Path, lines: list[str], *, encoding: str = "utf-8", end: str = "\r\n") -> Path:
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return path


def sorted_out(reading: Reading) -> tuple[list[HourlyLoad], list[RowNote]]:
    loads, notes = [], []
    for _, found in reading.loads():
        if isinstance(found, RowNote):
            notes.append(found)
        else:
            loads.append(found)
    return loads, notes


def told(path: Path, choices: Choices | None = None) -> tuple[list[HourlyLoad], dict[int, str]]:
    """Loads, and `outcome: reason` by row."""
    loads, notes = sorted_out(read(path, choices))
    return loads, {note.row: f"{note.outcome}: {note.reason}" for note in notes}


def decided(reading: Reading) -> dict[str, str]:
    return {decision.what: decision.value for decision in reading.decisions}
