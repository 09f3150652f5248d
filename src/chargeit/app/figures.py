"""The platform's own metrics, read when they are scraped."""

from collections import Counter
from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, Metric

from chargeit.app import brokers, telemetry
from chargeit.app.batteries import BatteryMetrics
from chargeit.app.kit import Kit
from chargeit.forecasting.serving import Forecaster


def metrics(kit: Kit, forecaster: Forecaster) -> CollectorRegistry:
    writer = kit.writer
    made = telemetry.registry(
        waiting(kit)
        | away(kit)
        | {
            "chargeit_stations_connected": ("Stations connected to this process.", False, kit.gateway.connected),
            "chargeit_writer_verbs": ("Verbs that were committed or refused.", True, lambda: writer.verbs),
            "chargeit_writer_batches": ("Commits of the writer.", True, lambda: writer.batches),
            "chargeit_writer_waiting": ("Verbs that wait for a commit.", False, lambda: writer.waiting),
            "chargeit_forecast_model_failures": (
                "Models that failed to answer, so that the baseline did.",
                True,
                forecaster.failures.total,
            ),
            "chargeit_charge_estimates": (
                "Transactions from which the energy of a battery was to be learned.",
                True,
                lambda: kit.charged.estimates,
            ),
            "chargeit_charge_estimates_learned": (
                "Transactions that told the energy of a battery.",
                True,
                lambda: kit.charged.learned,
            ),
            "chargeit_outbox_unpublished": (
                "Events that are committed and not yet published.",
                False,
                kit.store.outbox.unpublished,
            ),
        }
    )
    text = "Trainings that left no model: too little to learn from, too long, too large, or killed."
    made.register(Counted("chargeit_training_failures", text, "feature", kit.learner.failures))
    if kit.settings.alerts.webhook:
        text = "Alerts whose body the webhook will not have: they are not posted again."
        made.register(Counted("chargeit_webhook_refused", text, "status", kit.refused))
    made.register(BatteryMetrics(kit.twin, kit.settings.battery_metrics))
    return made


def away(kit: Kit) -> dict[str, telemetry.Figure]:
    if not kit.settings.mlflow_uri:
        return {}
    text = "Times that MLflow could not be told of the models."
    return {"chargeit_mlflow_failures": (text, True, lambda: kit.mirror.failures)}


def waiting(kit: Kit) -> dict[str, telemetry.Figure]:
    text = "Events that were published here and that this broker has not got yet."
    names = sorted(brokers.names(kit.settings))
    return {f"chargeit_{name}_waiting": (text, False, kit.store.relay(name).unpublished) for name in names}


class Counted:
    """A counter of each value of one label."""

    def __init__(self, name: str, text: str, label: str, counts: Counter[str] | Counter[int]) -> None:
        self._name, self._text, self._label, self._counts = name, text, label, counts

    def collect(self) -> Iterator[Metric]:
        made = CounterMetricFamily(self._name, self._text, labels=[self._label])
        for value, count in list(self._counts.items()):
            made.add_metric([str(value)], count)
        yield made
