"""Brokers are chosen by the settings; what is wrong of them is named."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from chargeit.app import brokers
from chargeit.app.settings import Settings
from chargeit.bus.memory import MemoryBus
from chargeit.domain.errors import Misconfigured
from chargeit.jobs.turn import run


async def take(_: Any) -> None: ...


def chosen(home: Path, **given: Any) -> list[brokers.Broker]:
    return brokers.brokers_of(Settings(home=home, **given), take, Counter())


async def test_there_is_none_unless_it_is_set(tmp_path: Path) -> None:
    assert chosen(tmp_path) == []
    assert brokers.names(Settings(home=tmp_path)) == frozenset()
    both = {"mqtt_url": "mqtt://ann@broker.example", "kafka_servers": "a:9092,b:9092"}
    found = chosen(tmp_path, **both)
    assert {one.name for one in found} == brokers.names(Settings(home=tmp_path, **both)) == {"mqtt", "kafka"}
    for one in found:
        await asyncio.wait_for(one.bus.close(), 10)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"mqtt_url": "http://broker"}, "mqtt_url"),
        ({"mqtt_url": "mqtt://"}, "mqtt_url"),
        ({"mqtt_url": "mqtt://a:secret@broker"}, "mqtt_url"),
        ({"mqtt_url": "mqtt://broker:99999"}, "mqtt_url"),
        ({"mqtt_url": "mqtts://broker", "mqtt_ca": "/nowhere"}, "mqtt_ca"),
    ],
)
def test_what_cannot_work_is_named_without_the_secret(tmp_path: Path, given: dict[str, str], named: str) -> None:
    with pytest.raises(Misconfigured, match=f"^{named}: ") as refused:
        chosen(tmp_path, **given)
    assert "secret" not in str(refused.value)


async def test_listening_begins_anew_after_a_failure_that_nobody_foresaw(caplog: pytest.LogCaptureFixture) -> None:
    stopping, begun = asyncio.Event(), []

    async def telemetry() -> None:
        begun.append(1)
        if len(begun) == 1:
            raise RuntimeError("unforeseen")
        stopping.set()

    broker = brokers.Broker("mqtt", MemoryBus(), telemetry)
    async with asyncio.timeout(10):
        await run(broker.listening(), asyncio.Event(), stopping)
    assert len(begun) == 2
    assert "job telemetry over mqtt failed, 1 time(s) in a row" in caplog.text
