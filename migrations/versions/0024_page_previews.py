"""Previews of one page, at its newest or an earlier revision."""

from alembic import op

revision = "0024_page_previews"
down_revision = "0023_link_doubts"

COLUMNS = """
ALTER TABLE previews
    ADD COLUMN page_id UUID,
    ADD COLUMN revision BIGINT,
    ADD COLUMN shown_at TIMESTAMP WITH TIME ZONE,
    ADD CONSTRAINT fk_previews_tenant_id_page_id FOREIGN KEY(tenant_id, page_id)
        REFERENCES pages (tenant_id, id) ON DELETE CASCADE,
    ADD CONSTRAINT ck_previews_page CHECK ((page_id IS NULL) = (revision IS NULL));
CREATE INDEX ix_previews_page ON previews (tenant_id, page_id) WHERE page_id IS NOT NULL;
"""


def upgrade() -> None:
    """Add the columns. Edges need no access to them: what they show is still a build."""
    op.execute(COLUMNS)
