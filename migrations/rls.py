"""Row-level security, set up in the same way for every table.

The setting is read in a sub-select so that PostgreSQL evaluates it once per statement;
if it is unset or empty, no rows are visible and no error is raised.
"""

from alembic import op

TENANT = "(SELECT nullif(current_setting('rls.tenant_id', true), '')::uuid)"
USER = "(SELECT nullif(current_setting('rls.user_id', true), '')::uuid)"


def protect(table: str) -> None:
    """Enable row-level security, for the table's owner too."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def isolate(table: str, *, grants: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
    """Let the app's role read and write only the rows of the current tenant."""
    protect(table)
    op.execute(
        f"CREATE POLICY tenant_isolation ON {table} FOR ALL TO quillspace_app "
        f"USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})"
    )
    op.execute(f"GRANT {grants} ON {table} TO quillspace_app")


def allow(role: str, table: str, *, command: str = "SELECT", grants: str = "SELECT") -> None:
    """Let one of the restricted cross-tenant roles access a table, with a policy of its own."""
    check = "" if command in {"SELECT", "DELETE"} else "WITH CHECK (true)"
    using = "" if command == "INSERT" else "USING (true)"
    op.execute(
        f"CREATE POLICY {role}_{command.lower()} ON {table} FOR {command} TO quillspace_{role} {using} {check}"
    )
    op.execute(f"GRANT {grants} ON {table} TO quillspace_{role}")
