"""The base of the enumerations."""

from enum import StrEnum


class Word(StrEnum):
    """A text that hashes as one: an Enum's own hash is a call into Python for every look-up."""

    __hash__ = str.__hash__
