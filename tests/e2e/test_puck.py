"""Puck 0.23 itself: what it makes opens here, what is made here opens there, and nothing is lost on the way."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Browser, Page

from app.components.registry import BUILT_IN, LIBRARY
from tests.e2e.desk import Desk, open_new_page
from tests.e2e.puck.editor import PuckEditor, blocks_in, build
from tests.running import RunningQuillSpace
from tests.tree.library_pages import pages
from tests.tree.strategies import PROFILE
from tests.tree.support import block, canonical

pytestmark = pytest.mark.browser

ROOT_ZONE = "root:default-zone"


@pytest.fixture(scope="session")
def puck_folder(tmp_path_factory: pytest.TempPathFactory):
    """Puck as one script."""
    folder = tmp_path_factory.mktemp("puck")
    build(folder)
    return folder


@pytest.fixture
def puck(browser: Browser, puck_folder) -> Iterator[PuckEditor]:
    """Puck in its own window; console errors fail the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    editor = PuckEditor(context.new_page(), puck_folder)
    yield editor
    context.close()
    assert editor.complaints == []


class Shelf:
    """Export and import of pages."""

    def __init__(self, author: Page, url: str) -> None:
        self.author, self.url = author, url
        author.goto(f"{url}/sites")
        author.goto(author.locator("a[href$='/edit']").first.evaluate("link => link.href"))
        self.site = author.locator("body").get_attribute("data-site")
        self.token = author.locator("meta[name=csrf-token]").get_attribute("content")

    def pages(self) -> list[str]:
        """The pages of the site, in their order."""
        listed = self.author.request.get(f"{self.url}/sites/{self.site}/pages").text()
        return list(dict.fromkeys(re.findall(r'data-edit-page="([^"]*)"', listed)))

    def take(self, page_id: str) -> dict[str, Any]:
        """A page's file."""
        return self.author.request.get(f"{self.url}/pages/{page_id}/file").json()

    def bring(self, data: dict[str, Any]) -> str:
        """Add a page from a file; gives its id."""
        file = {"name": "page.json", "mimeType": "application/json", "buffer": json.dumps(data).encode()}
        answer = self.author.request.post(
            f"{self.url}/sites/{self.site}/files",
            multipart={"csrf_token": self.token, "document": file},
            headers={"Origin": self.url},
        )
        assert answer.ok, answer.text()
        return self.pages()[-1]

    def opened(self, page_id: str) -> Desk:
        """The page in our own editor."""
        desk = Desk(self.author)
        desk.page.goto(f"{self.url}/pages/{page_id}/edit")
        desk.wait()
        return desk


@pytest.fixture
def shelf(running_quillspace: RunningQuillSpace, author: Page) -> Shelf:
    """The demo's author and the pages of her site."""
    return Shelf(author, running_quillspace.url)


def in_one_spelling(data: Any) -> str:
    """JSON as both editors mean it: 2 and 2.0 are one number, and Puck puts an empty list into a slot that has none."""
    data = json.loads(json.dumps(data), parse_int=float)
    for one in blocks_in(data):
        for name in BUILT_IN.slots(one["type"]) or {}:
            one["props"].setdefault(name, [])
    return canonical(data)


def props_of(data: dict[str, Any]) -> dict[str, Any]:
    """What each block says of itself, without the blocks in it."""
    return {
        one["props"]["id"]: {
            name: value
            for name, value in one["props"].items()
            if name not in (BUILT_IN.slots(one["type"]) or {})
        }
        for one in blocks_in(data)
    }


def check_is_all_there(puck: PuckEditor, data: dict[str, Any]) -> None:
    """Every block stands on Puck's page and can be found by its id, and its outline shows the outermost ones."""
    ids = sorted(props_of(data))
    shown = puck.canvas.locator("[data-puck-component]").evaluate_all(
        "all => all.map(one => one.dataset.puckComponent)"
    )
    assert sorted(shown) == ids
    assert puck.page.evaluate("ids => ids.every(id => window.puck.getItemById(id)?.props.id === id)", ids)
    puck.page.get_by_role("list").get_by_text("Outline").first.click()
    names = puck.page.locator("[class*=LayerTreeRoot] [class*=Layer-name]").all_inner_texts()
    assert names == [BUILT_IN.label(one["type"]) for one in data["content"]]


