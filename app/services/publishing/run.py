"""One run of a build: make what changed, keep what did not, store all of it, and go live."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from app.adapters.object_store import ObjectStore, StoreTrouble, open_store
from app.delivery.manifest import manifest_hash
from app.errors import DomainError
from app.extensions import config
from app.models import BuildKind
from app.services import documents
from app.services.publishing import lease as leases
from app.services.publishing.activation import go_live
from app.services.publishing.build import Draft
from app.services.publishing.build_log import counted
from app.services.publishing.heartbeat import held
from app.services.publishing.lease import Lease, LeaseLost
from app.services.publishing.planning import Plan, read_live, read_plan
from app.services.publishing.preview_builds import draft_preview, show_preview
from app.services.publishing.rendering import StyleSheets, make_missing, make_pages
from app.services.publishing.storage import Uploader, holding

log = logging.getLogger("quillspace.publishing")

BATCH = 25
"""Pages that are made and stored in one go."""
LATE = timedelta(seconds=60)
TOLD_SECONDS = 0.3
"""Between two looks at the lease, which also tell people how far it has come."""


def publish(build_id: UUID) -> None:
    """Work on a build until it is live or has failed. Harmless when repeated or done by two at once."""
    lease = leases.take(build_id)
    if lease is None:
        log.info("Build %s needs nobody.", build_id)
        return
    try:
        with held(lease):
            _run(lease)
    except LeaseLost:
        log.info("Build %s is over, or went to somebody else.", build_id)
    except DomainError as error:
        reason = str(error)
        _settle(lease, lambda: lease.fail(reason))
    except StoreTrouble as error:
        told = error.user_message
        log.error("Build %s stopped at attempt %d: %s", build_id, lease.attempt, error)  # noqa: TRY400 - it says all
        _settle(lease, lambda: lease.wait(told))
    except Exception:
        log.exception("Build %s stopped at attempt %d.", build_id, lease.attempt)
        _settle(lease, lease.give_back)


def _settle(lease: Lease, act: Callable[[], None]) -> None:
    try:
        act()
    except LeaseLost:
        log.info("Build %s is over, or went to somebody else.", lease.build_id)


def _run(lease: Lease) -> None:
    began = time.monotonic()
    store = open_store(config().object_store_url)
    is_preview = lease.kind is BuildKind.PREVIEW
    draft = draft_preview(lease, store) if is_preview else _draft_publication(lease, store)
    plan = draft.plan
    if lease.late > LATE:
        minutes = counted(int(lease.late.total_seconds() // 60), "minute", "minutes")
        lease.renew(words=f"This waited {minutes} until somebody was there to make it.")
    same = len(plan.pages) - len(draft.changed)
    lease.renew(
        words=_plan_words(plan, same, len(draft.changed)), pages_total=len(plan.pages), pages_done=same
    )
    with Uploader(store, plan.tenant_id, holding(lease.build_id), moved=lease.move) as uploader:
        _make_pages(lease, draft, uploader)
        lease.renew(words="Storing the last files.", pages_done=len(plan.pages))
        draft.take_up(uploader.finish())
    finish = show_preview if is_preview else go_live
    while True:
        data = draft.manifest(lease.build_id).to_bytes()
        lease.renew()
        store.put_manifest(plan.tenant_id, lease.build_id, data)
        if (
            finish(lease, draft, manifest_hash=manifest_hash(data), seconds=time.monotonic() - began)
            is not False
        ):
            return
        draft.follow(read_live(lease.site_id, store))


def _draft_publication(lease: Lease, store: ObjectStore) -> Draft:
    return Draft(read_plan(lease.site_id, seq=lease.publish_seq), read_live(lease.site_id, store))


def _make_pages(lease: Lease, draft: Draft, uploader: Uploader) -> None:
    frame = draft.plan.frame(icon=draft.add_icon(uploader))
    done = len(draft.plan.pages) - len(draft.changed)
    renewed = time.monotonic()
    for batch in make_pages(frame, draft.changed, batch=BATCH):
        for page, made in batch:
            draft.add_page(page, made, uploader)
        done += len(batch)
        # One batch is stored while the next one is being made.
        uploader.send()
        if time.monotonic() - renewed > TOLD_SECONDS:
            lease.renew(pages_done=done)
            renewed = time.monotonic()
    if not draft.keeps_missing():
        draft.add_missing(make_missing(frame, draft.plan.missing), uploader)
    documents.keep_snapshots(draft.plan.sections.behind())
    draft.add_sections()
    draft.add_assets(StyleSheets(frame).assets, uploader)
    draft.add_lists(uploader)


def _plan_words(plan: Plan, same: int, changed: int) -> str:
    held = len(plan.choice.held)
    told = f" {counted(held, 'page stays', 'pages stay')} back because of a release." if held else ""
    return _making_words(same, changed) + told


def _making_words(same: int, changed: int) -> str:
    stays = counted(same, "page stays as it was", "pages stay as they were")
    if not changed:
        return f"Nothing changed: {stays}."
    making = f"Making {counted(changed, 'page', 'pages')}"
    return f"{making}; {stays}." if same else f"{making}."
