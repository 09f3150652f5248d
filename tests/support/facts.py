"""What a station was answered and what the platform says it stored, in one form, so that they can be compared."""

from collections import Counter
from datetime import datetime

from tests.support.charging_load import ChargingStation
from tests.support.platform_process import PlatformProcess

Fact = tuple[str, int | None, datetime, float]


def sent_facts(station: ChargingStation) -> Counter[Fact]:
    """What the station was answered, each a fact of its own: what, of which transaction, when, which register."""
    facts: Counter[Fact] = Counter()
    for charge in station.charges:
        facts["start", charge.number, instant(charge.started_at), charge.meter_start_wh] += 1
        for sampled_at, register_wh in charge.samples:
            facts["sample", charge.number, instant(sampled_at), register_wh] += 1
        if charge.meter_stop_wh is not None:
            facts["stop", charge.number, instant(charge.stopped_at), charge.meter_stop_wh] += 1
    return facts


async def stored_facts(platform: PlatformProcess, station: ChargingStation) -> Counter[Fact]:
    """What the platform says of the station."""
    facts: Counter[Fact] = Counter()
    for row in await platform.rows("/api/transactions", station=station.name):
        facts["start", row["number"], instant(row["started_at"]), row["meter_start_wh"]] += 1
        if row["state"] != "open":
            assert (row["state"], row["findings"]) == ("ended", []), row
            facts["stop", row["number"], instant(row["stopped_at"]), row["meter_stop_wh"]] += 1
    for row in await platform.rows("/api/samples", station=station.name):
        facts["sample", row["transaction"], instant(row["sampled_at"]), row["value"]] += 1
    return facts


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
