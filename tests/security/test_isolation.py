"""Isolation of the app's own role in every tenant table that the catalogue lists."""

from uuid import uuid4

import pytest
from psycopg import sql
from psycopg.pq import TransactionStatus

from tests.security.look_alikes import NOT_FOR_THE_APP, ONLY_READ, insert

GALLERY_TABLES = {"templates", "template_versions"}
BEFORE = ("never set", "committed", "rolled back", "broken")


@pytest.fixture(params=BEFORE)
def used_connection(request, app_role, world):
    """A connection on which a tenant was never set, or only in a finished transaction."""
    if request.param == "committed":
        with app_role.transaction(tenant=world.theirs.tenant_id, user=uuid4()):
            app_role.connection.execute("SELECT FROM pages")
    elif request.param == "rolled back":
        app_role.attempt("SELECT FROM pages", tenant=world.theirs.tenant_id)
    elif request.param == "broken":
        assert app_role.attempt("SELECT 1 / 0", tenant=world.theirs.tenant_id).state == "22012"
    assert app_role.connection.info.transaction_status == TransactionStatus.IDLE
    return app_role


def test_the_fixture_has_a_row_of_each_tenant_in_every_table(world, config, admin_engine):
    assert {"pages", "sites", "hosts", "tenants", "audit_log"} <= set(world.schema.owners)
    with admin_engine.connect() as connection:
        for table, owner in world.schema.owners.items():
            found = set(connection.exec_driver_sql(f"SELECT {owner} FROM {table}").scalars())
            assert found == {
                tenant.tenant_id for tenant in (world.ours, world.theirs, world.stranger, world.gallery)
            }


def test_without_a_tenant_no_row_is_seen(used_connection, world):
    seen = {table: used_connection.attempt(_all("SELECT * FROM {}", table)) for table in world.schema.tables}
    assert {table for table, outcome in seen.items() if outcome.is_refused} == NOT_FOR_THE_APP
    assert {table for table, outcome in seen.items() if outcome.count} == set()
    assert {outcome.state for outcome in seen.values()} == {"", "42501"}


def test_without_a_tenant_no_row_is_written(used_connection, world):
    for table in world.schema.owners:
        row = world.ours.another(table, world.stranger)
        assert used_connection.attempt(insert(table, row), row).is_refused, table
        for statement in ("DELETE FROM {}", "UPDATE {} SET created_at = created_at", "TRUNCATE {}"):
            assert used_connection.attempt(_all(statement, table)).has_no_effect, table


def test_an_invalid_tenant_shows_nothing(app_role, world):
    for setting in ("", " ", "null", "%", "a" * 36):
        with app_role.connection.transaction():
            app_role.connection.execute("SELECT set_config('rls.tenant_id', %s, false)", [setting])
        for table in world.schema.tables:
            outcome = app_role.attempt(_all("SELECT * FROM {}", table))
            assert outcome.has_no_effect
            assert outcome.state in ({"42501"} if table in NOT_FOR_THE_APP else {"", "22P02"})


def test_an_unknown_tenant_sees_only_the_gallery(app_role, world):
    for table, owner in world.schema.owners.items():
        statement = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(owner), sql.Identifier(table))
        seen = {row[0] for row in app_role.attempt(statement, tenant=uuid4()).rows}
        assert seen == ({world.gallery.tenant_id} if table in GALLERY_TABLES else set())


def test_with_a_tenant_its_own_rows_can_be_written(app_role, world):
    for table in set(world.schema.owners) - {"tenants"} - ONLY_READ:
        row = world.ours.another(table, world.stranger)
        outcome = app_role.attempt(
            insert(table, row), row, tenant=world.ours.tenant_id, user=row.get("user_id")
        )
        assert (outcome.count, outcome.state) == (1, ""), (table, outcome)


