"""The real Puck 0.23: its pages open in QuillSpace, ours open in Puck, and nothing is lost in either direction."""

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
    """A folder with Puck bundled into one script."""
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


class PageFiles:
    """Exports and imports pages."""

    def __init__(self, author: Page, url: str) -> None:
        self.author, self.url = author, url
        author.goto(f"{url}/sites")
        author.goto(author.locator("a[href$='/edit']").first.evaluate("link => link.href"))
        self.site = author.locator("body").get_attribute("data-site")
        self.token = author.locator("meta[name=csrf-token]").get_attribute("content")

    def pages(self) -> list[str]:
        """Return the ids of the site's pages, in order."""
        listed = self.author.request.get(f"{self.url}/sites/{self.site}/pages").text()
        return list(dict.fromkeys(re.findall(r'data-edit-page="([^"]*)"', listed)))

    def export(self, page_id: str) -> dict[str, Any]:
        """Export a page as Puck Data."""
        return self.author.request.get(f"{self.url}/pages/{page_id}/file").json()

    def add(self, data: dict[str, Any]) -> str:
        """Add a page from Puck Data and return its id."""
        file = {"name": "page.json", "mimeType": "application/json", "buffer": json.dumps(data).encode()}
        response = self.author.request.post(
            f"{self.url}/sites/{self.site}/files",
            multipart={"csrf_token": self.token, "document": file},
            headers={"Origin": self.url},
        )
        assert response.ok, response.text()
        return self.pages()[-1]

    def opened(self, page_id: str) -> Desk:
        """Open the page in our own editor."""
        desk = Desk(self.author)
        desk.page.goto(f"{self.url}/pages/{page_id}/edit")
        desk.wait()
        return desk


@pytest.fixture
def page_files(running_quillspace: RunningQuillSpace, author: Page) -> PageFiles:
    """Exports and imports pages of the demo's author."""
    return PageFiles(author, running_quillspace.url)


def normalised(data: Any) -> str:
    """Return JSON that is equal if both editors read it alike: 2 equals 2.0, and an absent slot an empty one."""
    data = json.loads(json.dumps(data), parse_int=float)
    for one in blocks_in(data):
        for name in BUILT_IN.slots(one["type"]) or {}:
            one["props"].setdefault(name, [])
    return canonical(data)


def props_of(data: dict[str, Any]) -> dict[str, Any]:
    """Return the props of each block, without slots, by the block's id."""
    return {
        one["props"]["id"]: {
            name: value
            for name, value in one["props"].items()
            if name not in (BUILT_IN.slots(one["type"]) or {})
        }
        for one in blocks_in(data)
    }


def check_is_complete(puck: PuckEditor, data: dict[str, Any]) -> None:
    """Check that Puck shows every block, finds each by its id, and lists the top-level blocks in its outline."""
    ids = sorted(props_of(data))
    shown = puck.canvas.locator("[data-puck-component]").evaluate_all(
        "all => all.map(one => one.dataset.puckComponent)"
    )
    assert sorted(shown) == ids
    assert puck.page.evaluate("ids => ids.every(id => window.puck.getItemById(id)?.props.id === id)", ids)
    puck.page.get_by_role("list").get_by_text("Outline").first.click()
    names = puck.page.locator("[class*=LayerTreeRoot] [class*=Layer-name]").all_inner_texts()
    assert names == [BUILT_IN.label(one["type"]) for one in data["content"]]


def select_each(puck: PuckEditor, data: dict[str, Any]) -> None:
    """Select the blocks one after another, so that Puck shows all their fields."""
    for name in props_of(data):
        selector = puck.page.evaluate("id => window.puck.getSelectorForId(id)", name)
        puck.dispatch(type="setUi", ui={"itemSelector": selector})
        puck.page.locator("[class*=PuckFields]").first.wait_for(state="attached")


def edit_in(puck: PuckEditor) -> str:
    """Add, move and change a block in Puck, and return its id."""
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


