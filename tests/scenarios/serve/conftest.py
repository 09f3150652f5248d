"""A broker beside the platform, for the tests that need one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.brokers import Mosquitto
from tests.support.databases import Missing


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    folder = tmp_path / "mosquitto"
    folder.mkdir()
    try:
        broker = Mosquitto(folder)
    except Missing as missing:
        pytest.skip(str(missing))
    broker.come_back()
    yield broker
    broker.stop()
