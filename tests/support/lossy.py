"""Work that processes of a test can find by its name: it squares, and its worker may die of it once."""

import os
import signal
import time
from pathlib import Path


def squared(offset: int, item: int) -> int:
    return offset + item * item


def deadly(mark: str, item: int) -> int:
    """Of the first who computes 7 nothing is left; whoever comes after it finds the mark."""
    if item == 7 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item * item


def broken(_: int, item: int) -> int:
    if item == 7:
        raise ValueError("seven is too much")
    return item


def slow(_: int, item: int) -> int:
    time.sleep(0.0005)
    return item
