"""What a cell may hold instead of a value, and why a row cannot be used."""

from functools import lru_cache

BLANKS = frozenset({"", "-", "--", "na", "n/a", "#n/a", "nan", "nat", "null", "none", "\\n"})
SHOWN = 40


class Unusable(Exception):
    """A row cannot be used; the text says why."""


@lru_cache(maxsize=50_000)
def blank(text: str) -> bool:
    return text.strip().lower() in BLANKS


def given(text: str, what: str) -> str:
    """A text that is not missing. Raises Unusable."""
    if blank(text):
        raise Unusable(f"it has no {what}")
    return text.strip()


def shown(text: str) -> str:
    """A hostile text, short and on one line."""
    return repr(text[:SHOWN])
