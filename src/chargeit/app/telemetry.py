"""Logs to standard error, one line an event; the registry of the Prometheus metrics."""

import logging
import sys
from collections.abc import Callable

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

NOISY = ("uvicorn.error", "uvicorn.access", "picows", "alembic")
FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"

Figure = tuple[str, bool, Callable[[], float]]
"""Help, is a counter, read."""


class OneLine(logging.Formatter):
    """Hostile strings in a message stay on their line; tracebacks follow it."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        text = super().formatMessage(record)
        return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def start_logging(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(FORMAT))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


class Figures:
    """Figures read when they are asked for: name -> (help, is a counter, read)."""

    def __init__(self, figures: dict[str, Figure]) -> None:
        self._figures = figures

    def collect(self) -> list[Metric]:
        families: list[Metric] = []
        for name, (text, counter, read) in self._figures.items():
            family = (CounterMetricFamily if counter else GaugeMetricFamily)(name, text)
            family.add_metric([], read())
            families.append(family)
        return families


def registry(figures: dict[str, Figure]) -> CollectorRegistry:
    made = CollectorRegistry()
    ProcessCollector(registry=made)
    PlatformCollector(registry=made)
    GCCollector(registry=made)
    made.register(Figures(figures))
    return made
