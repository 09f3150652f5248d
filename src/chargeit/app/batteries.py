"""The twin in this process: its job, its limits, and its figures for Prometheus."""

from collections.abc import Callable, Iterator
from functools import partial

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from chargeit.app.settings import Settings
from chargeit.domain.clock import now
from chargeit.domain.errors import Misconfigured
from chargeit.jobs.twin import Predictor, TwinJob
from chargeit.ports.models import ModelReads
from chargeit.storage.model_files import ModelFiles
from chargeit.storage.store import Store
from chargeit.storage.writer import GroupWriter
from chargeit.twin.alerts import Seen, Thresholds

Read = Callable[[Seen], float | None]


def percent(part: float | None) -> float | None:
    return None if part is None else 100 * part


FIGURES: dict[str, tuple[str, tuple[float, ...], Read]] = {
    "battery_soc_percent": (
        "State of charge.",
        (10, 20, 30, 40, 50, 60, 70, 80, 90, 100),
        lambda seen: percent(seen.prediction.soc.value if seen.prediction and seen.prediction.soc else None),
    ),
    "battery_soh_percent": (
        "State of health: present capacity in the nominal one.",
        (60, 70, 75, 80, 85, 90, 95, 100),
        lambda seen: percent(seen.prediction.soh.value if seen.prediction and seen.prediction.soh else None),
    ),
    "battery_temperature_celsius": (
        "Temperature.",
        (-10, 0, 10, 20, 30, 40, 50, 60),
        lambda seen: seen.latest.temperature_c if seen.latest else None,
    ),
    "battery_rul_cycles": (
        "Remaining useful life in equivalent full cycles.",
        (0, 100, 250, 500, 1000, 2000, 4000, 8000),
        lambda seen: seen.prediction.rul_cycles.value if seen.prediction and seen.prediction.rul_cycles else None,
    ),
    "battery_failure_probability": (
        "Probability of an end of life within 100 cycles.",
        (0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9),
        lambda seen: seen.prediction.failure_probability if seen.prediction else None,
    ),
    "battery_voltage_volts": (
        "Voltage of the pack.",
        (50, 100, 200, 300, 400, 600, 800),
        lambda seen: seen.latest.voltage_v if seen.latest else None,
    ),
    "battery_current_amperes": (
        "Current; positive charges.",
        (-200, -100, -50, -10, 0, 10, 50, 100, 200),
        lambda seen: seen.latest.current_a if seen.latest else None,
    ),
    "battery_power_watts": (
        "Power; positive charges.",
        (-100_000, -50_000, -10_000, 0, 10_000, 50_000, 100_000),
        lambda seen: seen.latest.power_w if seen.latest else None,
    ),
}
"""Name -> (help, bounds of its distribution, how it is read)."""


def twin_of(settings: Settings, store: Store, writer: GroupWriter) -> TwinJob:
    limits = Thresholds(
        **settings.alerts.model_dump(exclude={"silent_minutes", "webhook"}), silent=settings.alerts.silent
    )
    models = partial(predictor, store.reads.models, ModelFiles(settings.home / "models"))
    return TwinJob(store.reads.twin, writer, models, limits, now)


def predictor(models: ModelReads, files: ModelFiles) -> Predictor:
    """Raises Misconfigured where its libraries are missing."""
    try:
        from chargeit.twin.models.serving import LifeModels
        from chargeit.twin.predictor import Predictor as Live
    except ImportError as missing:
        raise Misconfigured("learn", f"predictions need pip install chargeit[learn] ({missing})") from None
    return Live(LifeModels(models, files, now))


class BatteryMetrics:
    """A gauge a battery where there are no more than `most`, and the fleet's distributions always."""

    def __init__(self, twin: TwinJob, most: int) -> None:
        self._twin = twin
        self._most = most

    def collect(self) -> Iterator[Metric]:
        seen = dict(self._twin.seen)
        for name, (text, bounds, read) in FIGURES.items():
            values = {battery: value for battery, one in seen.items() if (value := read(one)) is not None}
            gauge = GaugeMetricFamily(name, text, labels=["battery"])
            if len(seen) <= self._most:
                for battery, value in values.items():
                    gauge.add_metric([battery], value)
            yield gauge
            yield distribution(f"fleet_{name}", f"Of all batteries. {text}", bounds, list(values.values()))
        made = CounterMetricFamily("battery_predictions", "Predictions of batteries since the start.")
        made.add_metric([], self._twin.made.total())
        yield made
        by = CounterMetricFamily("battery_life_predictions", "Of life, by what told it.", labels=["basis"])
        for basis, count in self._twin.made.items():
            by.add_metric([basis.value], count)
        yield by
        failed = CounterMetricFamily("battery_model_failures", "Models that failed, so that the ageing law answers.")
        failed.add_metric([], self._twin.failures)
        yield failed


def distribution(name: str, text: str, bounds: tuple[float, ...], values: list[float]) -> Metric:
    buckets = [(str(float(bound)), sum(1.0 for value in values if value <= bound)) for bound in bounds]
    family = HistogramMetricFamily(name, text)
    family.add_metric([], [*buckets, ("+Inf", float(len(values)))], sum(values))
    return family
