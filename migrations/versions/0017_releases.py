"""Releases: several pages that go live together at a scheduled time."""

from alembic import op

from migrations.rls import allow, isolate

revision = "0017_releases"
down_revision = "0016_link_checks"

TABLES = """
CREATE TABLE releases (
    site_id UUID NOT NULL,
    name TEXT NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    zone TEXT NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE,
    start_seq BIGINT,
    end_seq BIGINT,
    created_by UUID,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_releases PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_releases_tenant_id_site_id FOREIGN KEY(tenant_id, site_id) REFERENCES sites (tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE releases ADD CONSTRAINT ck_releases_state
    CHECK (state IN ('waiting', 'running', 'over', 'cancelled'));
CREATE INDEX ix_releases_site ON releases (tenant_id, site_id);
CREATE INDEX ix_releases_open ON releases (starts_at) WHERE state IN ('waiting', 'running');

CREATE TABLE release_items (
    release_id UUID NOT NULL,
    page_id UUID NOT NULL,
    revision BIGINT NOT NULL,
    before_revision BIGINT,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_release_items PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_release_items_state UNIQUE (tenant_id, release_id, page_id, revision),
    CONSTRAINT fk_release_items_tenant_id_release_id FOREIGN KEY(tenant_id, release_id) REFERENCES releases (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_release_items_tenant_id_page_id FOREIGN KEY(tenant_id, page_id) REFERENCES pages (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_release_items_page ON release_items (tenant_id, page_id);
"""


def upgrade() -> None:
    """Create the tables and their policies. The relay may read which releases are due, and nothing else."""
    op.execute(TABLES)
    isolate("releases")
    isolate("release_items")
    allow("platform", "releases", grants="SELECT (tenant_id, id, state, starts_at, ends_at)")
