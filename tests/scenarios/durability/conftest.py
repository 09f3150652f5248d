from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.support.platform_process import PlatformProcess

Starter = Callable[..., Awaitable[PlatformProcess]]


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[PlatformProcess]:
    """A running platform on an empty home."""
    process = PlatformProcess(tmp_path)
    await process.start()
    yield process
    await process.stop()
