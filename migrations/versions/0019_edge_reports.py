"""Reports of sites whose newest build an edge could not lay out, so that authors can be told."""

from alembic import op

from migrations.rls import allow, isolate

revision = "0019_edge_reports"
down_revision = "0018_stopped_builds"

TABLE = """
CREATE TABLE edge_reports (
    tenant_id UUID NOT NULL,
    site_id UUID NOT NULL,
    edge_id UUID NOT NULL,
    is_full BOOLEAN NOT NULL,
    noted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_edge_reports PRIMARY KEY (tenant_id, site_id, edge_id),
    CONSTRAINT fk_edge_reports_tenant_id_site_id FOREIGN KEY(tenant_id, site_id) REFERENCES sites (tenant_id, id) ON DELETE CASCADE
);
"""


def upgrade() -> None:
    """Create the table: edges write to it, and authors read the rows of their own sites."""
    op.execute(TABLE)
    isolate("edge_reports", grants="SELECT")
    allow("edge", "edge_reports")
    allow("edge", "edge_reports", command="INSERT", grants="INSERT")
    allow("edge", "edge_reports", command="UPDATE", grants="UPDATE (is_full, noted_at)")
    allow("edge", "edge_reports", command="DELETE", grants="DELETE")
