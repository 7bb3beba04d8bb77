"""Privileges that the app's own role lacks, and its access to users."""

from psycopg import sql

from tests.security.attempts import REFUSED
from tests.security.look_alikes import insert


def test_a_stranger_cannot_be_made_a_member(app_role, world):
    """Otherwise, anybody who knows a user's id could read their name and email address."""
    row = world.ours.another("memberships", world.stranger)
    ours, own = world.ours.tenant_id, world.ours.rows["users"]["id"]
    assert app_role.attempt(insert("memberships", row), row, tenant=ours, user=own).is_refused
    assert app_role.attempt(insert("memberships", row), row, tenant=ours).is_refused
    for table, column in (("memberships", "user_id"), ("support_sessions", "subject_id")):
        change = sql.SQL("UPDATE {} SET {} = %s").format(sql.Identifier(table), sql.Identifier(column))
        assert app_role.attempt(change, [row["user_id"]], tenant=ours, user=own).is_refused


def test_users_see_fellow_members_and_nobody_else(app_role, world):
    ours = world.ours.tenant_id
    own = world.ours.rows["users"]["id"]
    assert app_role.attempt("SELECT id FROM users", tenant=ours).rows == ((own,),)
    assert app_role.attempt("SELECT id FROM users", user=own).rows == ((own,),)
    for table in ("user_credentials", "sessions", "password_resets", "staff_audit_log"):
        assert app_role.attempt(_all("SELECT * FROM {}", table), tenant=ours).count == 0
        mine = app_role.attempt(_all("SELECT * FROM {}", table), user=own)
        assert mine.count == (0 if table == "staff_audit_log" else 1)
    for statement in ("UPDATE users SET is_staff = true", "UPDATE users SET disabled_at = NULL"):
        assert app_role.attempt(statement, user=own).is_refused


def test_the_planners_statistics_show_no_values(app_role, world):
    outcome = app_role.attempt(
        "SELECT tablename, attname FROM pg_stats WHERE schemaname = 'public'", tenant=world.ours.tenant_id
    )
    assert outcome.rows == ()


def test_the_tenant_setting_is_read_once_per_statement(app_role, world):
    for table in world.schema.owners:
        plan = app_role.attempt(_all("EXPLAIN SELECT * FROM {}", table), tenant=world.ours.tenant_id)
        assert any("InitPlan" in line for (line,) in plan.rows), plan


def test_copying_ddl_and_changing_the_role_are_refused(app_role, world):
    for statement in (
        "COPY pages FROM STDIN",
        "SET ROLE quillspace_owner",
        "SET ROLE quillspace_platform",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER TABLE pages NO FORCE ROW LEVEL SECURITY",
        "CREATE TABLE mine (words text)",
        "CREATE TEMPORARY TABLE mine (words text)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SET session_replication_role = replica",
    ):
        outcome = app_role.attempt(statement, tenant=world.ours.tenant_id)
        assert outcome.state in {REFUSED, "0A000"}, (statement, outcome)


def test_switching_row_security_off_is_an_error_not_a_bypass(app_role, world):
    with app_role.transaction(tenant=world.ours.tenant_id):
        app_role.connection.execute("SET LOCAL row_security = off")
        assert app_role.attempt("SELECT FROM pages").is_refused


def _all(statement: str, table: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))
