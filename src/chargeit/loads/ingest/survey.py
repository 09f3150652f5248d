"""A file before it is read: its digest, its encoding and how many lines it has, in one pass and in little memory."""

import codecs
import gzip
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from chargeit.domain.errors import Invalid

CHUNK_BYTES = 1 << 20
ASCII = bytes(range(128))
UNPRINTABLE_IN_LATIN_1 = frozenset(range(0x80, 0xA0))
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
OF_HOST_NAMES = ("idna", "punycode")
GZIP_MARK = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Survey:
    """`digest` is SHA-256 of the content, unpacked, in hexadecimal. `reason` says why it is that encoding."""

    path: Path
    digest: str
    encoding: str
    reason: str
    lines: int


def survey(path: Path, encoding: str | None = None) -> Survey:
    """Looks at every byte. Raises Invalid where the file cannot be read or is not of the encoding that was given."""
    digest, lines, head, high = hashlib.sha256(), 0, b"", set[int]()
    decoder = _decoder(encoding or "utf-8")
    problem: UnicodeError | None = None
    for chunk in _chunks(path):
        digest.update(chunk)
        lines += chunk.count(b"\n")
        head = head or chunk[:4]
        high.update(chunk.translate(None, ASCII))
        try:
            decoder.decode(chunk)
        except UnicodeError as why:
            problem = problem or why
    if encoding and problem:
        raise Invalid("encoding", f"the file is no {encoding}: {getattr(problem, 'reason', problem)} in it")
    found, reason = (encoding, "given") if encoding else _encoding(head, high, problem is None)
    return Survey(path, digest.hexdigest(), found, reason, lines)


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    """Raises Invalid for what is no encoding of files: Python also has some of bytes, and some of host names."""
    try:
        "".encode(encoding)
        if codecs.lookup(encoding).name in OF_HOST_NAMES:
            raise LookupError
        return codecs.getincrementaldecoder(encoding)()
    except (LookupError, UnicodeError, TypeError, ValueError):
        raise Invalid("encoding", f"a name such as utf-8 or latin-1, not {encoding[:40]!r}") from None


def _encoding(head: bytes, high: set[int], is_utf8: bool) -> tuple[str, str]:
    for mark, name in MARKS:
        if head.startswith(mark):
            return name, "its first bytes say so"
    if is_utf8:
        return "utf-8", "all of it is valid" if high else "all of it is ASCII"
    if high & UNPRINTABLE_IN_LATIN_1:
        return "cp1252", "it is no UTF-8 and has characters that only Windows has"
    return "latin-1", "it is no UTF-8"


def _chunks(path: Path) -> Iterator[bytes]:
    with opened(path) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Its bytes, unpacked where it is gzip. Raises Invalid, also while it is read."""
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == GZIP_MARK
            plain.seek(0)
            yield cast(BinaryIO, gzip.GzipFile(fileobj=plain)) if packed else plain
    except EOFError as problem:
        raise Invalid("file", "it ends in the middle") from problem
    except (OSError, gzip.zlib.error) as problem:  # type: ignore[attr-defined]
        raise Invalid("file", f"it cannot be read: {getattr(problem, 'strerror', None) or problem}") from problem


@contextmanager
def opened_text(found: Survey) -> Iterator[TextIO]:
    """Its lines as they are, their ends among them. A byte that is no character of the encoding becomes a mark."""
    with opened(found.path) as stream:
        yield TextIOWrapper(stream, encoding=found.encoding, errors="replace", newline="")
