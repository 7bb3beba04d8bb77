"""Monitoring of releases until they are live, and the release that requested a build."""

from alembic import op

revision = "0021_watched_releases"
down_revision = "0020_previews"

CHANGES = """
ALTER TABLE releases ADD COLUMN is_watched BOOLEAN DEFAULT false NOT NULL;
CREATE INDEX ix_releases_watched ON releases (starts_at) WHERE is_watched;
GRANT SELECT (is_watched) ON releases TO quillspace_platform;
ALTER TABLE site_builds ADD COLUMN release_id UUID;
ALTER TABLE site_builds ADD CONSTRAINT fk_site_builds_tenant_id_release_id
    FOREIGN KEY (tenant_id, release_id) REFERENCES releases (tenant_id, id) ON DELETE SET NULL (release_id);
CREATE INDEX ix_site_builds_release ON site_builds (tenant_id, release_id) WHERE release_id IS NOT NULL;
"""


def upgrade() -> None:
    """Add the columns. Existing releases are not watched: those that began or ended did so long ago, and the others will be watched once they begin."""
    op.execute(CHANGES)
