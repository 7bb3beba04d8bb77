"""Pasting text from other programs: words and structure are kept, and everything else is dropped.

Each file in `pastes` is the clipboard content from one program; the `.kept.html` beside it is the expected result.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.components.text.sanitize import RICH_TAGS
from tests.e2e.conftest import PASSWORD
from tests.e2e.desk import Desk, open_new_page, sign_in
from tests.running import RunningQuillSpace

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent / "pastes"
PASTES = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".kept.html"))
ATTRIBUTES = {"href", "rel", "start"}
LISTENER = """document.addEventListener("copy", event => {
  for (const [kind, text] of Object.entries(window.clip)) event.clipboardData.setData(kind, text);
  event.preventDefault();
})"""


@dataclass
class Clipboard:
    """Another program, simulated by a window whose copy command puts given content on the clipboard."""

    page: Page

    def copy(self, clip: dict[str, str]) -> None:
        """Put this content on the clipboard, by type, as other programs do."""
        self.page.bring_to_front()
        self.page.evaluate("clip => { window.clip = clip }", clip)
        self.page.keyboard.press("Control+c")


@dataclass
class PastingDesk:
    """A page with one text block, and another program to copy from."""

    desk: Desk
    clipboard: Clipboard
    url: str
    panel: str

    def paste(self, clip: dict[str, str]) -> None:
        """Copy this clipboard content and paste it over the whole text."""
        self.clipboard.copy(clip)
        page = self.desk.page
        page.bring_to_front()
        self.desk.edit("[data-block-type=Text]")
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+v")
        page.keyboard.press("Escape")
        self.desk.saved()

    def saved(self) -> str:
        """Return the text's HTML as stored on the server, one block per line."""
        panel = self.desk.page.request.get(self.panel).text()
        return by_line(re.search(r'data-name="body"[^>]*>(.*?)</div>\s*</div>', panel, re.DOTALL)[1])


@pytest.fixture(scope="module")
def table(running_quillspace: RunningQuillSpace, browser: Browser) -> Iterator[PastingDesk]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    window = context.new_page()
    sign_in(window, running_quillspace.url, email="author@demo.test", password=PASSWORD)
    desk = open_new_page(window, running_quillspace.url)
    desk.entry("Text").click()
    desk.saved()
    block = desk.block("[data-block-type=Text]").get_attribute("data-block-id")
    page = desk.page.locator("body").get_attribute("data-page")
    program = context.new_page()
    program.goto(f"{running_quillspace.url}/sign-in")
    program.evaluate(LISTENER)
    url = running_quillspace.url
    yield PastingDesk(desk, Clipboard(program), url, f"{url}/pages/{page}/blocks/{block}/edit")
    context.close()


def by_line(html: str) -> str:
    return re.sub(r"(</(?:p|h[234]|li|ul|ol|blockquote|pre)>|<hr>)(?!\n)", r"\1\n", html).strip() + "\n"


def clip_of(path: Path) -> dict[str, str]:
    text = path.read_text()
    return {"text/html": text, "text/plain": "only words"} if path.suffix == ".html" else {"text/plain": text}


def test_there_are_samples_from_more_than_twenty_programs():
    assert len(PASTES) > 20
    assert all(path.with_suffix(".kept.html").exists() for path in PASTES)


@pytest.mark.parametrize("path", PASTES, ids=lambda path: path.stem)
def test_a_paste_keeps_the_words_and_the_structure_that_the_field_allows(table: PastingDesk, path: Path):
    table.paste(clip_of(path))

    stored = table.saved()
    assert stored == path.with_suffix(".kept.html").read_text()
    assert set(re.findall(r"<([a-z0-9]+)", stored)) <= RICH_TAGS
    assert set(re.findall(r'<[^>]* ([a-z-]+)="', stored)) <= ATTRIBUTES
    assert by_line(table.desk.canvas.locator("[data-block-type=Text]").evaluate(READ)) == stored


READ = """element => {
  const copy = element.cloneNode(true);
  return copy.innerHTML.replace(/data-page="([^"]*)"/g, 'href="page:$1"');
}"""


def test_a_hostile_paste_runs_no_script_and_loads_nothing(table: PastingDesk):
    asked: list[str] = []
    table.desk.page.on("request", lambda request: asked.append(request.url))

    table.paste(clip_of(FOLDER / "hostile.html"))

    assert [url for url in asked if not url.startswith(table.url)] == []
    assert "owned" not in table.desk.page.title()
    assert table.desk.page.locator("#announcer").count() == 1


def test_pasted_text_is_inserted_at_the_caret(table: PastingDesk):
    table.paste({"text/plain": "Before and after."})
    table.clipboard.copy({"text/html": "<p>in <b>between</b> </p>", "text/plain": "in between"})
    table.desk.page.bring_to_front()
    table.desk.edit("[data-block-type=Text]")
    page = table.desk.page
    page.keyboard.press("Home")
    for _ in "Before ":
        page.keyboard.press("ArrowRight")

    page.keyboard.press("Control+v")
    page.keyboard.type(" ")
    page.keyboard.press("Escape")
    table.desk.saved()

    assert table.saved() == "<p>Before in <strong>between </strong>and after.</p>\n"


def test_a_url_pasted_over_selected_text_makes_it_a_link(table: PastingDesk):
    table.paste({"text/plain": "My books"})
    table.clipboard.copy({"text/plain": "https://example.com/books"})
    table.desk.page.bring_to_front()
    table.desk.edit("[data-block-type=Text]")
    table.desk.page.keyboard.press("Control+a")

    table.desk.page.keyboard.press("Control+v")
    table.desk.page.keyboard.press("Escape")
    table.desk.saved()

    assert table.saved() == '<p><a href="https://example.com/books" rel="noopener">My books</a></p>\n'
