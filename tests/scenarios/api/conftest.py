"""One platform a test: HTTP on loopback, SQLite in a folder that goes away."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.api import Platform, platform


@pytest.fixture
async def listening(tmp_path: Path, rules: dict[str, Any]) -> AsyncIterator[Platform]:
    """With the rules that the test names by a parameter."""
    async with platform(tmp_path, **rules) as found:
        yield found


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Platform]:
    async with platform(tmp_path) as found:
        yield found
