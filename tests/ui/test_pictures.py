"""The README's pictures, taken only where CHARGEIT_PICTURES asks: `make pictures`."""

import os
from pathlib import Path

import pytest

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WIDE, NARROW = (1280, 860), (390, 800)


@pytest.mark.skipif("CHARGEIT_PICTURES" not in os.environ, reason="pictures are taken by `make pictures`")
@pytest.mark.parametrize(
    ("name", "path", "scheme", "size"),
    [
        ("dashboard", "", "light", WIDE),
        ("dashboard-dark", "", "dark", WIDE),
        ("station", "stations/HARBOUR-1", "light", WIDE),
        ("transaction", "transactions/{ended}", "dark", WIDE),
        ("phone", "", "light", NARROW),
    ],
)
def test_pictures(screens, world, name, path, scheme, size):
    page = screens.open()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(screens.address(path.format(ended=world.ended)))
    page.get_by_role("heading", level=1).wait_for()
    page.get_by_role("status").get_by_text("Live").wait_for()
    page.locator("svg path, svg rect").last.wait_for()
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")
