"""One run of a build: plan it, render what changed, store the files, and activate it."""

import logging
import time
from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from uuid import UUID

from app.adapters.object_store import ObjectStore, StoreError, open_store
from app.errors import DomainError
from app.extensions import config
from app.models import BuildKind
from app.services.publishing import lease as leases
from app.services.publishing.activation import activate
from app.services.publishing.builds import Build
from app.services.publishing.heartbeat import renewing
from app.services.publishing.lease import Lease, LeaseLost
from app.services.publishing.planning import plan_preview, plan_publication
from app.services.publishing.progress import Progress
from app.services.publishing.rendering import render_files
from app.services.publishing.storage import Uploader, blob_reserver

log = logging.getLogger("quillspace.publishing")


class Outcome(Enum):
    """The outcome of working on a build."""

    NOTHING_TO_DO = auto()
    """The build has finished, or is leased by another worker."""
    WORKED = auto()
    """The build is live, has failed, or will be tried again."""
    HANDED_OVER = auto()
    """The build has turned out to be large, and waits in the queue of large builds."""


class _TurnsOutLarge(Exception):
    """A build takes too long for a worker that other builds wait for."""


def publish(build_id: UUID, *, only_small: bool = False) -> Outcome:
    """Work on a build until it is live or has failed. Idempotent, and safe to run concurrently.

    With `only_small`, a build that turns out to be large is returned to the queue.
    """
    lease = leases.acquire(build_id)
    if lease is None:
        log.info("Build %s has finished or is leased by another worker.", build_id)
        return Outcome.NOTHING_TO_DO
    try:
        with renewing(lease):
            _run(lease, only_small=only_small)
    except _TurnsOutLarge:
        _end(lease, lease.hand_over)
        return Outcome.HANDED_OVER
    except LeaseLost:
        log.info("Build %s: lease lost.", build_id)
    except DomainError as error:
        reason = str(error)
        _end(lease, lambda: lease.fail(reason))
    except StoreError as error:
        reason = error.user_message
        log.error("Build %s failed on attempt %d: %s", build_id, lease.attempt, error)  # noqa: TRY400 - no traceback needed
        _end(lease, lambda: lease.wait_for_store(reason))
    except Exception:
        log.exception("Build %s failed on attempt %d.", build_id, lease.attempt)
        _end(lease, lease.retry_later)
    return Outcome.WORKED


def _run(lease: Lease, *, only_small: bool) -> None:
    started = time.monotonic()
    store = open_store(config().object_store_url)
    build = _plan(lease, store)
    progress = Progress(lease, build)
    progress.report_plan()
    make_room = partial(_make_room, lease, progress, only_small=only_small)
    make_room()
    reserve = blob_reserver(lease.build_id)
    with Uploader(store, build.plan.tenant_id, reserve, on_progress=lease.mark_progress) as uploader:
        # One batch is stored while the next one is rendered.
        for batch in render_files(build):
            uploader.add(batch)
            progress.add_pages(batch.pages)
            make_room()
        progress.report_rendered()
        build.add_files(uploader.finish())
    activate(lease, build, store, started=started)


def _make_room(lease: Lease, progress: Progress, *, only_small: bool) -> None:
    if only_small and lease.takes_long and progress.has_pages_left:
        raise _TurnsOutLarge


def _plan(lease: Lease, store: ObjectStore) -> Build:
    if lease.kind is BuildKind.PREVIEW:
        return plan_preview(lease.site_id, lease.build_id, store)
    return plan_publication(lease.site_id, lease.publish_seq, store)


def _end(lease: Lease, write: Callable[[], None]) -> None:
    try:
        write()
    except LeaseLost:
        log.info("Build %s: lease lost.", lease.build_id)
