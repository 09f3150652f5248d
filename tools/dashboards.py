"""Grafana's dashboards as code: `deploy/grafana/*.json` are made here, and checked for being up to date by --check."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from grafana_foundation_sdk.builders import dashboard, gauge, heatmap, prometheus, stat, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import DataSourceRef

FOLDER = Path(__file__).resolve().parent.parent / "deploy" / "grafana"
SOURCE = "${source}"
ONE = '{battery=~"$battery"}'
WAITING = '{__name__=~"chargeit_(outbox_unpublished|mqtt_waiting|kafka_waiting)"}'


class Panel(NamedTuple):
    """`kind` is one of KINDS; `unit` is one of Grafana's."""

    title: str
    kind: str
    unit: str
    queries: dict[str, str]


KINDS = {"curve": timeseries.Panel, "number": stat.Panel, "gauge": gauge.Panel, "heat": heatmap.Panel}
BATTERIES = [
    Panel("Batteries", "number", "short", {"batteries": 'fleet_battery_temperature_celsius_bucket{le="+Inf"}'}),
    Panel("Predictions a second", "number", "short", {"predictions": "rate(battery_predictions_total[5m])"}),
    Panel("Least charge", "gauge", "percent", {"{{battery}}": f"bottomk(1, battery_soc_percent{ONE})"}),
    Panel(
        "Highest failure probability",
        "gauge",
        "percentunit",
        {"{{battery}}": f"topk(1, battery_failure_probability{ONE})"},
    ),
    Panel("State of charge", "curve", "percent", {"{{battery}}": f"battery_soc_percent{ONE}"}),
    Panel("State of health", "curve", "percent", {"{{battery}}": f"battery_soh_percent{ONE}"}),
    Panel("Temperature", "curve", "celsius", {"{{battery}}": f"battery_temperature_celsius{ONE}"}),
    Panel("Remaining useful life, cycles", "curve", "short", {"{{battery}}": f"battery_rul_cycles{ONE}"}),
    Panel("Failure within 100 cycles", "curve", "percentunit", {"{{battery}}": f"battery_failure_probability{ONE}"}),
    Panel(
        "Voltage and current",
        "curve",
        "short",
        {"{{battery}} V": f"battery_voltage_volts{ONE}", "{{battery}} A": f"battery_current_amperes{ONE}"},
    ),
    Panel("Power", "curve", "watt", {"{{battery}}": f"battery_power_watts{ONE}"}),
    Panel(
        "Current of the last hour",
        "curve",
        "amp",
        {
            "least": f"min(min_over_time(battery_current_amperes{ONE}[1h]))",
            "mean": f"avg(avg_over_time(battery_current_amperes{ONE}[1h]))",
            "greatest": f"max(max_over_time(battery_current_amperes{ONE}[1h]))",
        },
    ),
    Panel("Fleet by charge", "heat", "short", {"{{le}}": "sum by (le) (fleet_battery_soc_percent_bucket)"}),
    Panel("Fleet by health", "heat", "short", {"{{le}}": "sum by (le) (fleet_battery_soh_percent_bucket)"}),
]
PLATFORM = [
    Panel("Stations connected", "number", "short", {"stations": "chargeit_stations_connected"}),
    Panel("Events that wait", "number", "short", {"{{__name__}}": WAITING}),
    Panel("Verbs a second", "curve", "short", {"verbs": "rate(chargeit_writer_verbs_total[5m])"}),
    Panel("Commits a second", "curve", "short", {"commits": "rate(chargeit_writer_batches_total[5m])"}),
    Panel("Verbs that wait", "curve", "short", {"verbs": "chargeit_writer_waiting"}),
    Panel("Models that failed", "curve", "short", {"failures": "increase(chargeit_forecast_model_failures_total[1h])"}),
    Panel("Memory", "curve", "bytes", {"resident": "process_resident_memory_bytes"}),
    Panel("Processor", "curve", "percentunit", {"cores": "rate(process_cpu_seconds_total[5m])"}),
]
DASHBOARDS = {"batteries": ("Batteries", BATTERIES), "platform": ("chargeit", PLATFORM)}


def made(name: str) -> str:
    title, panels = DASHBOARDS[name]
    board = dashboard.Dashboard(title).uid(f"chargeit-{name}").tags(["chargeit"]).refresh("10s").time("now-6h", "now")
    board = board.timezone("browser").with_variable(
        dashboard.DatasourceVariable("source").label("Source").type("prometheus")
    )
    if name == "batteries":
        query = "label_values(battery_temperature_celsius, battery)"
        names = dashboard.QueryVariable("battery").label("Battery").query(query).multi(True).include_all(True)
        board = board.with_variable(names.datasource(DataSourceRef("prometheus", SOURCE)))
    for panel in panels:
        board = board.with_panel(drawn(panel))
    return str(JSONEncoder(sort_keys=True, indent=2).encode(board.build())) + "\n"


def drawn(panel: Panel) -> Any:
    found = KINDS[panel.kind]().title(panel.title).unit(panel.unit).datasource(DataSourceRef("prometheus", SOURCE))
    small = panel.kind in ("number", "gauge")
    found = found.span(6 if small else 12).height(5 if small else 8)
    for n, (legend, query) in enumerate(panel.queries.items()):
        target = prometheus.Dataquery().expr(query).legend_format(legend).ref_id("ABC"[n])
        found = found.with_target(target.format("heatmap") if panel.kind == "heat" else target)
    return found


def queries() -> Iterator[tuple[str, str]]:
    """Title and query of every panel, for every battery."""
    for _, panels in DASHBOARDS.values():
        for panel in panels:
            for query in panel.queries.values():
                yield panel.title, query.replace("$battery", ".*")


def main() -> int:
    stale = [name for name in DASHBOARDS if read(name) != made(name)]
    if "--check" in sys.argv:
        for name in stale:
            print(f"deploy/grafana/{name}.json is out of date: run `make generate`")
        return 1 if stale else 0
    for name in stale:
        (FOLDER / f"{name}.json").write_text(made(name), encoding="utf-8")
    return 0


def read(name: str) -> str:
    path = FOLDER / f"{name}.json"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
