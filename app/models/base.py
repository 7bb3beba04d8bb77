"""Base classes for all tables: constraint names, ids, timestamps and the tenant key."""

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
    """The declarative base: columns are text, jsonb, bigint and timestamptz unless declared otherwise."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        str: Text,
        int: BigInteger,
        dict[str, Any]: JSONB,
        datetime: DateTime(timezone=True),
    }


class Identified:
    """A row with an id that the app generates, so that it is known before the row is inserted."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)


class Created:
    """A row that records when it was inserted, by the database's clock."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Updated(Created):
    """A row that records when it was inserted and last updated, by the database's clock."""

    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class TenantKeyed:
    """A row whose key includes the tenant id, set from the current scope. All tenants may read the gallery's rows."""

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, default=current_tenant_id)


class TenantOwned(TenantKeyed):
    """A row that belongs to one tenant. In a tenant's scope, every ORM statement on it filters by `tenant_id`.

    Row-level security is what isolates tenants. The filter is for performance: each index begins with the tenant
    id, and a sharded database uses it to route the statement.
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
