"""Texts that are nearly JSON."""

import json

import pytest

from chargeit.ocpp.mend import cleaned, mended


@pytest.mark.parametrize(
    ("text", "mended_text"),
    [
        ('{,"a":1}', '{"a":1}'),
        ('{"a":1,}', '{"a":1}'),
        ("[ , ,1 , ]", "[1  ]"),
        ('{"a":"b\tc\0"}', '{"a":"b\ufffdc\ufffd"}'),
        ('{"a":"{,\\"}"}', '{"a":"{,\\"}"}'),
        ('"\ud800"', '"?"'),
        ('"open', '"open'),
        ("[1,2]", "[1,2]"),
    ],
)
def test_stray_commas_and_control_characters_go(text: str, mended_text: str) -> None:
    assert mended(text) == mended_text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\\u0000", "\\ufffd"),
        ("\\ud83d\\ude00", "\\ud83d\\ude00"),
        ("\\ud83d\\ud83d\\ude00", "\\ufffd\\ud83d\\ude00"),
        ("\\udE00", "\\ufffd"),
        ("\\\\u0000", "\\\\u0000"),
        ("\\\\\\u0000", "\\\\\\ufffd"),
        ("\\u0041", "\\u0041"),
    ],
)
def test_only_escapes_that_no_database_takes_are_replaced(text: str, clean: str) -> None:
    assert cleaned(text) == clean
    json.loads(f'"{clean}"').encode()


@pytest.mark.parametrize(
    "text", ['"' + '\\"' * 500_000, "[" + "," * 1_000_000, '"' * 1_000_001, ", " * 500_000, "[" + " " * 1_000_000]
)
def test_a_megabyte_of_nonsense_is_looked_at_once(text: str) -> None:
    assert len(mended(text)) <= len(text)