def look_at_each(puck: PuckEditor, data: dict[str, Any]) -> None:
    """Select one block after the other, so that Puck shows all of its fields."""
    for name in props_of(data):
        selector = puck.page.evaluate("id => window.puck.getSelectorForId(id)", name)
        puck.dispatch(type="setUi", ui={"itemSelector": selector})
        puck.page.locator("[class*=PuckFields]").first.wait_for(state="attached")


def work_in(puck: PuckEditor) -> str:
    """Add, move and change a part in Puck; gives the id of the one whose words were changed."""
    puck.dispatch(type="insert", componentType="Section", destinationIndex=0, destinationZone=ROOT_ZONE)
    section = puck.data["content"][0]["props"]["id"]
    puck.dispatch(type="insert", componentType="Quote", destinationIndex=1, destinationZone=ROOT_ZONE)
    puck.dispatch(
        type="move",
        sourceIndex=1,
        sourceZone=ROOT_ZONE,
        destinationIndex=0,
        destinationZone=f"{section}:content",
    )
    quote = deepcopy(puck.data["content"][0]["props"]["content"][0])
    quote["props"]["by"] = "Changed in Puck"
    puck.dispatch(type="replace", destinationIndex=0, destinationZone=f"{section}:content", data=quote)
    return quote["props"]["id"]


def check_round_trip(puck: PuckEditor, shelf: Shelf, ours: dict[str, Any]) -> None:
    """Into Puck, worked on there, back into QuillSpace, and out again."""
    puck.open(ours)
    assert in_one_spelling(puck.data) == in_one_spelling(ours)
    check_is_all_there(puck, ours)
    look_at_each(puck, ours)
    assert in_one_spelling(puck.data) == in_one_spelling(ours)

    changed = work_in(puck)
    theirs = puck.data
    kept = {name: props for name, props in props_of(theirs).items() if name in props_of(ours)}
    assert in_one_spelling(kept) == in_one_spelling(props_of(ours))
    assert theirs["root"] == ours["root"]

    back = shelf.take(shelf.bring(theirs))
    assert in_one_spelling(back) == in_one_spelling(theirs)
    assert props_of(back)[changed]["by"] == "Changed in Puck"


@pytest.mark.parametrize(
    "number", [0, pytest.param(1, marks=pytest.mark.soak), pytest.param(8, marks=pytest.mark.soak)]
)
def test_a_page_that_was_made_here_goes_through_puck(puck: PuckEditor, shelf: Shelf, number: int):
    ours = shelf.take(shelf.pages()[number])

    check_round_trip(puck, shelf, ours)

    assert canonical(shelf.take(shelf.bring(ours))) == canonical(ours)


def test_a_page_that_was_made_by_hand_comes_back_as_it_went_and_goes_through_puck(
    puck: PuckEditor, shelf: Shelf
):
    ours = shelf.take(made_by_hand(open_new_page(shelf.author, shelf.url)))

    back = shelf.take(shelf.bring(ours))

    assert [one["type"] for one in blocks_in(ours)] == ["Columns", "Section", "Heading", "Heading", "Divider"]
    assert [one["props"]["column2"] for one in blocks_in(ours) if one["type"] == "Columns"] == [[]]
    assert canonical(back) == canonical(ours)
    check_round_trip(puck, shelf, ours)


