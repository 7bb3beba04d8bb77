"""Parked work as our staff see it: they may send it again, which the staff log records."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.errors import Forbidden
from app.services import audit, parked_work
from app.services.accounts import Identity
from app.services.parked_work import ParkedWork, WorkKind
from app.tenancy import outside_reading_transaction, user_scope


def list_parked(*, staff: Identity) -> tuple[Sequence[ParkedWork], Mapping[UUID, str]]:
    """All parked work, and the names of the tenants whose work it is. Raises Forbidden."""
    _check_staff(staff)
    listed = parked_work.list_parked()
    return listed, parked_work.find_tenant_names(listed)


def send_again(*, work_id: str, kind: WorkKind | None, staff: Identity) -> int:
    """Send one piece of work again, or everything of a kind; return how many. Raises Forbidden or NotFound."""
    _check_staff(staff)
    sent = parked_work.send_again(work_id=work_id, kind=kind)
    with outside_reading_transaction(), user_scope(staff.user.id):
        audit.record_staff("parked.send", work=work_id, kind=kind, sent=sent)
    return sent


def _check_staff(identity: Identity) -> None:
    if not identity.is_staff or identity.visit is not None:
        raise Forbidden
