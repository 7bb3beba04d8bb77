"""A function that finds the identity behind a request with one query."""

from alembic import op

revision = "0006_find_identity"
down_revision = "0005_support"

FUNCTION = """
CREATE FUNCTION find_identity(hash bytea)
RETURNS TABLE (
    session_id uuid, chosen_tenant uuid, last_seen_at timestamptz, support_session_id uuid, support_tenant uuid,
    user_id uuid, email text, name text, is_staff boolean, members jsonb
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT sessions.id, sessions.chosen_tenant, sessions.last_seen_at, sessions.support_session_id,
           sessions.support_tenant, users.id, users.email, users.name, users.is_staff,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', tenants.id, 'name', tenants.name, 'support_access', tenants.support_access,
                'role', memberships.role
            ) ORDER BY memberships.created_at, tenants.id), '[]')
            FROM public.memberships JOIN public.tenants ON tenants.id = memberships.tenant_id
            WHERE memberships.user_id = users.id)
    FROM public.sessions JOIN public.users ON users.id = sessions.user_id
    WHERE sessions.token_hash = hash AND sessions.revoked_at IS NULL
      AND sessions.expires_at > now() AND users.disabled_at IS NULL
$$;
"""


def upgrade() -> None:
    """Create the function; only the app's role may call it."""
    op.execute(FUNCTION)
    op.execute("REVOKE ALL ON FUNCTION find_identity(bytea) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION find_identity(bytea) TO quillspace_app")
