"""Fixtures: tenants with look-alike rows in every table, and connections that must not affect the other tenant."""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import sql

from app.config import Config
from app.models import GALLERY_TENANT_ID
from tests import house
from tests.security.attempts import AppRole
from tests.security.look_alikes import LookAlike, Schema


@dataclass(frozen=True)
class World:
    """Several tenants' test data: `ours` attempts access, `theirs` must stay unaffected, and `gallery` is shared."""

    schema: Schema
    ours: LookAlike
    theirs: LookAlike
    stranger: LookAlike
    gallery: LookAlike


@pytest.fixture(scope="module")
def world(config: Config) -> World:
    """All tenants, with a row in every table."""
    house.empty(config)
    with psycopg.connect(house.admin_url(config)) as connection:
        schema = Schema.read(connection)
    world = World(
        schema,
        ours=LookAlike(schema),
        theirs=LookAlike(schema),
        stranger=LookAlike(schema),
        gallery=LookAlike(schema, GALLERY_TENANT_ID),
    )
    store(config, world)
    return world


@pytest.fixture
def restored(config: Config, world: World) -> Iterator[None]:
    """Restore all rows after a test that commits changes."""
    yield
    house.empty(config)
    store(config, world)


def store(config: Config, world: World) -> None:
    """Insert all tenants' rows, and update the planner's statistics."""
    with psycopg.connect(house.admin_url(config)) as connection:
        for tenant in (world.ours, world.theirs, world.stranger, world.gallery):
            tenant.store(connection)
        connection.execute("ANALYZE")


@pytest.fixture
def app_role(config: Config, world: World) -> Iterator[AppRole]:
    """A connection with the app's own role; at the end, the other tenant's rows must be unchanged."""
    with psycopg.connect(house.admin_url(config), autocommit=True) as admin:
        before = checksums(admin, world.schema, world.theirs)
        with psycopg.connect(config.database_url, autocommit=True) as connection:
            yield AppRole(connection)
        assert checksums(admin, world.schema, world.theirs) == before


def checksums(admin: psycopg.Connection, schema: Schema, tenant: LookAlike) -> dict[str, str]:
    """Return the number and a hash of a tenant's rows, by table."""
    statement = sql.SQL(
        "SELECT count(*) || ' ' || md5(coalesce(string_agg(row::text, E'\\n' ORDER BY row::text), '')) "
        "FROM {} AS row WHERE {} = %s"
    )
    return {
        table: admin.execute(
            statement.format(sql.Identifier(table), sql.Identifier(owner)), [tenant.tenant_id]
        ).fetchone()[0]
        for table, owner in schema.owners.items()
    }
