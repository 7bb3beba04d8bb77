"""Signs of life of the edges, so that an operator sees from any machine which one is away or behind."""

from alembic import op

from migrations.rls import allow, protect

revision = "0030_edges"
down_revision = "0029_large_builds"

TABLE = """
CREATE TABLE edges (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    heard_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    behind_since TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_edges PRIMARY KEY (id)
);
"""


def upgrade() -> None:
    """Create the table: edges write to it, and operators read it. The app has nothing to do with it."""
    op.execute(TABLE)
    protect("edges")
    allow("edge", "edges")
    allow("edge", "edges", command="INSERT", grants="INSERT")
    allow("edge", "edges", command="UPDATE", grants="UPDATE (name, heard_at, behind_since)")
    allow("platform", "edges")
    allow("platform", "edges", command="DELETE", grants="DELETE")
