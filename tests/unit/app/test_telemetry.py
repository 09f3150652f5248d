"""Logs stay on their line; metrics are read when they are asked for."""

import logging

from prometheus_client import generate_latest

from chargeit.app.telemetry import FORMAT, OneLine, registry


def test_a_hostile_string_cannot_forge_a_line() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 1, "from %s", ("evil\n2026 ERROR forged\x1b[2J",), None)
    text = OneLine(FORMAT).format(record)
    assert "\n" not in text
    assert "\x1b" not in text
    assert "evil\\n2026 ERROR forged" in text


def test_figures_are_read_at_every_scrape() -> None:
    readings = iter([1.0, 2.0])
    made = registry({"chargeit_things": ("Things.", False, lambda: next(readings))})
    assert b"chargeit_things 1.0" in generate_latest(made)
    assert b"chargeit_things 2.0" in generate_latest(made)
