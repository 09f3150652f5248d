"""Stations' passwords: random, kept as keyed hashes that cost microseconds, since ten thousand may log in at once."""

import hmac
import secrets
from collections.abc import Iterable
from hashlib import blake2b

from chargeit.domain.errors import Invalid

SHORTEST, LONGEST = 16, 64
HASH_BYTES = 32
RANDOM_BYTES = 16


def generated() -> str:
    """32 hex digits: a valid AuthorizationKey of OCPP 1.6 and BasicAuthPassword of 2.x."""
    return secrets.token_hex(RANDOM_BYTES)


def hashes(secret: bytes, password: str) -> tuple[bytes, ...]:
    """The keyed hashes of every form in which a station may send the password. Raises Invalid.

    # OCPP 1.6 security whitepaper A00.FR.205: a hex password is sent as its bytes; stations exist that send its text.
    """
    if not SHORTEST <= len(password) <= LONGEST or not password.isprintable() or not password.isascii():
        raise Invalid("password", f"{SHORTEST} to {LONGEST} printable ASCII characters")
    forms = [password.encode()]
    if is_key(password):
        forms += [bytes.fromhex(password), password.lower().encode(), password.upper().encode()]
    return tuple(dict.fromkeys(hashed(secret, form) for form in forms))


def is_key(password: str) -> bool:
    """Whether it can be an AuthorizationKey of 1.6: 16 to 20 bytes in hex."""
    return len(password) in range(32, 41, 2) and all(digit in "0123456789abcdefABCDEF" for digit in password)


def hashed(secret: bytes, offered: bytes) -> bytes:
    key = secret if len(secret) <= blake2b.MAX_KEY_SIZE else blake2b(secret).digest()
    return blake2b(offered, digest_size=HASH_BYTES, key=key, person=b"chargeit station").digest()


def matching(secret: bytes, offered: bytes, known: Iterable[bytes]) -> bytes | None:
    """The hash that the offered password has, in constant time for any one number of hashes."""
    given, found = hashed(secret, offered), None
    for one in known:
        if hmac.compare_digest(given, one):
            found = one
    return found
