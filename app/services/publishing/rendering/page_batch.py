"""Rendering and encoding a batch of pages without using the database or store, in a worker process or in this one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.services.documents import StoredTree
from app.services.publishing.builds import Encoded, Frame, PageInputs, PlannedPage, encode
from app.services.publishing.rendering.page_renderer import PageRenderer
from app.tree.model import Tree

SourcedPage = tuple[PlannedPage, StoredTree | Tree]
"""A planned page with its tree, which is not yet parsed if it was read from a snapshot."""


@dataclass(frozen=True)
class EncodedPage:
    """A page ready to be stored, and what it uses."""

    encoded: Encoded
    inputs: PageInputs
    assets: list[str]


def render_batch(
    renderer: PageRenderer,
    sourced: Sequence[SourcedPage],
    *,
    begin: Callable[[str], None] = lambda _title: None,
) -> list[tuple[PlannedPage, EncodedPage]]:
    """Render and encode one batch, without using database or store. Raises TemplateFailed or PageFailed.

    `begin` is called with the title of each page before its blocks are rendered, and with "" after the last one.
    """
    trees = [
        (page, found.load(renderer.frame.registry) if isinstance(found, StoredTree) else found)
        for page, found in sourced
    ]
    return [
        (page, EncodedPage(encode(rendered.html), rendered.inputs, rendered.assets))
        for (page, _tree), rendered in zip(trees, renderer.render(trees, begin=begin), strict=True)
    ]


def load_tree(source: StoredTree | Tree, frame: Frame) -> Tree:
    """Parse a stored tree; return a parsed tree unchanged."""
    return source.load(frame.registry) if isinstance(source, StoredTree) else source