def test_with_a_tenant_no_row_of_another_is_seen(app_role, world):
    ours, gallery = world.ours.tenant_id, world.gallery.tenant_id
    for table, owner in world.schema.owners.items():
        columns = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(owner), sql.Identifier(table))
        for lock in ("", " FOR KEY SHARE", " FOR UPDATE"):
            outcome = app_role.attempt(columns + sql.SQL(lock), tenant=ours)
            seen = {row[0] for row in outcome.rows}
            expected = {ours, gallery} if table in GALLERY_TABLES and not lock else {ours}
            assert seen == expected or (lock and outcome.is_refused), (table, outcome)


def test_a_person_sees_only_their_own_memberships_of_other_tenants(app_role, world):
    ours, person = world.ours.tenant_id, world.stranger.rows["users"]["id"]
    for table, owner in world.schema.owners.items():
        statement = sql.SQL("SELECT FROM {} WHERE {} <> %s AND {} <> %s").format(
            *map(sql.Identifier, (table, owner, owner))
        )
        outcome = app_role.attempt(statement, [ours, world.gallery.tenant_id], tenant=ours, user=person)
        assert outcome.count == (1 if table in {"memberships", "tenants"} else 0), table


def test_with_a_tenant_no_row_of_another_is_changed(app_role, world):
    ours, theirs = world.ours.tenant_id, world.theirs.tenant_id
    for column in world.schema.columns:
        if column.table in world.schema.owners:
            statement = sql.SQL("UPDATE {} SET {} = {} {} RETURNING {}")
            owner = sql.Identifier(world.schema.owners[column.table])
            name = sql.Identifier(column.name)
            table = sql.Identifier(column.table)
            theirs_only = sql.SQL("WHERE {} = {}").format(owner, sql.Literal(theirs))
            aimed = app_role.attempt(statement.format(table, name, name, theirs_only, owner), tenant=ours)
            assert aimed.has_no_effect
            assert aimed.state in {"", "42501", "428C9"}, aimed
            broad = app_role.attempt(statement.format(table, name, name, sql.SQL(""), owner), tenant=ours)
            assert {row[0] for row in broad.rows} <= {ours}, broad


def test_with_a_tenant_no_row_of_another_is_deleted(app_role, world):
    ours, theirs = world.ours.tenant_id, world.theirs.tenant_id
    for table, owner in world.schema.owners.items():
        names = sql.Identifier(table), sql.Identifier(owner)
        aimed = app_role.attempt(
            sql.SQL("DELETE FROM {} WHERE {} = %s").format(*names), [theirs], tenant=ours
        )
        broad = app_role.attempt(sql.SQL("DELETE FROM {} RETURNING {}").format(*names), tenant=ours)
        assert aimed.has_no_effect
        assert {row[0] for row in broad.rows} <= {ours}
        assert app_role.attempt(_all("TRUNCATE {}", table), tenant=ours).is_refused


def test_a_row_cannot_be_transferred_to_another_tenant(app_role, world):
    ours, theirs = world.ours.tenant_id, world.theirs.tenant_id
    for table, owner in world.schema.owners.items():
        statement = sql.SQL("UPDATE {} SET {} = %s").format(sql.Identifier(table), sql.Identifier(owner))
        assert app_role.attempt(statement, [theirs], tenant=ours).is_refused, table


@pytest.mark.parametrize("conflict", ["", "ON CONFLICT DO NOTHING", "update"])
def test_a_row_cannot_be_written_for_another_tenant(app_role, world, conflict):
    """The error does not reveal whether the row exists, because the policy is checked before the key."""
    for table, owner in world.schema.owners.items():
        for row in (world.theirs.rows[table], world.theirs.another(table, world.stranger)):
            ending = conflict
            if conflict == "update":
                keys = next(unique for unique in world.schema.unique if unique.name == f"pk_{table}").columns
                ending = f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {owner} = excluded.{owner}"
            outcome = app_role.attempt(
                insert(table, row) + sql.SQL(" " + ending),
                row,
                tenant=world.ours.tenant_id,
                user=row.get("user_id"),
            )
            assert outcome.is_refused, (table, outcome)


def _all(statement: str, table: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))
