"""Parked work: what was given up after its tries, until an operator or support sends it again."""

from app.services.parked_work.kinds import WorkKind
from app.services.parked_work.listing import (
    ParkedWork,
    count_parked,
    find_tenant_names,
    list_parked,
)
from app.services.parked_work.sending import (
    send_again,
)

__all__ = [
    "ParkedWork",
    "WorkKind",
    "count_parked",
    "find_tenant_names",
    "list_parked",
    "send_again",
]
