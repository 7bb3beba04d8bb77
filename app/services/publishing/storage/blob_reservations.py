"""A build writes down what it is about to store; the collection leaves that alone."""

from collections.abc import Callable, Collection
from functools import partial
from uuid import UUID, uuid4

from app.models import BuildHold
from app.services.blob_gc_lock import share_store
from app.tenancy import Scope, current_scope, entered, transaction


def blob_reserver(build_id: UUID) -> Callable[[Collection[str]], None]:
    """Writes names down for this build, also from a thread beside the one that works on it."""
    return partial(_reserve, current_scope(), build_id)


def _reserve(scope: Scope, build_id: UUID, names: Collection[str]) -> None:
    if not names:
        return
    with entered(scope), transaction() as session:
        share_store(session)
        session.add(BuildHold(id=uuid4(), build_id=build_id, names=sorted(names)))
