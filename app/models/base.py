"""What every table shares: naming of constraints, ids, time stamps, the tenant key."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, DateTime, MetaData, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.tenancy import current_tenant_id

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


class TenantOwned:
    """A row of one tenant: the tenant is part of the key and filled in from the scope."""

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, default=current_tenant_id)
