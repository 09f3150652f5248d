"""Passwords cost the same work for everyone, and a wrong hash is a wrong password."""

from chargeit.api.passwords import HASHER, hash_password, matches, nobody


def test_only_the_right_password_matches() -> None:
    kept = hash_password("right")
    assert kept.startswith("$argon2id$")
    assert matches(kept, "right")
    assert not matches(kept, "wrong")
    assert not matches("no hash at all", "right")


def test_a_name_that_does_not_exist_costs_the_work_of_one_that_does() -> None:
    assert not matches(None, "")
    assert not HASHER.check_needs_rehash(nobody())
