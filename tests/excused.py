"""Statements that name no tenant, and why: patterns searched for in the statement, by database role."""

EXCUSED = {
    "quillspace_app": {
        r"FROM memberships\s+WHERE memberships\.user_id = ": "finds the tenants of a person first",
    },
    # The relay finds what is due in all tenants and then enters each; no author waits for it.
    "quillspace_platform": {
        r"^(SELECT\b[^;]*?\bFROM|UPDATE|DELETE FROM) outbox\b": "the relay delivers all messages in order",
        r"^DELETE FROM edge_events WHERE created_at <": "deletes expired events of all tenants",
        r"^SELECT (DISTINCT )?(\w+)\.tenant_id\b(?!.*\bJOIN\b).* FROM \2\b": "finds tenants with something due",
    },
}
