"""One hostile value costs nobody else anything, also not those whose messages share its commit."""

import asyncio
import os
import signal
from datetime import UTC, datetime, timedelta

from tests.support.charging_load import Call, answer_to, ask, hang_up, open_socket
from tests.support.platform_process import PlatformProcess
from tests.support.raw_socket import TEXT, RawSocket, frame

NEIGHBOURS = 12
AT = datetime(2026, 1, 2, tzinfo=UTC)
BOOT = {"chargePointVendor": "Test", "chargePointModel": "Batch"}
START = '{"connectorId":1,"idTag":"T","meterStart":1,"timestamp":"2026-01-02T00:00:00Z"}'
VALUES = (
    '{"connectorId":1,"transactionId":1,"meterValue":[{"timestamp":"2026-01-02T00:00:00Z",'
    '"sampledValue":[{"value":"1"}]}]}'
)
STOP = '{"transactionId":1,"meterStop":1,"timestamp":"2026-01-02T00:00:00Z","idTag":"T"}'
STATUS = '{"connectorId":1,"errorCode":"NoError","status":"Available","info":"I","vendorId":"V"}'


def swapped(action: str, payload: str, old: str, new: str) -> tuple[str, str]:
    assert old in payload
    return action, payload.replace(old, new, 1)


TEXTS = {
    "nul": r'"\u0000"',
    "lone surrogate": r'"\ud800"',
    "huge": '"' + "x" * 500_000 + '"',
    "quotes": '"\\"\'; drop table samples; --"',
    "emoji": '"' + "\N{PILE OF POO}" * 5 + '"',
}
NUMBERS = [
    "1e999",
    "-1e999",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "1e308",
    "2147483648",
]
NUMBERS += ["9" * 5000, "0.1", "-1", "NaN", "true", "null"]
HOSTILE = [
    *(swapped("StartTransaction", START, '"T"', text) for text in TEXTS.values()),
    *(swapped("StopTransaction", STOP, '"T"', text) for text in TEXTS.values()),
    *(swapped("MeterValues", VALUES, '"1"', text) for text in TEXTS.values()),
    *(swapped("StatusNotification", STATUS, '"I"', text) for text in TEXTS.values()),
    *(swapped("StatusNotification", STATUS, '"V"', text) for text in TEXTS.values()),
    *(swapped("DataTransfer", '{"vendorId":"V","data":"D"}', '"D"', text) for text in TEXTS.values()),
    *(swapped("StartTransaction", START, '"meterStart":1', f'"meterStart":{number}') for number in NUMBERS),
    *(swapped("StartTransaction", START, '"connectorId":1', f'"connectorId":{number}') for number in NUMBERS),
    *(swapped("StopTransaction", STOP, '"transactionId":1', f'"transactionId":{number}') for number in NUMBERS),
    *(swapped("MeterValues", VALUES, '"transactionId":1', f'"transactionId":{number}') for number in NUMBERS),
    *(swapped("MeterValues", VALUES, '"1"', f'"{number}"') for number in (*NUMBERS, "inf", "1e400", "١٢", "0x10")),
    swapped("StartTransaction", START, "2026-01-02T00:00:00Z", "9999-12-31T23:59:59.999999-23:59"),
    swapped("StartTransaction", START, "2026-01-02T00:00:00Z", "0001-01-01T00:00:00+23:59"),
    swapped("MeterValues", VALUES, "2026-01-02T00:00:00Z", "0000-00-00T00:00:00Z"),
    ("MeterValues", "[" * 100_000),
    ("MeterValues", '{"a":' * 50_000 + "1" + "}" * 50_000),
    ("MeterValues", VALUES.replace('{"value":"1"}', ",".join(['{"value":"7"}'] * 20_000))),
]


class Neighbour:
    """A station with an open transaction that sends one reading a batch."""

    def __init__(self, name: str, raw: RawSocket) -> None:
        self.name, self.raw, self.sent, self.number = name, raw, 0, 0

    async def start(self) -> None:
        await ask(self.raw, "BootNotification", BOOT)
        start = {"connectorId": 1, "idTag": "N", "meterStart": 0, "timestamp": AT.isoformat()}
        self.number = (await ask(self.raw, "StartTransaction", start))["transactionId"]

    def send(self) -> Call:
        self.sent += 1
        at = (AT + timedelta(seconds=self.sent)).isoformat()
        moment = {"timestamp": at, "sampledValue": [{"value": str(self.sent)}]}
        call = Call("MeterValues", {"connectorId": 1, "transactionId": self.number, "meterValue": [moment]})
        self.raw.writer.write(frame(TEXT, call.text().encode()))
        return call


async def test_one_hostile_value_leaves_the_rest_of_its_batch_alone(platform: PlatformProcess) -> None:
    port = platform.station_port
    neighbours = []
    for number in range(NEIGHBOURS):
        name = f"GOOD{number}"
        neighbours.append(Neighbour(name, await open_socket(port, name, await platform.provision(name))))
        await neighbours[-1].start()
    password = await platform.provision("HOSTILE")
    for action, payload in HOSTILE:
        hostile = await open_socket(port, "HOSTILE", password)
        await ask(hostile, "BootNotification", BOOT)
        await one_batch(platform, neighbours, hostile, f'[2,"evil","{action}",{payload}]')
        await ask(hostile, "Heartbeat", {}, skip="evil")
        await hang_up(hostile)
    for neighbour in neighbours:
        rows = await platform.rows("/api/samples", station=neighbour.name)
        stored = [(row["transaction"], row["value"]) for row in rows]
        assert sorted(stored) == [(neighbour.number, float(n)) for n in range(1, len(HOSTILE) + 1)]
        await hang_up(neighbour.raw)
    assert "Traceback" not in platform.log


async def one_batch(platform: PlatformProcess, neighbours: list[Neighbour], hostile: RawSocket, text: str) -> None:
    """All is in the server's sockets before it runs on, so it finds all at once."""
    os.kill(platform.pid, signal.SIGSTOP)
    half = len(neighbours) // 2
    calls = [neighbour.send() for neighbour in neighbours[:half]]
    hostile.writer.write(frame(TEXT, text.encode()))
    calls += [neighbour.send() for neighbour in neighbours[half:]]
    for neighbour in neighbours:
        await neighbour.raw.writer.drain()
    os.kill(platform.pid, signal.SIGCONT)
    async with asyncio.TaskGroup() as group:
        answers = [
            group.create_task(answer_to(neighbour.raw, call.id))
            for neighbour, call in zip(neighbours, calls, strict=True)
        ]
    assert [answer.result()[::2] for answer in answers] == [[3, {}]] * len(neighbours), text[:200]
