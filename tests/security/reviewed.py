"""Reviewed exceptions to the rules about the catalogue. Each line is a security decision; add lines with care."""

from tests.security.catalogue_tables import TENANT

USER = TENANT.replace("rls.tenant_id", "rls.user_id")
GALLERY = "(tenant_id = '00000000-0000-4000-8000-000000000001'::uuid)"

OWN_ROWS = f"(user_id = {USER})"
OWN_MEMBERSHIPS = f"( SELECT memberships.tenant_id FROM memberships WHERE (memberships.user_id = {USER}))"
FELLOWS = f"( SELECT memberships.user_id FROM memberships WHERE (memberships.tenant_id = {TENANT}))"
LISTED = (
    "(EXISTS ( SELECT FROM templates WHERE ((templates.tenant_id = template_versions.tenant_id) "
    "AND (templates.id = template_versions.template_id) AND templates.is_public)))"
)

RETRIES = "faults, last_error, looked_at, parked_at, retry_at, tries, waits_since"

POLICIES = {
    # A tenant sees itself; a user sees the tenants that they belong to, and their memberships.
    f"tenants ALL for quillspace_app using (id = {TENANT}) check (id = {TENANT})",
    f"tenants SELECT for quillspace_app using (id IN {OWN_MEMBERSHIPS})",
    f"memberships SELECT for quillspace_app using {OWN_ROWS}",
    # Users belong to no tenant: each sees their own row and those of fellow members.
    f"users ALL for quillspace_app using (id = {USER}) check (id = {USER})",
    f"users SELECT for quillspace_app using (id IN {FELLOWS})",
    f"user_credentials ALL for quillspace_app using {OWN_ROWS} check {OWN_ROWS}",
    f"sessions ALL for quillspace_app using {OWN_ROWS} check {OWN_ROWS}",
    f"password_resets ALL for quillspace_app using {OWN_ROWS} check {OWN_ROWS}",
    f"staff_audit_log ALL for quillspace_app using (actor_id = {USER}) check (actor_id = {USER})",
    # The gallery is visible to every tenant.
    f"templates SELECT for quillspace_app using (is_public AND {GALLERY} AND ({TENANT} IS NOT NULL))",
    f"template_versions SELECT for quillspace_app using ({GALLERY} AND ({TENANT} IS NOT NULL) AND {LISTED})",
    # The lookups before sign-in run as the owner, to which policies apply too (FORCE).
    "tenants SELECT for quillspace_owner using true",
    "users SELECT for quillspace_owner using true",
    "user_credentials SELECT for quillspace_owner using true",
    "memberships SELECT for quillspace_owner using true",
    "sessions SELECT for quillspace_owner using true",
    "password_resets SELECT for quillspace_owner using true",
    # The platform role serves the relay, the sweep, the scheduler and operators.
    "tenants SELECT for quillspace_platform using true",
    "memberships SELECT for quillspace_platform using true",
    "users SELECT for quillspace_platform using true",
    "users UPDATE for quillspace_platform using true",
    "sessions SELECT for quillspace_platform using true",
    "sessions DELETE for quillspace_platform using true",
    "password_resets SELECT for quillspace_platform using true",
    "password_resets DELETE for quillspace_platform using true",
    "sites SELECT for quillspace_platform using true",
    "hosts SELECT for quillspace_platform using true",
    "site_builds SELECT for quillspace_platform using true",
    "outbox SELECT for quillspace_platform using true",
    "outbox UPDATE for quillspace_platform using true check true",
    "outbox DELETE for quillspace_platform using true",
    "edge_events SELECT for quillspace_platform using true",
    "edge_events DELETE for quillspace_platform using true",
    # The relay sees which releases are due.
    "releases SELECT for quillspace_platform using true",
    # The sweep sees which previews have ended.
    "previews SELECT for quillspace_platform using true",
    # The sweep that folds the log reads it, and updates rows that are older than ten minutes.
    "pages SELECT for quillspace_platform using true",
    "pages UPDATE for quillspace_platform using true check true",
    "page_versions SELECT for quillspace_platform using true",
    "page_operations SELECT for quillspace_platform using true",
    (
        "page_operations UPDATE for quillspace_platform using ((kind = 'do'::text) "
        "AND (created_at < (now() - '00:10:00'::interval))) check (kind = 'do'::text)"
    ),
    "support_sessions SELECT for quillspace_platform using true",
    "staff_audit_log SELECT for quillspace_platform using true",
    "staff_audit_log INSERT for quillspace_platform check true",
    # The edge reads hostnames and live builds, and nothing else.
    "hosts SELECT for quillspace_edge using true",
    "sites SELECT for quillspace_edge using true",
    "edge_events SELECT for quillspace_edge using true",
    # The edge resolves paths without a page.
    "site_redirects SELECT for quillspace_edge using true",
    "page_addresses SELECT for quillspace_edge using true",
    "site_locks SELECT for quillspace_edge using true",
    # The edge reports sites that it cannot show, and deletes the reports once it can.
    "edge_reports SELECT for quillspace_edge using true",
    "edge_reports INSERT for quillspace_edge check true",
    "edge_reports UPDATE for quillspace_edge using true check true",
    "edge_reports DELETE for quillspace_edge using true",
    # Each edge gives signs of life, which operators read from any machine; housekeeping forgets edges that are gone.
    "edges SELECT for quillspace_edge using true",
    "edges INSERT for quillspace_edge check true",
    "edges UPDATE for quillspace_edge using true check true",
    "edges SELECT for quillspace_platform using true",
    "edges DELETE for quillspace_platform using true",
    "previews SELECT for quillspace_edge using true",
    # Readers belong to no tenant: their password is looked up by the lock's id.
    "site_locks SELECT for quillspace_owner using true",
}

