"""Statements that may omit the tenant, by database role: patterns to search for, each with the reason."""

EXCUSED = {
    "quillspace_app": {
        r"FROM memberships\s+WHERE memberships\.user_id = ": "finds out to which tenants a user belongs",
    },
    # The relay finds what is due for all tenants, then enters each tenant's scope. No author waits for this.
    "quillspace_platform": {
        r"^(SELECT\b[^;]*?\bFROM|UPDATE|DELETE FROM) outbox\b": "the relay delivers all messages in order",
        r"^DELETE FROM edge_events WHERE created_at <": "deletes expired events of all tenants",
        r"^SELECT (DISTINCT )?(\w+)\.tenant_id\b(?!.*\bJOIN\b).* FROM \2\b": "finds tenants for which something is due",
    },
}
