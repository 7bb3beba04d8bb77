"""Sites, their hosts, and the gallery of templates."""

from alembic import op

from migrations.rls import TENANT, allow, isolate

revision = "0002_sites"
down_revision = "0001_people"

TABLES = """
CREATE TABLE templates (
    slug TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    description TEXT DEFAULT '' NOT NULL,
    category TEXT DEFAULT '' NOT NULL,
    is_public BOOLEAN DEFAULT false NOT NULL,
    position BIGINT DEFAULT 0 NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_templates PRIMARY KEY (tenant_id, id)
);

CREATE TABLE template_versions (
    template_id UUID NOT NULL,
    version BIGINT NOT NULL,
    html_source TEXT NOT NULL,
    css TEXT DEFAULT '' NOT NULL,
    default_schema JSONB NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_template_versions PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_template_versions_tenant_id_template_id FOREIGN KEY(tenant_id, template_id) REFERENCES templates (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE sites (
    name TEXT DEFAULT '' NOT NULL,
    author_name TEXT DEFAULT '' NOT NULL,
    tagline TEXT DEFAULT '' NOT NULL,
    language TEXT DEFAULT 'en' NOT NULL,
    template_tenant_id UUID NOT NULL,
    template_version_id UUID NOT NULL,
    settings JSONB DEFAULT '{}' NOT NULL,
    publish_seq BIGINT DEFAULT 0 NOT NULL,
    live_seq BIGINT DEFAULT 0 NOT NULL,
    live_build_id UUID,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_sites PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_sites_template_tenant_id_template_version_id FOREIGN KEY(template_tenant_id, template_version_id) REFERENCES template_versions (tenant_id, id),
    CONSTRAINT fk_sites_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id) ON DELETE CASCADE
);

CREATE TABLE hosts (
    site_id UUID NOT NULL,
    hostname TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    redirects_to TEXT,
    verified_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_hosts PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_hosts_tenant_id_site_id FOREIGN KEY(tenant_id, site_id) REFERENCES sites (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_hosts_hostname UNIQUE (hostname)
);
"""

GALLERY = "00000000-0000-4000-8000-000000000001"

CHECKS = f"""
ALTER TABLE templates ADD CONSTRAINT uq_templates_slug UNIQUE (tenant_id, slug);
ALTER TABLE template_versions ADD CONSTRAINT uq_template_versions_version UNIQUE (tenant_id, template_id, version);
ALTER TABLE sites ADD CONSTRAINT ck_sites_template CHECK (template_tenant_id IN (tenant_id, '{GALLERY}'));
ALTER TABLE hosts ADD CONSTRAINT ck_hosts_kind CHECK (kind IN ('subdomain', 'custom'));
ALTER TABLE hosts ADD CONSTRAINT ck_hosts_state CHECK (state IN ('pending', 'active', 'disabled'));
ALTER TABLE hosts ADD CONSTRAINT ck_hosts_hostname CHECK (hostname = lower(hostname) AND hostname <> '');
CREATE INDEX ix_sites_template ON sites (template_tenant_id, template_version_id);
CREATE INDEX ix_hosts_site ON hosts (tenant_id, site_id);
"""


def upgrade() -> None:
    """Create the tables and their policies."""
    op.execute(TABLES)
    op.execute(CHECKS)
    for table in ("templates", "template_versions", "sites", "hosts"):
        isolate(table)
    _gallery_is_readable()
    for table in ("sites", "hosts"):
        allow("platform", table)
    allow("edge", "hosts", grants="SELECT (tenant_id, id, site_id, hostname, kind, state, redirects_to)")
    allow("edge", "sites", grants="SELECT (tenant_id, id, live_build_id, live_seq)")


def _gallery_is_readable() -> None:
    """Let every tenant read the gallery's public templates in addition to its own."""
    op.execute(
        f"CREATE POLICY gallery ON templates FOR SELECT TO quillspace_app "
        f"USING (is_public AND tenant_id = '{GALLERY}' AND {TENANT} IS NOT NULL)"
    )
    op.execute(
        f"CREATE POLICY gallery ON template_versions FOR SELECT TO quillspace_app "
        f"USING (tenant_id = '{GALLERY}' AND {TENANT} IS NOT NULL AND EXISTS ("
        f"SELECT FROM templates WHERE templates.tenant_id = template_versions.tenant_id "
        f"AND templates.id = template_versions.template_id AND templates.is_public))"
    )
