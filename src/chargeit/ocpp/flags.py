"""What was wrong with a message that was accepted all the same."""

from enum import StrEnum

from msgspec import Struct


class Problem(StrEnum):
    """The kind of a flag."""

    CHARACTERS_REPLACED = "characters_replaced"  # NUL, lone surrogate or control character, now U+FFFD
    SYNTAX_MENDED = "syntax_mended"  # a stray comma or control character
    LOCAL_TIME = "local_time"  # an instant without offset, taken as UTC
    LEAP_SECOND = "leap_second"  # second 60, taken as the next second
    LENIENT_TYPE = "lenient_type"  # a number written as text, or text as a number
    ROUNDED = "rounded"  # a fraction where a whole number belongs
    SPELLING = "spelling"  # another spelling of an enumeration's value
    UNKNOWN_VALUE = "unknown_value"  # taken as the enumeration's "Other"
    OUT_OF_STEP = "out_of_step"  # more decimals than allowed
    TOO_LONG = "too_long"
    WRONG_COUNT = "wrong_count"  # a list with too few or too many elements
    UNKNOWN_FIELD = "unknown_field"  # left out
    LEFT_OUT = "left_out"  # an optional value that could not be read
    SET_ASIDE = "set_aside"  # a whole list element that could not be read
    MISSING = "missing"  # a required value, replaced by one that says unknown


class Flag(Struct, frozen=True, gc=False):
    """One problem: where, and the JSON that was there."""

    path: str
    problem: Problem
    raw: str
