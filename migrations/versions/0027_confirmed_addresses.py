"""Addresses that their owners confirm by email, and browsers in which somebody has signed in before."""

from alembic import op

revision = "0027_confirmed_addresses"
down_revision = "0026_edge_request_ids"

# Existing users, and those whom the previous release creates, count as confirmed. It still finds the right one.
COLUMNS = """
ALTER TABLE users ADD COLUMN confirmed_at TIMESTAMP WITH TIME ZONE DEFAULT now();
CREATE UNIQUE INDEX uq_users_email_confirmed ON users (email) WHERE confirmed_at IS NOT NULL;
CREATE INDEX ix_users_email ON users (email);
ALTER TABLE users DROP CONSTRAINT uq_users_email;
GRANT INSERT (confirmed_at), UPDATE (confirmed_at) ON users TO quillspace_app;
ALTER TABLE user_credentials ADD COLUMN browser_epoch BIGINT DEFAULT 0 NOT NULL;
"""

FUNCTIONS = """
CREATE FUNCTION find_accounts(address text, known uuid[], epochs bigint[])
RETURNS TABLE (
    user_id uuid, password_hash text, totp_secret text, is_staff boolean, is_disabled boolean,
    is_confirmed boolean, is_known boolean
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH matching AS (
        SELECT users.id, users.created_at, credentials.password_hash, credentials.totp_secret, users.is_staff,
               users.disabled_at IS NOT NULL AS is_disabled, users.confirmed_at IS NOT NULL AS is_confirmed,
               EXISTS (
                   SELECT FROM unnest(known, epochs) AS browser (user_id, epoch)
                   WHERE browser.user_id = users.id AND browser.epoch = credentials.browser_epoch
               ) AS is_known
        FROM public.users JOIN public.user_credentials credentials ON credentials.user_id = users.id
        WHERE users.email = lower(address) AND (users.confirmed_at IS NOT NULL OR users.disabled_at IS NULL)
    )
    SELECT DISTINCT ON (is_confirmed)
           id, password_hash, totp_secret, is_staff, is_disabled, is_confirmed, is_known
    FROM matching
    WHERE is_known OR NOT EXISTS (SELECT FROM matching WHERE is_known)
    ORDER BY is_confirmed DESC, created_at DESC, id
$$;

CREATE OR REPLACE FUNCTION find_login(address text)
RETURNS TABLE (user_id uuid, password_hash text, totp_secret text, is_staff boolean, disabled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT found.user_id, found.password_hash, found.totp_secret, found.is_staff, found.is_disabled
    FROM public.find_accounts(address, '{}', '{}') found
    ORDER BY found.is_confirmed DESC
    LIMIT 1
$$;

CREATE FUNCTION find_signed_in_user(hash bytea)
RETURNS TABLE (
    session_id uuid, chosen_tenant uuid, last_seen_at timestamptz, support_session_id uuid, support_tenant uuid,
    user_id uuid, email text, confirmed_at timestamptz, name text, is_staff boolean, members jsonb
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT sessions.id, sessions.chosen_tenant, sessions.last_seen_at, sessions.support_session_id,
           sessions.support_tenant, users.id, users.email, users.confirmed_at, users.name, users.is_staff,
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

CREATE OR REPLACE FUNCTION search_tenants(wanted text)
RETURNS TABLE (tenant_id uuid, name text, support_access text, owner_id uuid, owner_name text, owner_email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT tenants.id, tenants.name, tenants.support_access, owner.id, owner.name,
           owner.email || CASE WHEN owner.confirmed_at IS NULL THEN ' (not confirmed)' ELSE '' END
    FROM public.tenants
    JOIN public.memberships ON memberships.tenant_id = tenants.id AND memberships.role = 'owner'
    JOIN public.users owner ON owner.id = memberships.user_id
    WHERE EXISTS (
        SELECT FROM public.users staff
        WHERE staff.id = nullif(current_setting('rls.user_id', true), '')::uuid
          AND staff.is_staff AND staff.disabled_at IS NULL
    )
      AND length(wanted) >= 2
      AND (position(lower(wanted) IN lower(tenants.name)) > 0 OR position(lower(wanted) IN owner.email) > 0)
    ORDER BY tenants.name, owner.email
    LIMIT 50
$$;
"""

NEW_FUNCTIONS = ("find_accounts(text, uuid[], bigint[])", "find_signed_in_user(bytea)")


def upgrade() -> None:
    """Add the columns and the functions that read them; several unconfirmed users may claim one address."""
    op.execute(COLUMNS)
    op.execute(FUNCTIONS)
    for function in NEW_FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO quillspace_app")
