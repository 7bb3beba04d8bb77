"""Pages, their operation logs and their versions."""

from alembic import op

from migrations.rls import isolate

revision = "0003_pages"
down_revision = "0002_sites"

TABLES = """
CREATE TABLE pages (
    site_id UUID NOT NULL,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    meta_description TEXT DEFAULT '' NOT NULL,
    position BIGINT DEFAULT 0 NOT NULL,
    in_menu BOOLEAN DEFAULT true NOT NULL,
    revision BIGINT DEFAULT 0 NOT NULL,
    puck_data JSONB NOT NULL,
    snapshot_revision BIGINT DEFAULT 0 NOT NULL,
    snapshot_meta JSONB DEFAULT '{}' NOT NULL,
    published_revision BIGINT,
    published_at TIMESTAMP WITH TIME ZONE,
    deleted_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_pages PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_pages_tenant_id_site_id FOREIGN KEY(tenant_id, site_id) REFERENCES sites (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE page_operations (
    page_id UUID NOT NULL,
    revision BIGINT DEFAULT 0 NOT NULL,
    operation_id UUID NOT NULL,
    group_id UUID NOT NULL,
    actor_id UUID,
    on_behalf_of UUID,
    kind TEXT NOT NULL,
    target_group UUID,
    base_revision BIGINT,
    label TEXT NOT NULL,
    payload JSONB NOT NULL,
    tenant_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_page_operations PRIMARY KEY (page_id, revision, tenant_id),
    CONSTRAINT fk_page_operations_tenant_id_page_id FOREIGN KEY(tenant_id, page_id) REFERENCES pages (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE page_versions (
    page_id UUID NOT NULL,
    revision BIGINT DEFAULT 0 NOT NULL,
    kind TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    actor_id UUID,
    puck_data JSONB NOT NULL,
    meta JSONB DEFAULT '{}' NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_page_versions PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_page_versions_tenant_id_page_id FOREIGN KEY(tenant_id, page_id) REFERENCES pages (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE page_references (
    page_id UUID NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_page_references PRIMARY KEY (page_id, kind, target, tenant_id),
    CONSTRAINT fk_page_references_tenant_id_page_id FOREIGN KEY(tenant_id, page_id) REFERENCES pages (tenant_id, id) ON DELETE CASCADE
);
"""

CHECKS = """
CREATE UNIQUE INDEX uq_pages_slug ON pages (tenant_id, site_id, slug) WHERE deleted_at IS NULL;
CREATE INDEX ix_pages_site ON pages (tenant_id, site_id);
ALTER TABLE page_operations ADD CONSTRAINT uq_page_operations_operation_id UNIQUE (tenant_id, page_id, operation_id);
ALTER TABLE page_operations ADD CONSTRAINT ck_page_operations_kind CHECK (kind IN ('do', 'undo', 'redo'));
CREATE INDEX ix_page_operations_actor ON page_operations (tenant_id, page_id, actor_id, revision);
CREATE INDEX ix_page_operations_group ON page_operations (tenant_id, page_id, group_id);
ALTER TABLE page_versions ADD CONSTRAINT ck_page_versions_kind CHECK (kind IN ('named', 'publish'));
CREATE INDEX ix_page_versions_page ON page_versions (tenant_id, page_id, revision);
CREATE INDEX ix_page_references_target ON page_references (tenant_id, kind, target);
"""


def upgrade() -> None:
    """Create the tables and their policies. The app may only append to the log and read it."""
    op.execute(TABLES)
    op.execute(CHECKS)
    isolate("pages")
    isolate("page_operations", grants="SELECT, INSERT")
    isolate("page_versions")
    isolate("page_references")
