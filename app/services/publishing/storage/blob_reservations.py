"""A build writes down what it is about to store; the collection leaves that alone."""

from collections.abc import Callable, Collection
from functools import partial
from uuid import UUID, uuid4

from app.models import BuildHold
from app.services.blob_gc_lock import lock_blobs_shared
from app.tenancy import Scope, current_scope, entered, transaction


def holding(build_id: UUID) -> Callable[[Collection[str]], None]:
    """Writes names down for this build, also from a thread beside the one that works on it."""
    return partial(_hold, current_scope(), build_id)


def _hold(scope: Scope, build_id: UUID, names: Collection[str]) -> None:
    if not names:
        return
    with entered(scope), transaction() as session:
        lock_blobs_shared(session)
        session.add(BuildHold(id=uuid4(), build_id=build_id, names=sorted(names)))
