"""Whatever one station sends, it is answered or ignored, and the other station's messages are answered."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.gateway import BOOT, RawStation, Rig

VALUES = [{"timestamp": "2026-03-01T11:30:00Z", "sampledValue": [{"value": "150", "unit": "Wh"}]}]
START = {"connectorId": 1, "idTag": "GOOD", "meterStart": 100, "timestamp": "2026-03-01T11:00:00Z"}
STOP = {"transactionId": 1, "meterStop": 200, "timestamp": "2026-03-01T12:00:00Z", "transactionData": VALUES}
VALID: list[tuple[str, dict[str, Any]]] = [
    ("BootNotification", BOOT),
    ("Heartbeat", {}),
    ("Authorize", {"idTag": "GOOD"}),
    ("StartTransaction", START),
    ("StopTransaction", STOP),
    ("MeterValues", {"connectorId": 1, "transactionId": 1, "meterValue": VALUES}),
    (
        "StatusNotification",
        {"connectorId": 1, "errorCode": "NoError", "status": "Available", "timestamp": "2026-03-01T11:00:00Z"},
    ),
    ("DataTransfer", {"vendorId": "v", "data": "d"}),
    ("SecurityEventNotification", {"type": "x", "timestamp": "2026-03-01T11:00:00Z"}),
]
HOSTILE: list[Any] = [
    None, "", "\0", "\ud800", "x" * 70_000, "'; drop table stations; --", "<script>", "٣", -1, 0, 2**31, 2**63, 2**200,
    1e308, 0.1, True, [], {}, [[]], {"": {}}, "0000-00-00T00:00:00Z", "9999-12-31T23:59:59Z", "2026-02-30T00:00:00Z",
    "1970-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "NaN", "1e999999999", "-0", [None] * 500,
]  # fmt: skip
TEXTS = [
    "", "null", "[]", "{}", "[2]", '[2,"a"]', '[2,"a","Heartbeat"]', '[2,"a","Heartbeat",{},{}]', "[3]", '[3,"a",{}]',
    '[4,"a","b","c",{}]', '[5,"a","b","c",{}]', '[6,"a","Heartbeat",{}]', '[7,"a"]', '["2","a","Heartbeat",{}]',
    '[2,7,"Heartbeat",{}]', '[2,"' + "i" * 37 + '","Heartbeat",{}]', '[2,"","Heartbeat",{}]', '[2,"a",7,{}]',
    '[2,"a","Heartbeat",null]', '[2,"a","Heartbeat",[]]', "[" * 5000, '[2,"a","MeterValues",' + "[" * 5000,
    '{"a":' * 3000, '[2,"a","Heartbeat",{"a":1,"a":2}]', "\ufeff[]", '[2,"a","Heartbeat",{}', "1e999", '"text"',
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield from places(value[index], (*path, index))


def spoiled(payload: dict[str, Any], chance: random.Random) -> Any:
    """The payload with one value replaced, removed or added."""
    copy = json.loads(json.dumps(payload))
    path = chance.choice(list(places(copy)))
    if not path:
        return chance.choice(HOSTILE) if chance.random() < 0.5 else copy | {"extra": chance.choice(HOSTILE)}
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    if chance.random() < 0.2:
        del inner[path[-1]]
    else:
        inner[path[-1]] = chance.choice(HOSTILE)
    return copy


def frames(chance: random.Random, count: int) -> Iterator[str]:
    for number in range(count):
        action, payload = chance.choice(VALID)
        text = json.dumps([2, f"f{number}", action, spoiled(payload, chance)])
        match chance.randrange(4):
            case 0:
                yield chance.choice(TEXTS)
            case 1:
                cut = chance.randrange(len(text))
                yield (
                    text[:cut] + chance.choice(["", "\0", ",", "]", '"', "\\u0000"]) + text[cut + chance.randrange(3) :]
                )
            case _:
                yield text


async def unharmed(other: RawStation, number: int) -> None:
    """The neighbour's messages are answered as if nothing was."""
    at = datetime(2026, 3, 1, 10, 0, number % 60, number, tzinfo=UTC).isoformat()
    values = [{"timestamp": at, "sampledValue": [{"value": str(number)}]}]
    assert await other.ask("MeterValues", {"connectorId": 1, "meterValue": values}) == {}
    begun = await other.ask("StartTransaction", START | {"timestamp": at, "meterStart": number})
    assert begun["transactionId"] > 0
    assert "currentTime" in await other.ask("Heartbeat")


@pytest.mark.parametrize("seed", range(5))
async def test_hostile_frames_harm_nobody(rig: Rig, seed: int, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(seed)
    async with rig.station("CP1") as hostile, rig.station("CP2") as other:
        await other.boot()
        await hostile.boot()
        for number, text in enumerate(frames(chance, 400)):
            await hostile.socket.send(text.encode("utf-8", "replace").decode())
            if number % 50 == 0:
                await unharmed(other, number + 1)
        await hostile.socket.send(json.dumps([2, "the end", "Heartbeat", {}]))
        while (frame := await hostile.hear())[1] != "the end":
            assert frame[0] in (3, 4), frame
            assert frame[0] == 3 or (frame[2] != "InternalError" and "Traceback" not in frame[3]), frame
        await unharmed(other, 777)
    assert not [record for record in caplog.records if record.exc_info], "nothing raised"