def check_round_trip(puck: PuckEditor, page_files: PageFiles, ours: dict[str, Any]) -> None:
    """Open a page in Puck, change it there, import it into QuillSpace and export it again; nothing may be lost."""
    puck.open(ours)
    assert normalised(puck.data) == normalised(ours)
    check_is_complete(puck, ours)
    select_each(puck, ours)
    assert normalised(puck.data) == normalised(ours)

    changed = edit_in(puck)
    theirs = puck.data
    unchanged = {name: props for name, props in props_of(theirs).items() if name in props_of(ours)}
    assert normalised(unchanged) == normalised(props_of(ours))
    assert theirs["root"] == ours["root"]

    back = page_files.export(page_files.add(theirs))
    assert normalised(back) == normalised(theirs)
    assert props_of(back)[changed]["by"] == "Changed in Puck"


@pytest.mark.parametrize(
    "number", [0, pytest.param(1, marks=pytest.mark.soak), pytest.param(8, marks=pytest.mark.soak)]
)
def test_a_page_of_the_demo_survives_a_round_trip_through_puck(
    puck: PuckEditor, page_files: PageFiles, number: int
):
    ours = page_files.export(page_files.pages()[number])

    check_round_trip(puck, page_files, ours)

    assert canonical(page_files.export(page_files.add(ours))) == canonical(ours)


def test_a_page_built_in_the_editor_survives_an_import_and_a_round_trip_through_puck(
    puck: PuckEditor, page_files: PageFiles
):
    ours = page_files.export(build_page(open_new_page(page_files.author, page_files.url)))

    back = page_files.export(page_files.add(ours))

    assert [one["type"] for one in blocks_in(ours)] == ["Columns", "Section", "Heading", "Heading", "Divider"]
    assert [one["props"]["column2"] for one in blocks_in(ours) if one["type"] == "Columns"] == [[]]
    assert canonical(back) == canonical(ours)
    check_round_trip(puck, page_files, ours)


def build_page(desk: Desk) -> str:
    """Add columns, one of them filled and emptied again, and a section with two headings, and return the page's id."""
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
def test_a_page_with_every_component_survives_a_round_trip_through_puck(
    puck: PuckEditor, page_files: PageFiles, data
):
    data["root"]["readOnly"] = {"title": True}
    data["content"][0]["readOnly"] = {"heading": True}
    data["content"].append(
        {"type": "Countdown", "props": {"id": "Countdown-1", "until": ["2027-01-01", {"a": None}]}}
    )

    ours = page_files.export(page_files.add(data))

    assert normalised(ours) == normalised(data)
    check_round_trip(puck, page_files, ours)


def test_a_page_made_in_puck_opens_in_quillspace(puck: PuckEditor, page_files: PageFiles):
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

    page_id = page_files.add(theirs)

    assert normalised(page_files.export(page_id)) == normalised(theirs)
    desk = page_files.opened(page_id)
    assert desk.order() == [one["type"] for one in theirs["content"]]
    assert desk.order(f"{stack}:content") == ["Button", "Text"]
    desk.select("[data-block-type=Heading]")
    desk.page.locator("form[data-inspector] [name=text]").fill("Changed here")
    desk.saved()
    after = page_files.export(page_id)
    assert {name for name, props in props_of(after).items() if props_of(theirs)[name] != props} == {
        one["props"]["id"] for one in theirs["content"] if one["type"] == "Heading"
    }


def test_an_older_page_with_zones_is_migrated_in_the_same_way_as_by_puck(
    puck: PuckEditor, page_files: PageFiles
):
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

    ours = page_files.export(page_files.add(older))

    assert normalised(ours["content"]) == normalised(theirs["content"])
    assert ours["root"] == older["root"]
    assert not ours["zones"]
    check_round_trip(puck, page_files, {**ours, "root": theirs["root"]})
