"""The README's pictures, taken only where CHARGEIT_PICTURES asks: `make pictures`."""

import os
from pathlib import Path

import pytest

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WIDE, TALL, NARROW = (1280, 860), (1280, 1240), (390, 800)


TAKEN = (
    ("dashboard", "", "light", WIDE),
    ("dashboard-dark", "", "dark", WIDE),
    ("station", "stations/HARBOUR-1", "light", WIDE),
    ("transaction", "transactions/{ended}", "dark", WIDE),
    ("phone", "", "light", NARROW),
)
LEARNED = (("insights", "insights", "light", TALL), ("loads", "loads", "dark", WIDE))


@pytest.mark.skipif("CHARGEIT_PICTURES" not in os.environ, reason="pictures are taken by `make pictures`")
def test_pictures(screens, world):
    PICTURES.mkdir(exist_ok=True)
    page = screens.open()
    for name, path, scheme, size in TAKEN:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(screens.address(path.format(ended=world.ended)))
        page.get_by_role("main").locator("dl").first.wait_for()
        page.get_by_role("status").get_by_text("Live").wait_for()
        page.get_by_role("main").locator("li, path").nth(1).wait_for(state="attached")
        page.screenshot(path=PICTURES / f"{name}.png")


@pytest.mark.skipif("CHARGEIT_PICTURES" not in os.environ, reason="pictures are taken by `make pictures`")
def test_pictures_of_what_was_learned(insights):
    page = insights.open()
    for name, path, scheme, size in LEARNED:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(insights.address(path))
        page.get_by_role("slider").last.wait_for()
        page.get_by_role("status").get_by_text("Live").wait_for()
        page.get_by_role("main").locator("li, td").nth(4).wait_for(state="attached")
        page.screenshot(path=PICTURES / f"{name}.png")
