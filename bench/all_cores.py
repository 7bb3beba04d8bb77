"""Renders whole pages on all cores as a worker's child processes do, without compressing or storing them."""

import gc
import multiprocessing
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from uuid import UUID

from app.adapters import shells
from app.components.files import preload_templates
from app.services import documents
from app.services.documents import StoredTree
from app.services.publishing.builds.frame import Frame, PlannedPage
from app.services.publishing.planning.site_plan import read_plan
from app.services.publishing.rendering.page_renderer import PageRenderer

BATCH = 25
Stored = Sequence[tuple[PlannedPage, StoredTree]]
_renderer: list[PageRenderer] = []


class AllCores:
    """A pool of processes that render the pages of one site."""

    def __init__(self, frame: Frame) -> None:
        self._size = len(os.sched_getaffinity(0))
        context = multiprocessing.get_context("forkserver")
        self._pool = ProcessPoolExecutor(self._size, context, _begin, (frame,))

    def make(self, pages: Stored) -> float:
        """Render the pages and return how many were rendered per second."""
        batches = [pages[start : start + BATCH] for start in range(0, len(pages), BATCH)]
        began = time.perf_counter()
        made = sum(self._pool.map(_make, batches))
        assert made == len(pages)
        return made / (time.perf_counter() - began)

    def close(self) -> None:
        """Stop the processes."""
        self._pool.shutdown()


def stored_pages(site_id: UUID) -> tuple[Frame, Stored]:
    """Return the frame that a site's pages share, and the pages' documents as stored in the database."""
    plan = read_plan(site_id)
    found = documents.stored_trees({page.id: page.revision for page in plan.pages})
    stored = [(page, tree) for page in plan.pages if isinstance(tree := found[page.id], StoredTree)]
    return plan.frame(icon="/icon.svg").loaded(), stored


def _begin(frame: Frame) -> None:
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    preload_templates()
    shells.warm_shell_workers()
    _renderer.append(PageRenderer(frame))


def _make(batch: Stored) -> int:
    return len(
        _renderer[0].render([(page, stored.load(_renderer[0].frame.registry)) for page, stored in batch])
    )
