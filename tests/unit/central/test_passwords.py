"""A station's password opens in every form in which stations send it, and in no other."""

import pytest

from chargeit.central import passwords
from chargeit.domain.errors import Invalid

SECRET = b"k" * 32
KEY = "00112233445566778899aabbccddeeff"


@pytest.mark.parametrize("form", [bytes.fromhex(KEY), KEY.encode(), KEY.upper().encode()])
def test_a_hex_key_is_known_as_bytes_and_as_text_of_either_case(form: bytes) -> None:
    assert passwords.matching(SECRET, form, passwords.hashes(SECRET, KEY)) == passwords.hashed(SECRET, form)


def test_a_plain_password_has_one_form() -> None:
    known = passwords.hashes(SECRET, "correct horse battery")
    assert known == (passwords.hashed(SECRET, b"correct horse battery"),)


@pytest.mark.parametrize("wrong", [b"", KEY.encode()[:-1], bytes.fromhex(KEY)[:-1], KEY.title().encode()])
def test_anything_else_does_not_match(wrong: bytes) -> None:
    assert passwords.matching(SECRET, wrong, passwords.hashes(SECRET, KEY)) is None


def test_another_secret_gives_other_hashes() -> None:
    assert passwords.matching(b"other", KEY.encode(), passwords.hashes(SECRET, KEY)) is None


def test_a_generated_one_suits_every_version_and_is_never_twice_the_same() -> None:
    first, second = passwords.generated(), passwords.generated()
    assert first != second and passwords.is_key(first) and len(passwords.hashes(SECRET, first)) == 3


@pytest.mark.parametrize("bad", ["short", "x" * 65, "ünïcode password!", "with\ncontrol characters"])
def test_what_no_station_could_send_is_refused(bad: str) -> None:
    with pytest.raises(Invalid, match="password"):
        passwords.hashes(SECRET, bad)