RIGHTS = {
    "quillspace_app SELECT tenants",
    "quillspace_app INSERT tenants",
    "quillspace_app UPDATE tenants",
    "quillspace_app SELECT users",
    "quillspace_app INSERT users(confirmed_at, email, id, name)",
    "quillspace_app UPDATE users(confirmed_at, email, name)",
    "quillspace_app SELECT user_credentials",
    "quillspace_app INSERT user_credentials",
    "quillspace_app UPDATE user_credentials",
    "quillspace_app SELECT sessions",
    "quillspace_app INSERT sessions",
    "quillspace_app UPDATE sessions",
    "quillspace_app SELECT password_resets",
    "quillspace_app INSERT password_resets",
    "quillspace_app UPDATE password_resets",
    "quillspace_app SELECT staff_audit_log",
    "quillspace_app INSERT staff_audit_log",
    "quillspace_platform SELECT tenants",
    "quillspace_platform SELECT memberships",
    "quillspace_platform SELECT users",
    "quillspace_platform UPDATE users(disabled_at, is_staff)",
    "quillspace_platform SELECT sessions(expires_at, id)",
    "quillspace_platform DELETE sessions",
    "quillspace_platform SELECT password_resets(expires_at, id)",
    "quillspace_platform DELETE password_resets",
    "quillspace_platform SELECT sites",
    "quillspace_platform SELECT hosts",
    "quillspace_platform SELECT site_builds",
    "quillspace_platform SELECT previews(expires_at, id, revoked_at, tenant_id)",
    "quillspace_platform SELECT releases(ends_at, id, is_watched, starts_at, state, tenant_id)",
    "quillspace_platform SELECT outbox",
    f"quillspace_platform UPDATE outbox(dispatched_at, {RETRIES})",
    "quillspace_platform DELETE outbox",
    "quillspace_platform SELECT edge_events",
    "quillspace_platform DELETE edge_events",
    (
        "quillspace_platform SELECT pages(folded_revision, id, published_revision, revision, snapshot_revision, "
        "tenant_id)"
    ),
    "quillspace_platform UPDATE pages(folded_revision)",
    "quillspace_platform SELECT page_versions(page_id, revision, tenant_id)",
    (
        "quillspace_platform SELECT page_operations(actor_id, created_at, group_id, kind, page_id, payload, "
        "revision, tenant_id)"
    ),
    "quillspace_platform UPDATE page_operations(folded_into, label, payload)",
    "quillspace_platform SELECT support_sessions",
    "quillspace_platform SELECT staff_audit_log",
    "quillspace_platform INSERT staff_audit_log",
    "quillspace_edge SELECT hosts(hostname, id, kind, redirects_to, site_id, state, tenant_id)",
    "quillspace_edge SELECT sites(id, language, live_build_id, live_seq, tenant_id)",
    "quillspace_edge SELECT site_locks(id, key, page_id, site_id, tenant_id)",
    "quillspace_edge SELECT edge_events",
    "quillspace_edge SELECT edge_reports",
    "quillspace_edge INSERT edge_reports",
    "quillspace_edge UPDATE edge_reports(is_full, noted_at)",
    "quillspace_edge DELETE edge_reports",
    "quillspace_edge SELECT edges",
    "quillspace_edge INSERT edges",
    "quillspace_edge UPDATE edges(behind_since, heard_at, name)",
    "quillspace_platform SELECT edges",
    "quillspace_platform DELETE edges",
    (
        "quillspace_edge SELECT previews(build_id, digest, expires_at, hostname, id, path, ready_at, revoked_at, "
        "tenant_id)"
    ),
    "quillspace_edge SELECT site_redirects(from_path, kind, site_id, target, to_page)",
    "quillspace_edge SELECT page_addresses(left_seq, page_id, path, site_id)",
}

