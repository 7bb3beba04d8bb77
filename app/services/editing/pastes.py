"""Pasting from the clipboard: plain text, or blocks as Puck JSON from any page, any site or Puck itself."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any
from uuid import UUID

from app.services.components import current_registry
from app.services.documents import Applied, Gesture
from app.services.editing.blocks import insert_where_allowed
from app.services.editing.canvas import get_page_row, page_facts
from app.tree.codecs import looks_like_slot
from app.tree.model import Operation, Place, Skipped, Tree, UnreadablePaste, id_factory
from app.tree.operations import build_paste, read_pasted

LINE = "\n"
BETWEEN_PARAGRAPHS = re.compile(r"\n\s*\n")


def paste_puck(
    page_id: UUID, text: str, *, slot: str = "", after: str = "", near: str | None = None, gesture: Gesture
) -> Applied:
    """Add the blocks of this Puck JSON. Raises NotFound, UnreadablePaste, and what `insert_where_allowed` raises."""
    get_page_row(page_id)
    return insert_pasted(page_id, _parsed(text), slot=slot, after=after, near=near, gesture=gesture)


def paste_text(
    page_id: UUID, text: str, *, slot: str = "", after: str = "", near: str | None = None, gesture: Gesture
) -> Applied:
    """Add plain text as one Text block.

    Raises NotFound, UnreadablePaste, Invalid, and what `insert_where_allowed` raises.
    """
    get_page_row(page_id)
    paragraphs = [part.strip(LINE) for part in BETWEEN_PARAGRAPHS.split(text.replace("\r\n", "\n"))]
    html = "".join(
        f"<p>{'<br>'.join(map(escape, part.split(LINE)))}</p>" for part in paragraphs if part.strip()
    )
    component = current_registry().find("Text")
    body = component.fields["body"].clean(html) if component else ""
    if component is None or not body:
        raise UnreadablePaste
    data = {"type": component.__name__, "props": {**component.defaults(), "body": body}}
    return insert_pasted(page_id, data, slot=slot, after=after, near=near, gesture=gesture)


def insert_pasted(
    page_id: UUID, data: Any, *, slot: str = "", after: str = "", near: str | None = None, gesture: Gesture
) -> Applied:
    """Add blocks as siblings, given as Puck Data, one component or a list of components.

    Links to unknown pages are removed and reported, and texts that are nested too deeply become plain paragraphs.
    Raises NotFound, UnreadablePaste, FieldError for a value that is too large, and what `insert_where_allowed` raises.
    """
    pasted = read_pasted(data)
    site_id = get_page_row(page_id).site_id
    imported = _Import(lambda: {page.id for page in page_facts(site_id)})
    blocks = [imported.import_block(block) for block in pasted]

    def build(tree: Tree, place: Place) -> Operation:
        make_id = id_factory(gesture.operation_id)
        return build_paste(tree, blocks, place=place, make_id=make_id, rules=current_registry())

    applied = insert_where_allowed(
        page_id, build, slot=slot, after=after, near=near, gesture=gesture, label=_label(pasted)
    )
    return replace(applied, skipped=imported.skipped())


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadablePaste from error


def _label(blocks: Sequence[Mapping[str, Any]]) -> str:
    return f"Pasted {current_registry().label(blocks[0]['type']) if len(blocks) == 1 else f'{len(blocks)} parts'}"


@dataclass(slots=True)
class _Import:
    """Imports blocks, removing links to pages that are not on this site, and formatting that is nested too deeply."""

    find_pages: Callable[[], set[str]]
    pages: set[str] | None = None
    lost_links: int = 0
    has_plain_text: bool = False
    unknown_types: set[str] = field(default_factory=set)

    def import_block(self, block: dict[str, Any]) -> dict[str, Any]:
        """Return the block without links to unknown pages. Raises FieldError for a value that is too large."""
        component = current_registry().find(block["type"])
        if component is None:
            self.unknown_types.add(block["type"])
            return block
        props = component.limited(block["props"])
        self.has_plain_text |= props != block["props"]
        for name, declared in component.fields.items():
            if name in props:
                props[name] = declared.imported(props[name], self)
        return {**block, "props": props}

    def skipped(self) -> list[Skipped]:
        """Sentences for the author about removed links and unavailable components."""
        reasons = []
        if self.has_plain_text:
            reasons.append(
                "A text had too many lists inside one another, so we pasted it as plain paragraphs."
            )
        if self.lost_links:
            one = "A link points to a page that isn’t on this site, so please choose a new target."
            several = f"{self.lost_links} links point to pages that aren’t on this site, so please choose new targets."
            reasons.append(one if self.lost_links == 1 else several)
        if self.unknown_types:
            names = ", ".join(sorted(f"“{name}”" for name in self.unknown_types))
            rest = (
                "isn’t available here. Its"
                if len(self.unknown_types) == 1
                else "aren’t available here. Their"
            )
            reasons.append(f"{names} {rest} content is kept.")
        return [Skipped("insert", "", "", reason) for reason in reasons]

    def import_blocks(self, value: Any) -> Any:
        """Return a slot's blocks without links to unknown pages, and any other value unchanged."""
        return [self.import_block(block) for block in value] if looks_like_slot(value) else value

    def has_page(self, page_id: Any) -> bool:
        """Return whether this page is on the site; if not, count a lost link."""
        if self.pages is None:
            self.pages = self.find_pages()
        is_here = page_id in self.pages
        self.lost_links += not is_here
        return is_here
