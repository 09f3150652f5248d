"""Files that were sent, on disk while they are needed: in a folder of their own each, which goes away in any event."""

import asyncio
import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from chargeit.domain.errors import Conflict, Unreachable

PREFIX = "upload-"
FULL = "the disk would become too full for the platform's own data"


class UploadFolder:
    """One upload. A lock on the folder tells other processes that it is needed, and ends with this process."""

    def __init__(self, home: Path, reserve_bytes: int) -> None:
        """Raises Unreachable where there is no place for it."""
        self._reserve_bytes = reserve_bytes
        self.size_bytes = 0
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=home))
            self._lock = os.open(self.path, os.O_RDONLY)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._stream = self.file.open("xb")
        except OSError as problem:
            raise Unreachable(f"no upload can be kept in {home}: {problem.strerror}") from problem

    @property
    def file(self) -> Path:
        return self.path / "file"

    @property
    def mapping(self) -> Path:
        return self.path / "mapping.toml"

    @property
    def log(self) -> Path:
        """What the importing process says on standard error."""
        return self.path / "log"

    async def write(self, part: bytes) -> None:
        await asyncio.to_thread(self._write, part)

    def _write(self, part: bytes) -> None:
        if shutil.disk_usage(self.path).free - len(part) < self._reserve_bytes:
            raise Conflict(FULL)
        try:
            self._stream.write(part)
            self._stream.flush()
        except OSError as problem:
            raise Conflict(f"{FULL}: {problem.strerror}") from problem
        self.size_bytes += len(part)

    async def remove(self) -> None:
        await asyncio.to_thread(self._remove)

    def _remove(self) -> None:
        with suppress(OSError):  # what a full disk did not take is not needed any more
            self._stream.close()
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def sweep(home: Path) -> None:
    """Removes uploads that a process left which was killed."""
    for left in home.glob(f"{PREFIX}*"):
        with suppress(OSError):  # another process of the same home has it, or removed it meanwhile
            lock = os.open(left, os.O_RDONLY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left)
            finally:
                os.close(lock)
