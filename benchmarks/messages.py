"""What a station of the load says: prebuilt text with slots for what must differ, ids that never repeat."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from enum import Enum
from itertools import count, cycle
from typing import Any

TOKEN = "BENCH0001"
RESULT = 3
# Chargers send random UUIDs; these have their length, and a new beginning in each run on the same database.
RUN = str(uuid.uuid4())[:24].encode()
IDS = (b"%b%012d" % (RUN, number) for number in count())

BOOT = b'[2,"%b","BootNotification",{"chargePointVendor":"Bench","chargePointModel":"Load"}]'
HEARTBEAT = b'[2,"%b","Heartbeat",{}]'
STATUS = b'[2,"%b","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"%b","timestamp":"%b"}]'
START = b'[2,"%b","StartTransaction",{"connectorId":1,"idTag":"BENCH0001","meterStart":%d,"timestamp":"%b"}]'
STOP = b'[2,"%b","StopTransaction",{"transactionId":%d,"idTag":"BENCH0001","meterStop":%d,"timestamp":"%b"}]'
# One moment of charging: the register and the power.
METER_VALUES = (
    b'[2,"%b","MeterValues",{"connectorId":1,"transactionId":%d,"meterValue":[{"timestamp":"%b","sampledValue":['
    b'{"value":"%d","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","unit":"Wh"},'
    b'{"value":"7360.0","context":"Sample.Periodic","measurand":"Power.Active.Import","unit":"W"}]}]}]'
)

# The same moment as a three-phase charger tells it: current and voltage of each phase and the car's charge too.
PHASES = b"".join(
    b',{"value":"%b","context":"Sample.Periodic","measurand":"%b","phase":"%b","unit":"%b"}' % reading
    for phase in (b"L1", b"L2", b"L3")
    for reading in ((b"10.7", b"Current.Import", phase, b"A"), (b"229.4", b"Voltage", phase, b"V"))
)
SOC = b',{"value":"47","context":"Sample.Periodic","measurand":"SoC","location":"EV","unit":"Percent"}'
THREE_PHASE = METER_VALUES.replace(b'"W"}', b'"W"}' + PHASES + SOC)

Frame = tuple[bytes, bytes]
"""A text frame and how its answer begins."""


class WrongAnswer(Exception):
    """A server of the comparison answered something else than the CALLRESULT of the message."""


def clock() -> bytes:
    """The second that it is."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()).encode()


class Mix(Enum):
    """What stations say, one after the other."""

    PLAIN = "MeterValues of two readings and Heartbeat"
    THREE_PHASE = "MeterValues of nine readings and Heartbeat"
    TRANSACTIONS = "plain, with 5 % of status, start and stop"


class Talk:
    """The messages of one station, no two of one moment (they would be one reading); the load keeps `second` fresh."""

    second = clock()

    def __init__(self, mix: Mix = Mix.PLAIN, phase: int = 0) -> None:
        self.transaction, self.starting = 1, False
        self.register_wh, self.moment = 1_000_000, 0
        self.reading = THREE_PHASE if mix is Mix.THREE_PHASE else METER_VALUES
        self.kinds = mixed(phase) if mix is Mix.TRANSACTIONS else cycle((Talk.meter_values, Talk.heartbeat))

    def next(self) -> Frame:
        return next(self.kinds)(self, next(IDS))

    def at(self) -> bytes:
        self.moment += 1
        return b"%b.%06dZ" % (self.second, self.moment)

    def boot(self) -> Frame:
        key = next(IDS)
        return BOOT % key, b'[3,"%b",{' % key

    def heartbeat(self, key: bytes) -> Frame:
        return HEARTBEAT % key, b'[3,"%b",{"currentTime":"' % key

    def meter_values(self, key: bytes) -> Frame:
        self.register_wh += 123
        return self.reading % (key, self.transaction, self.at(), self.register_wh), b'[3,"%b",{}]' % key

    def charging(self, key: bytes) -> Frame:
        return STATUS % (key, b"Charging", self.at()), b'[3,"%b",{}]' % key

    def start(self, key: bytes) -> Frame:
        self.starting = True
        return START % (key, self.register_wh, self.at()), b'[3,"%b",{"' % key

    def stop(self, key: bytes) -> Frame:
        return STOP % (key, self.transaction, self.register_wh, self.at()), b'[3,"%b",{' % key

    def started(self, text: bytes) -> None:
        """Takes the transaction's number from the answer; an echo gives none."""
        self.starting = False
        answer = json.loads(text)
        if answer[0] == RESULT:
            self.transaction = int(answer[2]["transactionId"])


def mixed(phase: int) -> Iterator[Callable[[Talk, bytes], Frame]]:
    """5 % transaction messages: of 60, one status, one start, one stop. Stations begin at different places."""
    round_of_60 = [Talk.meter_values, Talk.heartbeat] * 29
    round_of_60[28:28] = [Talk.stop, Talk.charging, Talk.start]
    del round_of_60[-1]
    turn = cycle(round_of_60)
    for _ in range(phase % 60):
        next(turn)
    return turn


def payload(text: bytes) -> dict[str, Any]:
    """The payload of a CALLRESULT; raises WrongAnswer where it is something else."""
    answer = json.loads(text)
    if answer[0] != RESULT or not isinstance(answer[2], dict):
        raise WrongAnswer(text[:300].decode("utf-8", "replace"))
    return answer[2]
