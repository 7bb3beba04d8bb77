"""Redirects set by authors, and former paths of pages."""

from alembic import op

from migrations.rls import allow, isolate

revision = "0012_redirects"
down_revision = "0011_assets"

TABLES = """
CREATE TABLE site_redirects (
    site_id UUID NOT NULL,
    from_path TEXT NOT NULL,
    kind TEXT DEFAULT 'moved' NOT NULL,
    to_page UUID,
    target TEXT DEFAULT '' NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_site_redirects PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_site_redirects_tenant_id_site_id FOREIGN KEY(tenant_id, site_id) REFERENCES sites (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_site_redirects_tenant_id_to_page FOREIGN KEY(tenant_id, to_page) REFERENCES pages (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_site_redirects_from_path UNIQUE (tenant_id, site_id, from_path)
);
CREATE INDEX ix_site_redirects_to_page ON site_redirects (tenant_id, to_page);
ALTER TABLE site_redirects ADD CONSTRAINT ck_site_redirects_kind CHECK (kind IN ('moved', 'temporary', 'gone'));

CREATE TABLE page_addresses (
    site_id UUID NOT NULL,
    path TEXT NOT NULL,
    page_id UUID NOT NULL,
    left_seq BIGINT NOT NULL,
    tenant_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_page_addresses PRIMARY KEY (tenant_id, site_id, path, page_id),
    CONSTRAINT fk_page_addresses_tenant_id_site_id FOREIGN KEY(tenant_id, site_id) REFERENCES sites (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_page_addresses_tenant_id_page_id FOREIGN KEY(tenant_id, page_id) REFERENCES pages (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_page_addresses_page ON page_addresses (tenant_id, page_id);
"""


def upgrade() -> None:
    """Create the tables and their policies. The edge reads both tables to resolve paths that have no file."""
    op.execute(TABLES)
    isolate("site_redirects")
    isolate("page_addresses")
    allow("edge", "site_redirects", grants="SELECT (site_id, from_path, kind, to_page, target)")
    allow("edge", "page_addresses", grants="SELECT (site_id, path, page_id, left_seq)")
