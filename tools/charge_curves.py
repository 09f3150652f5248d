"""Writes the charge curves of the fleet's batteries from the twin's cells: python tools/charge_curves.py [--check]."""

import sys
from pathlib import Path

import msgspec
import numpy as np

from chargeit.fleet.batteries import MAKES, Made, name_of
from chargeit.fleet.days import powers_w
from chargeit.twin.acceptance import KNOTS, Battery, accepted

FILE = Path(__file__).resolve().parent.parent / "src" / "chargeit" / "fleet" / "curves.json"


def written() -> bytes:
    wanted = powers_w()
    batteries = [Battery(MAKES[capacity_wh][0], capacity_wh, MAKES[capacity_wh][1]) for capacity_wh, _ in wanted]
    found = accepted(batteries, np.array([power for _, power in wanted]))
    names = [name_of(*one) for one in wanted]
    made = Made(
        tuple(KNOTS.round(3).tolist()),
        {name: tuple(row.round().tolist()) for name, row in zip(names, found.power_w, strict=True)},
        {name: tuple(row.round(1).tolist()) for name, row in zip(names, found.energy_wh, strict=True)},
    )
    return msgspec.json.format(msgspec.json.encode(made), indent=0) + b"\n"


def main() -> int:
    if "--check" in sys.argv:
        return 0 if FILE.read_bytes() == written() else 1
    FILE.write_bytes(written())
    return 0


if __name__ == "__main__":
    sys.exit(main())
