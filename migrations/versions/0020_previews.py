"""Previews: links to a whole site that work for a limited time."""

from alembic import op

from migrations.rls import allow, isolate

revision = "0020_previews"
down_revision = "0019_edge_reports"

TABLE = """
CREATE TABLE previews (
    site_id UUID NOT NULL,
    build_id UUID NOT NULL,
    release_id UUID,
    hostname TEXT NOT NULL,
    digest TEXT NOT NULL,
    path TEXT DEFAULT '/' NOT NULL,
    label TEXT NOT NULL,
    created_by UUID,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ready_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_previews PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_previews_hostname UNIQUE (hostname),
    CONSTRAINT fk_previews_tenant_id_site_id FOREIGN KEY(tenant_id, site_id) REFERENCES sites (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_previews_tenant_id_build_id FOREIGN KEY(tenant_id, build_id) REFERENCES site_builds (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_previews_tenant_id_release_id FOREIGN KEY(tenant_id, release_id) REFERENCES releases (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_previews_site ON previews (tenant_id, site_id);
CREATE INDEX ix_previews_build ON previews (tenant_id, build_id);
CREATE INDEX ix_previews_open ON previews (expires_at) WHERE revoked_at IS NULL;
"""
# A preview is not a publication and has no publication number.
BUILDS = """
ALTER TABLE site_builds DROP CONSTRAINT ck_site_builds_kind;
ALTER TABLE site_builds ADD CONSTRAINT ck_site_builds_kind
    CHECK (kind IN ('publish', 'rollback', 'release', 'preview'));
ALTER TABLE site_builds DROP CONSTRAINT uq_site_builds_publish_seq;
CREATE UNIQUE INDEX uq_site_builds_publish_seq ON site_builds (tenant_id, site_id, publish_seq)
    WHERE kind <> 'preview';
"""


def upgrade() -> None:
    """Create the table and its policies. The edge may read what it needs to show previews, and the sweep may read which links have expired."""
    op.execute(TABLE)
    op.execute(BUILDS)
    isolate("previews")
    edge = "SELECT (tenant_id, id, build_id, hostname, digest, path, expires_at, ready_at, revoked_at)"
    allow("edge", "previews", grants=edge)
    allow("platform", "previews", grants="SELECT (tenant_id, id, expires_at, revoked_at)")
