"""Shared sections, which are documents like pages, and saved sections, which are copied."""

from alembic import op

from migrations.rls import isolate

revision = "0008_sections"
down_revision = "0007_client_id"

PAGES = """
ALTER TABLE pages ADD COLUMN kind TEXT DEFAULT 'page' NOT NULL;
ALTER TABLE pages ADD COLUMN site_part TEXT;
ALTER TABLE pages ADD CONSTRAINT ck_pages_kind CHECK (kind IN ('page', 'section'));
ALTER TABLE pages ADD CONSTRAINT ck_pages_site_part CHECK (site_part IN ('header', 'footer'));
DROP INDEX uq_pages_slug;
CREATE UNIQUE INDEX uq_pages_slug ON pages (tenant_id, site_id, slug) WHERE deleted_at IS NULL AND kind = 'page';
CREATE UNIQUE INDEX uq_pages_site_part ON pages (tenant_id, site_id, site_part)
    WHERE deleted_at IS NULL AND site_part IS NOT NULL AND kind = 'section';
"""

SAVED = """
CREATE TABLE saved_sections (
    site_id UUID NOT NULL,
    name TEXT NOT NULL,
    data JSONB NOT NULL,
    created_by UUID,
    deleted_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_saved_sections PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_saved_sections_tenant_id_site_id FOREIGN KEY(tenant_id, site_id) REFERENCES sites (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_saved_sections_site ON saved_sections (tenant_id, site_id);
"""


def upgrade() -> None:
    """Distinguish pages from shared sections, which have no URL, and create the table of saved sections."""
    op.execute(PAGES)
    op.execute(SAVED)
    isolate("saved_sections")
