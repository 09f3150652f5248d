"""Writes web/openapi.json, from which the front ends generate their types; `--check` only compares."""

import json
import sys
from pathlib import Path

from chargeit.api.app import bare_app
from chargeit.api.openapi import document

TARGET = Path(__file__).resolve().parent.parent / "web" / "openapi.json"


def main() -> int:
    text = json.dumps(document(bare_app()), indent=1, sort_keys=True) + "\n"
    if "--check" not in sys.argv:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print(f"{TARGET.name} is out of date: run `make generate`")
    return 1


if __name__ == "__main__":
    sys.exit(main())
