"""Settings for search engines and link previews, and custom 404 pages."""

from alembic import op

revision = "0014_search"
down_revision = "0013_locks"

COLUMNS = """
ALTER TABLE pages ADD COLUMN search JSONB DEFAULT '{}' NOT NULL;
ALTER TABLE sites ADD COLUMN search JSONB DEFAULT '{}' NOT NULL;
ALTER TABLE sites ADD COLUMN missing_page_id UUID;
ALTER TABLE sites ADD CONSTRAINT fk_sites_missing_page FOREIGN KEY (tenant_id, missing_page_id)
    REFERENCES pages (tenant_id, id) ON DELETE SET NULL (missing_page_id);
"""


def upgrade() -> None:
    """Add the columns; the tables' existing policies cover them."""
    op.execute(COLUMNS)
