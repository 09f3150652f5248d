"""The bytes of models: files named by their digest in one folder."""

import hashlib
import os
import tempfile
from pathlib import Path

from chargeit.domain.errors import Conflict, NotFound


class ModelFiles:
    """`chargeit.ports.models.ModelFiles`. The folder is made with the first file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, payload: bytes) -> str:
        digest = hashlib.sha256(payload).hexdigest()
        path = self._folder / digest
        if path.exists():
            return digest
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix="new-", delete=False) as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        # whole or not at all, also where the power fails in between
        Path(file.name).replace(path)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return digest

    def load(self, digest: str) -> bytes:
        if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise NotFound("model file", digest[:80])
        try:
            payload = (self._folder / digest).read_bytes()
        except FileNotFoundError:
            raise NotFound("model file", digest) from None
        if hashlib.sha256(payload).hexdigest() != digest:
            raise Conflict(f"the model file {digest} was changed; train anew or serve another version")
        return payload
