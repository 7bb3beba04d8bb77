"""Reservations that keep garbage collection from deleting files that a build is about to store."""

from collections.abc import Callable, Collection
from functools import partial
from uuid import UUID, uuid4

from app.models import BuildHold
from app.services.blob_gc_lock import lock_blobs_shared
from app.tenancy import Scope, current_scope, entered, transaction


def blob_reserver(build_id: UUID) -> Callable[[Collection[str]], None]:
    """A function that reserves files for this build and may be called from any thread."""
    return partial(_reserve, current_scope(), build_id)


def _reserve(scope: Scope, build_id: UUID, names: Collection[str]) -> None:
    if not names:
        return
    with entered(scope), transaction() as session:
        lock_blobs_shared(session)
        session.add(BuildHold(id=uuid4(), build_id=build_id, names=sorted(names)))