def made_by_hand(desk: Desk) -> str:
    """Columns of which one was filled and emptied again, and a section with two headings in it; gives the page's id."""
    for component in ("Columns", "Quote"):
        desk.entry(component).click()
        desk.saved()
    desk.drag(desk.block("[data-block-type=Quote]"), desk.block("[data-slot$=column2]"))
    desk.press("Delete")
    desk.page.evaluate("quillspace.editor.select('')")
    for component in ("Section", "Heading"):
        desk.entry(component).click()
        desk.saved()
    for key in ("Alt+ArrowRight", "Control+d"):
        desk.press(key)
    desk.edit("[data-block-type=Heading]")
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("“Quotes” & <angles>")
    desk.press("Escape")
    desk.page.evaluate("quillspace.editor.select('')")
    desk.entry("Divider").click()
    desk.page.keyboard.press("Alt+ArrowUp")
    desk.press("Control+z")
    return desk.page.url.split("/")[-2]


@settings(PROFILE, max_examples=2, suppress_health_check=list(HealthCheck))
@given(pages(every=True))
def test_a_page_with_everything_on_it_goes_through_puck(puck: PuckEditor, shelf: Shelf, data):
    data["root"]["readOnly"] = {"title": True}
    data["content"][0]["readOnly"] = {"heading": True}
    data["content"].append(
        {"type": "Countdown", "props": {"id": "Countdown-1", "until": ["2027-01-01", {"a": None}]}}
    )

    ours = shelf.take(shelf.bring(data))

    assert in_one_spelling(ours) == in_one_spelling(data)
    check_round_trip(puck, shelf, ours)


def test_a_page_that_was_made_in_puck_opens_here(puck: PuckEditor, shelf: Shelf):
    puck.open({"root": {"props": {"title": "Made in Puck"}}, "content": []})
    for component in LIBRARY:
        puck.dispatch(
            type="insert", componentType=component.__name__, destinationIndex=0, destinationZone=ROOT_ZONE
        )
    stack = next(one for one in puck.data["content"] if one["type"] == "Stack")["props"]["id"]
    for name in ("Text", "Button"):
        puck.dispatch(
            type="insert", componentType=name, destinationIndex=0, destinationZone=f"{stack}:content"
        )
    puck.dispatch(type="replaceRoot", root={"props": {"title": "Made in Puck", "more": {"kept": [1, None]}}})
    theirs = puck.data

    page_id = shelf.bring(theirs)

    assert in_one_spelling(shelf.take(page_id)) == in_one_spelling(theirs)
    desk = shelf.opened(page_id)
    assert desk.order() == [one["type"] for one in theirs["content"]]
    assert desk.order(f"{stack}:content") == ["Button", "Text"]
    desk.select("[data-block-type=Heading]")
    desk.page.locator("form[data-inspector] [name=text]").fill("Changed here")
    desk.saved()
    after = shelf.take(page_id)
    assert {name for name, props in props_of(after).items() if props_of(theirs)[name] != props} == {
        one["props"]["id"] for one in theirs["content"] if one["type"] == "Heading"
    }


def test_an_older_page_with_zones_becomes_what_puck_makes_of_it(puck: PuckEditor, shelf: Shelf):
    older = {
        "root": {"title": "Legacy Zones Migration"},
        "content": [
            block("Columns", "Columns-1", count=2),
            block("Section", "Section-1"),
            block("Hero", "Hero-1", heading="Zones"),
        ],
        "zones": {
            "Columns-1:column1": [block("Heading", "Heading-1", text="One"), block("Stack", "Stack-1")],
            "Stack-1:content": [block("Text", "Text-1", body="<p>Deep</p>")],
            "Section-1:content": [block("Quote", "Quote-1")],
            "Hero-1:actions": [block("Button", "Button-1", label="Go")],
        },
    }
    puck.open({"root": {"props": {}}, "content": []})
    theirs = puck.migrated(older)

    ours = shelf.take(shelf.bring(older))

    assert in_one_spelling(ours["content"]) == in_one_spelling(theirs["content"])
    assert ours["root"] == older["root"]
    assert not ours["zones"]
    check_round_trip(puck, shelf, {**ours, "root": theirs["root"]})
