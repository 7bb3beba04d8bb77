"""Accessibility checks with axe."""

from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page

SCREENS = [
    pytest.param(1440, "light"),
    pytest.param(360, "dark"),
    pytest.param(768, "dark", marks=pytest.mark.soak),
    pytest.param(1440, "dark", marks=pytest.mark.soak),
    pytest.param(360, "light", marks=pytest.mark.soak),
]
"""Window widths and colour schemes; only the two extremes are tested by default."""
SOURCE = (Path(__file__).parents[1] / "app" / "static" / "vendor" / "axe.min.js").read_text()
RUN = """async () => {
  const { violations } = await axe.run(document, { iframes: false, resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 120)]);
}"""

SMALLEST = 24
"""The minimum width and height of a target in pixels."""

SMALL = """smallest => [...document.querySelectorAll(
  "button, a[href], select, summary, [role=treeitem], [role=option], input:not([type=hidden])")]
  .filter(one => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .map(one => [one, (one.closest("label") || one).getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.width < smallest || box.height < smallest))
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} is ${Math.round(box.width)} x ${Math.round(box.height)}`)"""


def look(frame: Frame | Page) -> list[tuple[str, str]]:
    """Run axe and return each violated rule with the first element that violates it."""
    if frame.evaluate("typeof axe") == "undefined":
        frame.evaluate(SOURCE)
    return [(rule, place) for rule, place in frame.evaluate(RUN)]


def look_in_each_light(page: Page, *widths: int) -> list[tuple[str, str]]:
    """Run `look` in both colour schemes at each of these widths."""
    found = []
    before = page.viewport_size
    for width in widths or (0,):
        if width:
            page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += look(page.main_frame)
    if widths and before:
        page.set_viewport_size(before)
    return found


def faults(page: Page) -> list[tuple[str, str]]:
    """Return the violations found by axe, and an entry if the page overflows its window."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*look(page), *([("wider than the window", f"{too_wide} px")] if too_wide > 0 else [])]
