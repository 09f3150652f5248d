"""Order: the browser tests come last, since the browser's driver keeps a loop in the thread as long as it lives."""

from pathlib import Path

import pytest

SCREENS = Path(__file__).parent / "ui"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: SCREENS in item.path.parents)
