"""What every table shares: naming of constraints, ids, time stamps, the tenant key."""

from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, DateTime, MetaData, Text, Uuid, bindparam, event, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, mapped_column, with_loader_criteria

from app.tenancy import ScopedSession, current_tenant_id

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declarative base: text, jsonb, bigint and timestamptz unless a column says otherwise."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        str: Text,
        int: BigInteger,
        dict[str, Any]: JSONB,
        datetime: DateTime(timezone=True),
    }


class Identified:
    """An id made by us, so that it is known before the row is written."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)


class Created:
    """When the row was written, by the database's clock."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Updated(Created):
    """When the row was written and last changed, by the database's clock."""

    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class TenantKeyed:
    """A row whose key says whose it is, filled in from the scope. Others may read it: the gallery is for everybody."""

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, default=current_tenant_id)


class TenantOwned(TenantKeyed):
    """A row of one tenant and nobody else's. In a tenant's scope every statement that reads it names the tenant.

    Row-level security is the wall. This is for whoever plans the statement: each index begins with the
    tenant, and a database that is spread over many machines finds the right one by it.
    """


_asking: ContextVar[UUID | None] = ContextVar("asking", default=None)
_TENANT = bindparam("scope_tenant", type_=Uuid(), callable_=_asking.get)
_OWN_ROWS = with_loader_criteria(
    TenantOwned,
    lambda row: row.tenant_id == _TENANT,
    include_aliases=True,
)


@event.listens_for(ScopedSession, "do_orm_execute")
def _name_tenant(asked: ORMExecuteState) -> None:
    session = asked.session
    tenant_id = session.scope.tenant_id if isinstance(session, ScopedSession) else None
    if tenant_id is not None and (asked.is_select or asked.is_update or asked.is_delete):
        _asking.set(tenant_id)
        asked.statement = asked.statement.options(_OWN_ROWS)
