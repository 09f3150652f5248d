"""Seen from the kernel: a message's data is synced to disk before the first byte of its reply goes out."""

import asyncio
import re
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.support.charging_load import Call, answer_to, ask, hang_up, open_socket
from tests.support.platform_process import PlatformProcess
from tests.support.raw_socket import TEXT, RawSocket, frame

TRACED = "fsync,fdatasync,pwrite64,pwritev,write,writev,sendto,sendmsg"
ATTACH_DEADLINE_S = 15.0
LINE = re.compile(r"(\d+) +(?:<\.\.\. )?(\w+)(\(| resumed>)(.*)")


class Trace:
    """System calls in the order of their begin and end."""

    def __init__(self, text: str) -> None:
        self.events: list[tuple[str, str, str]] = []
        open_calls: dict[str, str] = {}
        for line in text.splitlines():
            if not (found := LINE.match(line)):
                continue
            thread, name, kind, rest = found.groups()
            if kind == "(":
                self.events.append(("begin", name, rest))
                open_calls[thread] = rest
            if "<unfinished ...>" not in rest:
                self.events.append(("end", name, open_calls.get(thread, "")))

    def first(self, moment: str, names: tuple[str, ...], text: str, after: int = -1) -> int:
        for number, (when, name, rest) in enumerate(self.events):
            if number > after and when == moment and name in names and text in rest:
                return number
        raise AssertionError(f"no {moment} of {names} with {text!r} after {after}")


@asynccontextmanager
async def traced(pid: int, file: Path) -> AsyncIterator[None]:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed (tools/system-packages installs it)")
    command = [strace, "-f", "-y", "-s", "5000", "-e", f"trace={TRACED}", "-o", str(file), "-p", str(pid)]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    assert process.stderr
    async with asyncio.timeout(ATTACH_DEADLINE_S):
        said = await process.stderr.readline()
    if b"attached" not in said:
        await process.wait()
        pytest.skip(f"this system lets no process trace another: {said.decode().strip()}")
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        await process.communicate()


async def test_data_is_synced_before_the_reply(platform: PlatformProcess, tmp_path: Path) -> None:
    password = await platform.provision("TRACED")
    raw = await open_socket(platform.station_port, "TRACED", password)
    await ask(raw, "BootNotification", {"chargePointVendor": "Test", "chargePointModel": "Trace"})
    file = tmp_path / "trace"
    async with traced(platform.pid, file):
        marked = await charge_with_marks(raw)
    trace = Trace(file.read_text(errors="replace"))
    for mark, key in marked.items():
        written = trace.first("begin", ("pwrite64", "pwritev", "write", "writev"), mark)
        assert "-wal>" in trace.events[written][2][:200], trace.events[written][2][:200]
        synced = trace.first("end", ("fsync", "fdatasync"), "-wal>", after=written)
        replied = trace.first("begin", ("write", "writev", "sendto", "sendmsg"), key)
        assert written < synced < replied, (mark, written, synced, replied)
    await hang_up(raw)


async def charge_with_marks(raw: RawSocket) -> dict[str, str]:
    """Text that each message leaves on the disk -> the message's id, which its reply begins with."""
    at = "2026-01-02T03:04:05Z"
    marked: dict[str, str] = {}
    start = Call("StartTransaction", {"connectorId": 1, "idTag": "MARK-START-1", "meterStart": 5, "timestamp": at})
    number = (await answered(raw, start))["transactionId"]
    marked["MARK-START-1"] = start.id
    sampled = {"value": "24681357.125", "measurand": "Energy.Active.Import.Register"}
    values = Call("MeterValues", {"connectorId": 1, "transactionId": number})
    values.payload["meterValue"] = [{"timestamp": at, "sampledValue": [sampled]}]
    await answered(raw, values)
    marked["24681357.125"] = values.id
    stop = Call("StopTransaction", {"transactionId": number, "meterStop": 9, "timestamp": at, "idTag": "MARK-STOP-1"})
    await answered(raw, stop)
    marked["MARK-STOP-1"] = stop.id
    return marked


async def answered(raw: RawSocket, call: Call) -> dict[str, int]:
    raw.writer.write(frame(TEXT, call.text().encode()))
    answer = await answer_to(raw, call.id)
    assert answer[0] == 3, answer
    return dict(answer[2])
