"""How often each outbox message was tried, when it is tried next, and why it was parked."""

from alembic import op

revision = "0028_parked_work"
down_revision = "0027_confirmed_addresses"

CHANGES = """
ALTER TABLE outbox
    ADD COLUMN tries BIGINT DEFAULT 0 NOT NULL,
    ADD COLUMN faults BIGINT DEFAULT 0 NOT NULL,
    ADD COLUMN waits_since TIMESTAMP WITH TIME ZONE,
    ADD COLUMN retry_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN parked_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN last_error TEXT DEFAULT '' NOT NULL;
CREATE INDEX ix_outbox_turns ON outbox (tenant_id, topic, id) WHERE dispatched_at IS NULL;
CREATE INDEX ix_outbox_parked ON outbox (parked_at) WHERE parked_at IS NOT NULL;
CREATE INDEX ix_site_builds_started ON site_builds (tenant_id, started_at);
GRANT UPDATE (tries, faults, waits_since, retry_at, parked_at, last_error) ON outbox TO quillspace_platform;
"""


def upgrade() -> None:
    """Add the columns, which only the relay and operators update."""
    op.execute(CHANGES)
