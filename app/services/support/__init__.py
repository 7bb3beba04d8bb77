"""Support visits: staff view a tenant's sites to help, read-only and for half an hour."""

from app.services.support.parked import (
    list_parked,
    send_again,
)
from app.services.support.visits import (
    compose_visit_mail,
    end_visit,
    get_tenant,
    record_page_view,
    search_tenants,
    start_visit,
)

__all__ = [
    "compose_visit_mail",
    "end_visit",
    "get_tenant",
    "list_parked",
    "record_page_view",
    "search_tenants",
    "send_again",
    "start_visit",
]
