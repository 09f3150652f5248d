"""Texts that are not quite JSON, or hold characters that no database takes."""

import re

_ESCAPES = re.compile(
    r"\\\\"  # an escaped backslash: what follows is no escape
    r"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a whole surrogate pair
    r"|(\\u0000|\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+"?)|([{\[])(?:\s*,)+|,(\s*[}\]])', re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f]")


def cleaned(text: str) -> str:
    r"""The text with escaped NULs and lone surrogates replaced by U+FFFD; worth calling when it has a `\u` at all."""
    return _ESCAPES.sub(lambda found: "\\ufffd" if found[1] else found[0], text)


def mended(text: str) -> str:
    """The text without stray commas, control characters inside strings and lone surrogates. Linear in its length."""
    return _STRING_OR_COMMA.sub(_mend, text.encode("utf-8", "replace").decode())


def _mend(found: re.Match[str]) -> str:
    string, opening, closing = found.groups()
    if string is not None:
        return _CONTROL.sub("\ufffd", string)
    return opening or closing or ""
