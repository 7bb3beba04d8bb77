"""Renders a site's sections: previews for the palette and samples for the canvas."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from app.components.rendering import Mode, RenderContext
from app.models import SavedSection
from app.services.components import current_registry
from app.services.editing import canvas_context
from app.services.sections import SectionCard
from app.tree import operations
from app.tree.model import (
    ROOT,
    ROOT_SLOT,
    Json,
    Place,
    SlotRefuses,
    Tree,
    UnknownComponent,
    UnreadablePage,
    empty_tree,
)
from app.tree.operations import build_copy
from app.tree.rendering import SHARED, render_block
from app.web.assets import GalleryUrls
from app.web.editor import OutlineItem, outline_item

MAX_THUMBNAILS = 60
"""Maximum number of sections with a thumbnail; the others are listed by name."""
TOP = "sample:0"


@dataclass(frozen=True, kw_only=True)
class Thumbnail:
    """One rendered section; `key` identifies its entry in the palette."""

    key: str
    preview: str
    sample: str
    item: OutlineItem


@dataclass(frozen=True, kw_only=True)
class Thumbnails:
    """A site's rendered sections, with the style rules of their blocks."""

    all: Sequence[Thumbnail]
    preview_styles: Sequence[str] = field(default_factory=list)
    sample_styles: Sequence[str] = field(default_factory=list)


def render_thumbnails(
    page_id: UUID, saved: Sequence[SavedSection], shared: Sequence[SectionCard]
) -> Thumbnails:
    """Render up to MAX_THUMBNAILS sections in the context of a page."""
    shown = canvas_context(page_id, assets=GalleryUrls())
    drawn = replace(shown, mode=Mode.PREVIEW, styles={})
    blocks = [
        *((f"shared:{one.id}", _place_of(one)) for one in shared),
        *((f"saved:{one.id}", one.data) for one in saved),
    ]
    return Thumbnails(
        all=list(_thumbnails(blocks[:MAX_THUMBNAILS], shown, drawn)),
        preview_styles=list(drawn.styles.values()),
        sample_styles=list(shown.styles.values()),
    )


def _place_of(section: SectionCard) -> Json:
    return {"type": SHARED, "props": {"section": str(section.id)}}


def _thumbnails(
    blocks: Sequence[tuple[str, Json]], shown: RenderContext, drawn: RenderContext
) -> Iterator[Thumbnail]:
    for key, data in blocks:
        tree = _standalone_tree(data)
        if tree is not None:
            yield Thumbnail(
                key=key,
                preview=render_block(tree, TOP, drawn).html,
                sample=render_block(tree, TOP, shown).html,
                item=outline_item(tree, TOP, shown.sections),
            )


def _standalone_tree(data: Json) -> Tree | None:
    """Insert the block, with sample ids, into an empty tree; None if it can no longer be inserted."""
    place = Place(ROOT, ROOT_SLOT)
    try:
        added = build_copy(
            empty_tree(),
            data,
            place=place,
            make_id=lambda _type, path: f"sample:{path}",
            rules=current_registry(),
        )
    except (UnknownComponent, SlotRefuses, UnreadablePage):
        return None
    return operations.apply(empty_tree(), added)
