"""Passwords for sites and pages."""

from alembic import op

from migrations.rls import allow, isolate

revision = "0013_locks"
down_revision = "0012_redirects"

TABLE = """
CREATE TABLE site_locks (
    site_id UUID NOT NULL,
    scope TEXT NOT NULL,
    page_id UUID,
    password_hash TEXT NOT NULL,
    key TEXT NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_site_locks PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_site_locks_tenant_id_site_id FOREIGN KEY(tenant_id, site_id) REFERENCES sites (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_site_locks_tenant_id_page_id FOREIGN KEY(tenant_id, page_id) REFERENCES pages (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_site_locks_scope UNIQUE (tenant_id, site_id, scope)
);
"""
LOOK_UP = """
CREATE FUNCTION find_lock(lock uuid) RETURNS TABLE (password_hash text, key text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT site_locks.password_hash, site_locks.key FROM public.site_locks WHERE site_locks.id = lock $$;
"""


def upgrade() -> None:
    """Create the table, its policies, and the lookup function for readers, who belong to no tenant.

    The edge may read the key that signs readers' cookies, but not the password's hash.
    """
    op.execute(TABLE)
    isolate("site_locks")
    allow("edge", "site_locks", grants="SELECT (tenant_id, site_id, id, page_id, key)")
    op.execute("GRANT SELECT (language) ON sites TO quillspace_edge")
    op.execute("CREATE POLICY owner_look_up ON site_locks FOR SELECT TO quillspace_owner USING (true)")
    op.execute(LOOK_UP)
    op.execute("REVOKE ALL ON FUNCTION find_lock(uuid) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION find_lock(uuid) TO quillspace_app")
