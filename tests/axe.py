"""What axe finds on a screen."""

from pathlib import Path

from playwright.sync_api import Frame, Page

SOURCE = (Path(__file__).parents[1] / "app" / "static" / "vendor" / "axe.min.js").read_text()
RUN = """async () => {
  const { violations } = await axe.run(document, { iframes: false, resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 120)]);
}"""


def look(frame: Frame | Page) -> list[tuple[str, str]]:
    """Each rule that is broken, with the first place that breaks it."""
    if frame.evaluate("typeof axe") == "undefined":
        frame.evaluate(SOURCE)
    return [(rule, place) for rule, place in frame.evaluate(RUN)]


def faults(page: Page) -> list[tuple[str, str]]:
    """What axe finds, and whether the page is wider than its window."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*look(page), *([("wider than the window", f"{too_wide} px")] if too_wide > 0 else [])]
