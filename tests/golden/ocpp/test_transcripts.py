"""Conversations as the specifications write them: we understand each line, and write the same line ourselves."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chargeit.ocpp import errors
from chargeit.ocpp.actions import Role
from chargeit.ocpp.connection import Connection
from chargeit.ocpp.events import Answered, AnswerRefused, CallReceived, Refused, SendReceived, Transmit
from chargeit.ocpp.versions import Version


def lines(version: Version) -> Iterator[tuple[Role, str]]:
    for line in (Path(__file__).parent / f"{version.value}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            who, text = line.split(" ", 1)
            yield Role(who), text


class Conversation:
    """Two of our own ends play the transcript; `others` hear what is written in it, `ends` write it."""

    def __init__(self, version: Version) -> None:
        self.ids: list[str] = []
        self.ends = {role: Connection(version, role=role, next_id=self.ids.pop) for role in Role}
        self.calls: dict[str, CallReceived] = {}

    def play(self, speaker: Role, text: str) -> str:
        """What our end of the speaker writes after the listener has understood the line."""
        kind, message_id, *rest = json.loads(text)
        listener = self.ends[Role.CENTRAL if speaker is Role.STATION else Role.STATION]
        event = listener.receive(text, 0.0)[0]
        match kind:
            case 2:
                return self.called(speaker, event, message_id)
            case 3:
                assert isinstance(event, Answered)
                assert event.flags == ()
                return self.ends[speaker].answer(self.calls[message_id], event.response)
            case 4:
                assert isinstance(event, Refused)
                assert event.error.received_code == rest[0]
                return self.ends[speaker].refuse(self.calls[message_id], event.error)
            case 5:
                assert isinstance(event, AnswerRefused)
                assert (event.message_id, type(event.error)) == (message_id, errors.FormatViolation)
                return text
        assert isinstance(event, SendReceived)
        self.ids.append(message_id)
        return self.ends[speaker].send(event.request).text

    def called(self, speaker: Role, event: Any, message_id: str) -> str:
        assert isinstance(event, CallReceived)
        assert event.flags == ()
        self.calls[message_id] = event
        (sent,) = self.ends[speaker].call(event.request, 0.0, message_id, message_id)
        assert isinstance(sent, Transmit)
        return sent.text


@pytest.mark.parametrize("version", list(Version))
def test_each_line_is_understood_and_written_again(version: Version) -> None:
    conversation = Conversation(version)
    for speaker, text in lines(version):
        assert json.loads(conversation.play(speaker, text)) == json.loads(text)
