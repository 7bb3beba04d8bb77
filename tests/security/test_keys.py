"""Foreign keys, cascades and unique keys bypass policies, but must stay within the tenant nevertheless."""

from uuid import uuid4

from psycopg import sql

from tests.security.look_alikes import ONLY_READ, insert


def test_committed_changes_leave_the_other_tenant_unchanged(restored, app_role, world):
    """This includes cascades: `app_role` compares checksums of the other tenant's rows at the end."""
    ours = world.ours.tenant_id
    with app_role.transaction(tenant=ours):
        for column in world.schema.columns:
            may_update = app_role.connection.execute(
                "SELECT has_column_privilege(%s, %s, 'UPDATE')", (column.table, column.name)
            ).fetchone()
            if may_update == (True,) and column.table in world.schema.owners:
                app_role.connection.execute(
                    sql.SQL("UPDATE {table} SET {column} = {column}").format(
                        table=sql.Identifier(column.table), column=sql.Identifier(column.name)
                    )
                )
        app_role.connection.execute("UPDATE sites SET name = 'Changed', live_build_id = NULL")
        for table in ("site_builds", "memberships", "sites", "templates"):
            app_role.connection.execute(_all("DELETE FROM {}", table))
    for table in ("pages", "page_operations", "page_versions", "hosts", "site_builds", "memberships"):
        assert app_role.attempt(_all("SELECT FROM {}", table), tenant=ours).count == 0


def test_a_foreign_key_cannot_name_a_row_of_another_tenant(app_role, world):
    """The error is the same as for a row that does not exist."""
    tried = 0
    for key in world.schema.foreign_keys:
        if key.table in world.schema.owners and key.target in world.schema.owners and key.own_columns:
            row = world.ours.another(key.table, world.stranger)
            theirs = {name: world.theirs.reference(key)[name] for name in key.own_columns}
            nowhere = {name: uuid4() for name in key.own_columns}
            change = sql.SQL("UPDATE {} SET ({}) = ROW ({})").format(
                sql.Identifier(key.table),
                sql.SQL(", ").join(map(sql.Identifier, theirs)),
                sql.SQL(", ").join(map(sql.Placeholder, theirs)),
            )
            outcomes = [
                app_role.attempt(statement, row | wrong, tenant=world.ours.tenant_id)
                for wrong in (theirs, nowhere)
                for statement in (insert(key.table, row), change)
            ]
            assert all(outcome.state in {"23503", "23514", "42501"} for outcome in outcomes), (key, outcomes)
            assert [outcome.state for outcome in outcomes[:2]] == [outcome.state for outcome in outcomes[2:]]
            tried += 1
    assert tried >= 10


def test_keys_of_another_tenant_can_be_used_too(app_role, world):
    """We can use every unique value of theirs, ids included; only hostnames are unique across tenants."""
    for unique in world.schema.unique:
        if unique.table in set(world.schema.owners) - {"tenants"} - ONLY_READ:
            there, here = _rows_alike(world, unique)
            with app_role.connection.transaction(force_rollback=True):
                _act_for(app_role, world.theirs, there)
                app_role.connection.execute(insert(unique.table, there), there)
                _act_for(app_role, world.ours, here)
                outcome = app_role.attempt(insert(unique.table, here), here)
            is_taken = unique.name in {"uq_hosts_hostname", "uq_previews_hostname"}
            assert outcome.state == ("23505" if is_taken else ""), (unique, outcome)
            assert "Key (" not in outcome.message


def _rows_alike(world, unique):
    """Return a new row of theirs, and one of ours with the same unique values except references within a tenant."""
    keys = [key for key in world.schema.foreign_keys if key.table == unique.table]
    inside = {name for key in keys if key.target in world.schema.owners for name in key.columns}
    there = world.theirs.another(unique.table, world.stranger)
    there |= {name: 99 for name in unique.columns if name not in there}
    here = world.ours.another(unique.table, world.stranger)
    here |= {name: there[name] for name in unique.columns if name not in inside | {"tenant_id"}}
    return there, here


def _act_for(app_role, tenant, row):
    app_role.connection.execute(
        "SELECT set_config('rls.tenant_id', %s, true), set_config('rls.user_id', %s, true)",
        (str(tenant.tenant_id), str(row.get("user_id", ""))),
    )


def _all(statement, table):
    return sql.SQL(statement).format(sql.Identifier(table))
