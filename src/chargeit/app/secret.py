"""The platform's secret key: from the settings, or a file that is made at the first start."""

import os
import secrets
from pathlib import Path

from chargeit.app.settings import Settings
from chargeit.domain.errors import Misconfigured

FILE = "secret.key"


def platform_secret(settings: Settings) -> bytes:
    """The key of all keyed hashes; losing it makes every station password and API key invalid."""
    if settings.secret:
        return settings.secret.encode()
    path = settings.home / FILE
    try:
        return read(path) or create(path)
    except OSError as error:
        raise Misconfigured("home", f"{path} cannot be used: {error.strerror}") from error


def read(path: Path) -> bytes:
    try:
        key = path.read_bytes().strip()
    except FileNotFoundError:
        return b""
    if len(key) < 32:
        raise Misconfigured("home", f"{path} is damaged: restore it from a backup, or set CHARGEIT_SECRET")
    return key


def create(path: Path) -> bytes:
    """Two processes that start at once end with the same key: the first file stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return read(path)
