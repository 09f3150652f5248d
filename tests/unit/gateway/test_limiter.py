"""Too often is too often, in bounded memory."""

from chargeit.gateway.limiter import Limiter


def test_the_last_allowed_one_is_counted_and_the_next_is_not() -> None:
    limiter = Limiter(2, 60)
    assert [limiter.count("a", at) for at in (0, 1, 2)] == [True, True, False]
    assert limiter.full("a", 3) and not limiter.full("b", 3)


def test_a_new_window_begins_anew() -> None:
    limiter = Limiter(1, 60)
    limiter.count("a", 0)
    assert not limiter.full("a", 60)
    assert limiter.count("a", 60) and not limiter.count("a", 61)


def test_success_forgives() -> None:
    limiter = Limiter(1, 60)
    limiter.count("a", 0)
    limiter.forget("a")
    assert limiter.count("a", 1)


def test_memory_is_bounded_and_the_quietest_key_goes_first() -> None:
    limiter = Limiter(1, 60, capacity=2)
    for at, key in enumerate("abc"):
        limiter.count(key, at)
    assert [limiter.full(key, 4) for key in "abc"] == [False, True, True]
