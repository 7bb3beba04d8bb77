"""Tenants: the accounts that sites belong to."""

from sqlalchemy import select

from app.errors import Invalid, NotFound
from app.models import SupportAccess, Tenant
from app.services import audit
from app.tenancy import current_tenant_id, transaction


def get_tenant() -> Tenant:
    """The current tenant. Raises NotFound."""
    with transaction() as session:
        tenant = session.scalar(select(Tenant).where(Tenant.id == current_tenant_id()))
    if tenant is None:
        raise NotFound
    return tenant


def choose_support_access(choice: str) -> None:
    """Set whether support may view this tenant's sites. Raises Invalid."""
    if choice not in set(SupportAccess):
        raise Invalid("Please choose one of the three options.", field="support_access")
    with transaction():
        tenant = get_tenant()
        before, tenant.support_access = tenant.support_access, choice
        if before != choice:
            audit.record("support.choice", before=before, after=choice)
