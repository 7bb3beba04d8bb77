"""Statements that name no tenant, and why: by role, patterns that are looked for in the statement."""

EXCUSED = {
    "quillspace_app": {
        r"FROM memberships\s+WHERE memberships\.user_id = ": "which tenants somebody has is asked first",
    },
    # It asks for what is due in all tenants, so that each can be entered; no author waits for it.
    "quillspace_platform": {
        r"^(SELECT|UPDATE|DELETE)\b.*\boutbox\b": "one relay takes the messages of all tenants, in their order",
        r"^DELETE FROM edge_events WHERE created_at <": "old news goes, whoever's it is",
        r"^SELECT (DISTINCT )?(\w+)\.tenant_id\b(?!.*\bJOIN\b).* FROM \2\b": "finds who has something to do",
    },
}
