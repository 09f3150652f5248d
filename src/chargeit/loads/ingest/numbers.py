"""Numbers with a decimal comma or point, with or without marks between thousands."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from chargeit.loads.texts import Unusable, blank, shown

SPACES = str.maketrans("", "", " \u00a0\u202f'")
PLAIN = re.compile(r"[+-]?\d{1,15}([.,]\d{0,40})?([eE][+-]?\d{1,2})?")
GROUPED = {
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d{1,15})?"),
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d{1,15})?"),
}
MAYBE_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")


class DecimalMark(StrEnum):
    COMMA = "comma"
    POINT = "point"

    @property
    def sign(self) -> str:
        return "," if self is DecimalMark.COMMA else "."


@dataclass(frozen=True, slots=True)
class Number:
    """`repair` says what was odd about its text."""

    value: Decimal
    repair: str | None = None


def decimal_mark(texts: Iterable[str]) -> tuple[DecimalMark, str]:
    """The mark that these numbers use, and why. `1,234` alone may be either; `0,234` and `1,5` may not."""
    votes, unsure = Counter[str](), Counter[str]()
    for text in texts:
        text = text.translate(SPACES)
        last = max(text.rfind(","), text.rfind("."))
        if last < 0:
            continue
        mark = text[last]
        if text.count(mark) > 1:
            votes["." if mark == "," else ","] += 1
        elif MAYBE_GROUPED.fullmatch(text):
            unsure[mark] += 1
        else:
            votes[mark] += 1
    for count, why in ((votes, "numbers in it show it"), (unsure, "assumed: its numbers may also be thousands")):
        if count:
            return (DecimalMark.COMMA if count[","] > count["."] else DecimalMark.POINT), why
    return DecimalMark.POINT, "no number in it has one"


class Numbers:
    """Reads numbers of one file. An unambiguous number with the other mark is read, and told."""

    def __init__(self, mark: DecimalMark) -> None:
        self._sign, self._other = mark.sign, "," if mark.sign == "." else "."
        self.read = lru_cache(maxsize=50_000)(self._read)

    def optional(self, text: str, what: str) -> Number | None:
        return None if blank(text) else self.read(text, what)

    def _read(self, text: str, what: str) -> Number:
        """Raises Unusable, naming `what`."""
        bare = text.translate(SPACES)
        if GROUPED[self._sign].fullmatch(bare):
            return Number(Decimal(bare.replace(self._other, "").replace(",", ".")))
        if PLAIN.fullmatch(bare):
            odd = self._other in bare
            repair = f"its {what} {shown(text)} has another decimal mark than the file" if odd else None
            return Number(Decimal(bare.replace(",", ".")), repair)
        raise Unusable(f"its {what} is no number: {shown(text)}")
