"""One platform a test: HTTP on loopback, SQLite in a folder that goes away."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.api import Platform, platform


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Platform]:
    async with platform(tmp_path) as found:
        yield found