LOOK_UPS = {
    "find_accounts(text,uuid[],bigint[])",
    "find_signed_in_user(bytea)",
    "find_identity(bytea)",
    "find_session(bytea)",
    "find_lock(uuid)",
    "find_login(text)",
    "find_password_reset(bytea)",
    "search_tenants(text)",
}

ALLOWED = {
    "table without tenant_id": {
        "tenants",
        "users",
        "user_credentials",
        "sessions",
        "password_resets",
        "staff_audit_log",
        "edges",
        "alembic_version",
    },
    # Only the owner has privileges on this table.
    "row-level security is off": {"alembic_version"},
    "row-level security does not apply to the owner": {"alembic_version"},
    "unreviewed policy": POLICIES,
    # Hostnames are unique worldwide.
    "unique across tenants": {"hosts.uq_hosts_hostname", "previews.uq_previews_hostname"},
    # Restricted by a CHECK to the site's own tenant and the gallery.
    "foreign key without the tenant": {"sites.fk_sites_template_tenant_id_template_version_id"},
    "foreign key to a table without tenants": {"memberships.fk_memberships_user_id"},
    "reference without a foreign key": {
        # Generated by browsers and workers; they reference no table.
        "page_conflicts.client_id",
        "page_conflicts.operation_id",
        "page_operations.client_id",
        "page_operations.group_id",
        "page_operations.operation_id",
        "site_builds.lease_id",
        # Each edge chooses its own id.
        "edge_reports.edge_id",
        # Users belong to no tenant, and may have left.
        "audit_log.actor_id",
        "page_conflicts.actor_id",
        "page_conflicts.other_id",
        "page_operations.actor_id",
        "page_versions.actor_id",
        "support_sessions.staff_id",
        "support_sessions.subject_id",
        # Log entries and events outlive the rows to which they refer.
        "audit_log.support_session_id",
        "edge_events.build_id",
        "edge_events.site_id",
    },
    # Backups must contain every row. No QuillSpace process uses this login.
    "role that can bypass row-level security": {"quillspace_backup BYPASSRLS"},
    "role that may assume another role": {"quillspace_backup pg_read_all_data"},
    "unreviewed privilege": RIGHTS,
    "default privilege on new tables": {
        "quillspace_backup SELECT on tables",
        "quillspace_backup SELECT on sequences",
    },
    "unreviewed definer function": LOOK_UPS,
}
