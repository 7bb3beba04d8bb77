"""Rendering the changed pages of a build: in worker processes on all cores, which can be ended at any moment.

Only a process without a pool, such as a test, renders them itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from app.services import documents
from app.services.documents import StoredTree
from app.services.publishing.builds import Frame, PlannedPage, encode
from app.services.publishing.rendering import worker_pool
from app.services.publishing.rendering.not_found_page import not_found_page_title, not_found_page_tree
from app.services.publishing.rendering.page_batch import EncodedPage, SourcedPage, load_tree, render_batch
from app.services.publishing.rendering.page_renderer import PageRenderer
from app.tree.model import Tree

READ = 100
"""Number of pages read per query; a round trip costs more than the rows."""
BATCH_CHARACTERS = 2_000_000
"""A batch with more text would take seconds, during which its build cannot be stopped or handed over."""

Item = TypeVar("Item")


def render_pages(
    frame: Frame, pages: Sequence[PlannedPage], *, batch: int
) -> Iterator[list[tuple[PlannedPage, EncodedPage]]]:
    """Render these pages, a batch at a time. Raises TemplateFailed or PageFailed."""
    batches = (some for part in _chunks(pages, READ) for some in _batches(_read(part), batch))
    pool = worker_pool.pool()
    if pool:
        yield from pool.render(frame.loaded(), batches)
        return
    renderer = PageRenderer(frame)
    for sourced in batches:
        yield render_batch(renderer, sourced)


def render_not_found_page(frame: Frame, own: PlannedPage | None) -> EncodedPage:
    """Render the 404 page: the author's `own`, or the default one."""
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
    documents.store_snapshots(_outdated_snapshots(pages, found))
    return [(page, found[page.id]) for page in pages]


def _batches(pages: Sequence[SourcedPage], count: int) -> Iterator[Sequence[SourcedPage]]:
    """Split pages into batches of `count`, or fewer if they contain a lot of text."""
    some: list[SourcedPage] = []
    size = 0
    for page, found in pages:
        length = len(found.data) if isinstance(found, StoredTree) else 0
        if some and (len(some) == count or size + length > BATCH_CHARACTERS):
            yield some
            some, size = [], 0
        some.append((page, found))
        size += length
    if some:
        yield some


def _chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _outdated_snapshots(
    pages: Sequence[PlannedPage], found: Mapping[UUID, StoredTree | Tree]
) -> dict[UUID, tuple[int, Tree]]:
    """Pages whose snapshot is older than the tree read from the log."""
    read = ((page, found[page.id]) for page in pages if page.snapshot_revision < page.revision)
    return {page.id: (page.revision, tree) for page, tree in read if not isinstance(tree, StoredTree)}
