"""Making the changed pages of a build: in this process when they are few, else by children on all cores."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from app.services import documents
from app.services.documents import StoredTree
from app.services.publishing.planning import Frame, PlannedPage
from app.services.publishing.rendering import worker_pool
from app.services.publishing.rendering.not_found_page import not_found_page_title, not_found_page_tree
from app.services.publishing.rendering.page_batch import EncodedPage, SourcedPage, load_tree, render_batch
from app.services.publishing.rendering.page_renderer import PageRenderer
from app.services.publishing.storage import encode
from app.tree.model import Tree

MANY = 40
"""Pages from which on it pays to share the work out."""

READ = 100
"""Pages that are read in one go: a question to the database costs more than what it brings."""

Item = TypeVar("Item")


def render_pages(
    frame: Frame, pages: Sequence[PlannedPage], *, batch: int
) -> Iterator[list[tuple[PlannedPage, EncodedPage]]]:
    """All of these pages, a batch at a time. Raises TemplateFailed or PageFailed."""
    batches = (some for part in _parts(pages, READ) for some in _parts(_read(part), batch))
    pool = worker_pool.pool() if len(pages) >= MANY else None
    if pool:
        yield from pool.render(frame.whole(), batches)
        return
    renderer = PageRenderer(frame)
    for sourced in batches:
        yield render_batch(renderer, sourced)


def render_not_found_page(frame: Frame, own: PlannedPage | None) -> EncodedPage:
    """The page that readers see where there is none: the author's own, or ours."""
    renderer = PageRenderer(frame)
    if own:
        ((page, found),) = _read([own])
        rendered = renderer.render_not_found_page(page.title, load_tree(found, frame))
    else:
        language = frame.site.language
        tree = not_found_page_tree(language, frame.facts, frame.registry)
        rendered = renderer.render_not_found_page(not_found_page_title(language), tree)
    return EncodedPage(encode(rendered.html), rendered.inputs, rendered.assets)


def _read(pages: Sequence[PlannedPage]) -> list[SourcedPage]:
    found = documents.stored_trees({page.id: page.revision for page in pages})
    documents.keep_snapshots(_behind(pages, found))
    return [(page, found[page.id]) for page in pages]


def _parts(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _behind(
    pages: Sequence[PlannedPage], found: Mapping[UUID, StoredTree | Tree]
) -> dict[UUID, tuple[int, Tree]]:
    """Pages whose snapshot is older than what was read from the log."""
    read = ((page, found[page.id]) for page in pages if page.snapshot_revision < page.revision)
    return {page.id: (page.revision, tree) for page, tree in read if not isinstance(tree, StoredTree)}
