"""Tenants, people, their sign-in data, and lookup functions for requests without an identity."""

from alembic import op

from migrations.rls import TENANT, USER, allow, isolate, protect

revision = "0001_people"
down_revision = None

TABLES = """
CREATE TABLE tenants (
    name TEXT DEFAULT '' NOT NULL,
    support_access TEXT DEFAULT 'read' NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_tenants PRIMARY KEY (id)
);

CREATE TABLE users (
    email TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    is_staff BOOLEAN DEFAULT false NOT NULL,
    disabled_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_email UNIQUE (email)
);

CREATE TABLE user_credentials (
    user_id UUID NOT NULL,
    password_hash TEXT NOT NULL,
    totp_secret TEXT,
    changed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_user_credentials PRIMARY KEY (user_id),
    CONSTRAINT fk_user_credentials_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE memberships (
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    role TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_memberships PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT fk_memberships_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id) ON DELETE CASCADE,
    CONSTRAINT fk_memberships_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE sessions (
    user_id UUID NOT NULL,
    chosen_tenant UUID,
    token_hash BYTEA NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    user_agent TEXT DEFAULT '' NOT NULL,
    ip TEXT DEFAULT '' NOT NULL,
    support_session_id UUID,
    support_tenant UUID,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_sessions PRIMARY KEY (id),
    CONSTRAINT fk_sessions_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_sessions_token_hash UNIQUE (token_hash)
);

CREATE TABLE password_resets (
    user_id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_password_resets PRIMARY KEY (id),
    CONSTRAINT fk_password_resets_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_password_resets_token_hash UNIQUE (token_hash)
);
"""

CHECKS = """
ALTER TABLE tenants ADD CONSTRAINT ck_tenants_support_access CHECK (support_access IN ('never', 'ask', 'read'));
ALTER TABLE memberships ADD CONSTRAINT ck_memberships_role CHECK (role IN ('owner', 'editor', 'viewer'));
ALTER TABLE users ADD CONSTRAINT ck_users_email CHECK (email = lower(email));
CREATE INDEX ix_memberships_user_id ON memberships (user_id);
CREATE INDEX ix_sessions_user_id ON sessions (user_id);
"""

LOOK_UPS = """
CREATE FUNCTION find_session(hash bytea) RETURNS TABLE (session_id uuid, user_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT sessions.id, sessions.user_id FROM public.sessions
    JOIN public.users ON users.id = sessions.user_id
    WHERE sessions.token_hash = hash AND sessions.revoked_at IS NULL
      AND sessions.expires_at > now() AND users.disabled_at IS NULL
$$;

CREATE FUNCTION find_login(address text)
RETURNS TABLE (user_id uuid, password_hash text, totp_secret text, is_staff boolean, disabled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT users.id, credentials.password_hash, credentials.totp_secret, users.is_staff,
           users.disabled_at IS NOT NULL
    FROM public.users JOIN public.user_credentials credentials ON credentials.user_id = users.id
    WHERE users.email = lower(address)
$$;

CREATE FUNCTION find_password_reset(hash bytea) RETURNS TABLE (reset_id uuid, user_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT resets.id, resets.user_id FROM public.password_resets resets
    JOIN public.users ON users.id = resets.user_id
    WHERE resets.token_hash = hash AND resets.used_at IS NULL AND resets.expires_at > now()
      AND users.disabled_at IS NULL
$$;

CREATE FUNCTION search_tenants(wanted text)
RETURNS TABLE (tenant_id uuid, name text, support_access text, owner_id uuid, owner_name text, owner_email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT tenants.id, tenants.name, tenants.support_access, owner.id, owner.name, owner.email
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

FUNCTIONS = ("find_session(bytea)", "find_login(text)", "find_password_reset(bytea)", "search_tenants(text)")

# The lookup functions run as the owner, to which policies apply too (FORCE), so a policy lets it read these tables.
OWNER_READS = ("tenants", "users", "user_credentials", "memberships", "sessions", "password_resets")


def upgrade() -> None:
    """Create the tables, their policies and the lookup functions."""
    op.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    op.execute(
        "GRANT USAGE ON SCHEMA public TO quillspace_app, quillspace_platform, quillspace_edge, quillspace_backup"
    )
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO quillspace_backup")
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO quillspace_backup")
    op.execute(TABLES)
    op.execute(CHECKS)
    for table in OWNER_READS:
        protect(table)
        op.execute(f"CREATE POLICY owner_look_up ON {table} FOR SELECT TO quillspace_owner USING (true)")
    _tenants_and_members()
    _people()
    op.execute(LOOK_UPS)
    for function in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO quillspace_app")


def _tenants_and_members() -> None:
    op.execute(
        f"CREATE POLICY tenant_isolation ON tenants FOR ALL TO quillspace_app "
        f"USING (id = {TENANT}) WITH CHECK (id = {TENANT})"
    )
    op.execute(
        f"CREATE POLICY own_tenants ON tenants FOR SELECT TO quillspace_app "
        f"USING (id IN (SELECT tenant_id FROM memberships WHERE user_id = {USER}))"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON tenants TO quillspace_app")
    # Otherwise a tenant that adds a stranger as a member could read the stranger's name and email.
    isolate("memberships", grants="SELECT, INSERT, UPDATE (role), DELETE")
    op.execute(
        f"CREATE POLICY join_as_oneself ON memberships AS RESTRICTIVE FOR INSERT TO quillspace_app "
        f"WITH CHECK (user_id = {USER})"
    )
    op.execute(
        f"CREATE POLICY own_memberships ON memberships FOR SELECT TO quillspace_app USING (user_id = {USER})"
    )
    for table in ("tenants", "memberships", "users"):
        allow("platform", table)


def _people() -> None:
    op.execute(
        f"CREATE POLICY own_row ON users FOR ALL TO quillspace_app USING (id = {USER}) WITH CHECK (id = {USER})"
    )
    op.execute(
        f"CREATE POLICY fellow_members ON users FOR SELECT TO quillspace_app "
        f"USING (id IN (SELECT user_id FROM memberships WHERE tenant_id = {TENANT}))"
    )
    op.execute("GRANT SELECT ON users TO quillspace_app")
    op.execute("GRANT INSERT (id, email, name), UPDATE (email, name) ON users TO quillspace_app")
    for table in ("user_credentials", "sessions", "password_resets"):
        op.execute(
            f"CREATE POLICY own_rows ON {table} FOR ALL TO quillspace_app "
            f"USING (user_id = {USER}) WITH CHECK (user_id = {USER})"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO quillspace_app")
    op.execute("CREATE POLICY platform_update ON users FOR UPDATE TO quillspace_platform USING (true)")
    op.execute("GRANT UPDATE (is_staff, disabled_at) ON users TO quillspace_platform")
    for table in ("sessions", "password_resets"):
        allow("platform", table, grants="SELECT (id, expires_at)")
        allow("platform", table, command="DELETE", grants="DELETE")
