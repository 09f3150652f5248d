"""Where the real recordings are, on machines that have them: CHARGEIT_DATA, or shared/data beside the checkout."""

import os
from pathlib import Path

import pytest


def recorded(name: str) -> Path:
    """The file or folder of that name; skips the test where it is absent."""
    root = Path(__file__).resolve().parents[2]
    places = [root.parent / "shared" / "data", *(p / "shared" / "data" for p in root.parents)]
    wanted = os.environ.get("CHARGEIT_DATA")
    for place in [Path(wanted)] if wanted else places:
        if (place / name).exists():
            return place / name
    pytest.skip(f"the recordings are not here: no {name} in {wanted or 'shared/data beside the checkout'}")
