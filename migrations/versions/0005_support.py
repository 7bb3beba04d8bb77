"""Support sessions and audit logs."""

from alembic import op

from migrations.rls import USER, allow, isolate, protect

revision = "0005_support"
down_revision = "0004_publishing"

TABLES = """
CREATE TABLE support_sessions (
    staff_id UUID NOT NULL,
    subject_id UUID NOT NULL,
    reason TEXT NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_support_sessions PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_support_sessions_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id) ON DELETE CASCADE
);

CREATE TABLE audit_log (
    actor_id UUID,
    on_behalf_of UUID,
    support_session_id UUID,
    action TEXT NOT NULL,
    subject TEXT DEFAULT '' NOT NULL,
    details JSONB DEFAULT '{}' NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_audit_log PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_audit_log_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id) ON DELETE CASCADE
);

CREATE TABLE staff_audit_log (
    actor_id UUID NOT NULL,
    action TEXT NOT NULL,
    details JSONB DEFAULT '{}' NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_staff_audit_log PRIMARY KEY (id)
);
"""

CHECKS = """
CREATE INDEX ix_audit_log_created_at ON audit_log (tenant_id, created_at);
ALTER TABLE support_sessions ADD CONSTRAINT ck_support_sessions_reason CHECK (length(reason) >= 10);
ALTER TABLE support_sessions ADD CONSTRAINT ck_support_sessions_length
    CHECK (expires_at <= created_at + interval '30 minutes');
"""


def upgrade() -> None:
    """Create the tables and their policies. The app may only append to the logs and read them."""
    op.execute(TABLES)
    op.execute(CHECKS)
    isolate("support_sessions", grants="SELECT, INSERT, UPDATE (ended_at)")
    isolate("audit_log", grants="SELECT, INSERT")
    allow("platform", "support_sessions")
    protect("staff_audit_log")
    op.execute(
        f"CREATE POLICY own_rows ON staff_audit_log FOR ALL TO quillspace_app "
        f"USING (actor_id = {USER}) WITH CHECK (actor_id = {USER})"
    )
    op.execute("GRANT SELECT, INSERT ON staff_audit_log TO quillspace_app")
    allow("platform", "staff_audit_log")
    allow("platform", "staff_audit_log", command="INSERT", grants="INSERT")
