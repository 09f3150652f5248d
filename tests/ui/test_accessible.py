"""Every control has a name, every text enough contrast (WCAG 2.2 1.4.3), in light and dark, wide and narrow."""

import pytest

# Colours go through a canvas, which turns any CSS colour into bytes; tints lie on opaque surfaces.
PROBLEMS = """() => {
  const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const bytes = colour => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return pen.getImageData(0, 0, 1, 1).data;
  };
  const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = bytes(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return bytes('white');
  };
  const seen = element => element.checkVisibility() && !element.closest('.sr-only');
  const found = [];
  for (const element of document.querySelectorAll('button, a, input, select, textarea, [role=slider]')) {
    const name = element.getAttribute('aria-label') || element.labels?.[0]?.textContent || element.textContent;
    if (seen(element) && !name?.trim()) found.push('no name: ' + element.outerHTML.slice(0, 120));
  }
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || !seen(element) || element.closest('svg, :disabled')) continue;
    const [a, b] = [light(bytes(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(`contrast ${ratio.toFixed(2)}: ${element.textContent.trim().slice(0, 40)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push('wider than the window');
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) found.push('id twice: ' + id);
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_controls_have_names_and_texts_have_contrast(screens, world, scheme):
    one = f"transactions/{world.refused}"
    page = screens.open()
    page.emulate_media(color_scheme=scheme)
    for path in ("", "stations", "stations/HARBOUR-2", "transactions", one, "tokens", "insights", "loads", "account"):
        page.goto(screens.address(path))
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_load_state("load")
        for width in (390, 820, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(PROBLEMS) == [], f"{path or 'dashboard'} at {width} in {scheme}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forecasts_can_be_read_by_everybody(insights, scheme):
    page = insights.open("insights")
    page.emulate_media(color_scheme=scheme)
    for heading in ("Load", "Availability"):
        page.get_by_role("slider", name=heading).wait_for()
    page.get_by_role("region", name="Maintenance risk").get_by_role("listitem").first.wait_for()
    for path in ("insights", "loads"):
        if path == "loads":
            page.goto(insights.address(path))
            page.get_by_role("slider", name="Energy per day").wait_for()
        for width in (390, 820, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(PROBLEMS) == [], f"{path} at {width} in {scheme}"


def test_the_keyboard_alone_reaches_a_station(screens):
    page = screens.open("stations?search=HARBOUR-1")
    page.get_by_role("link", name="HARBOUR-1").wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "HARBOUR-1":
            break
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="HARBOUR-1").wait_for()
