"""Support visits: staff find a tenant and view it read-only for 30 minutes, which its audit log records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, text, update

from app.errors import Forbidden, Invalid, NotFound
from app.extensions import config
from app.models import Membership, Role, SignInSession, SupportAccess, SupportSession, Tenant, User
from app.services import accounts as limits
from app.services import audit
from app.services.accounts import Identity, Visit
from app.services.mail import Mail, MailKind, greeting_name, own_link, plain, send_later
from app.tenancy import outside_reading_transaction, tenant_scope, transaction, user_scope

LENGTH = timedelta(minutes=30)
MIN_REASON_LENGTH, MAX_REASON_LENGTH = 10, 500

_VISIT_MAIL = """Hello {name},

Someone from our support team has just opened your sites to help you.
They can look around for {minutes} minutes, but can’t change anything. They gave this reason:

    {reason}

Everything they look at is listed at {url}
You can choose under Account whether support may view your sites.

QuillSpace
"""


@dataclass(frozen=True, kw_only=True)
class TenantResult:
    """A tenant in the search results."""

    tenant_id: UUID
    name: str
    support_access: SupportAccess
    owner_name: str
    owner_email: str


def search_tenants(wanted: str, *, staff: Identity) -> Sequence[TenantResult]:
    """Find tenants by name or owner's email. Logs the search. Raises Forbidden or TooMany."""
    _check_staff(staff)
    limits.consume_attempt("search by staff", str(staff.user.id))
    with outside_reading_transaction(), user_scope(staff.user.id), transaction() as session:
        rows = session.execute(text("SELECT * FROM search_tenants(:wanted)"), {"wanted": wanted}).all()
        audit.record_staff("tenant.search", wanted=wanted, found=len(rows))
    return [
        TenantResult(
            tenant_id=row.tenant_id,
            name=row.name,
            support_access=SupportAccess(row.support_access),
            owner_name=row.owner_name,
            owner_email=row.owner_email,
        )
        for row in rows
    ]


def get_tenant(tenant_id: UUID, *, staff: Identity) -> Tenant:
    """A tenant that staff may visit. Raises Forbidden or NotFound."""
    _check_staff(staff)
    with tenant_scope(tenant_id, user_id=staff.user.id), transaction() as session:
        tenant = session.scalar(select(Tenant).where(Tenant.id == tenant_id))
    if tenant is None:
        raise NotFound("We couldn’t find that author.")
    return tenant


def start_visit(tenant_id: UUID, *, reason: str, staff: Identity) -> None:
    """Start a visit in this staff session. Raises Forbidden, Invalid or NotFound."""
    _check_staff(staff)
    if not MIN_REASON_LENGTH <= len(reason.strip()) <= MAX_REASON_LENGTH:
        raise Invalid(
            f"Please say why, in at least {MIN_REASON_LENGTH} characters. The author will read it.",
            field="reason",
        )
    visit_id = uuid4()
    with tenant_scope(tenant_id, user_id=staff.user.id), transaction():
        subject = _visited_owner(tenant_id)
    scope = tenant_scope(
        tenant_id, user_id=staff.user.id, on_behalf_of=subject.id, support_session_id=visit_id
    )
    with scope, transaction() as session:
        session.execute(
            insert(SupportSession).values(
                tenant_id=tenant_id,
                id=visit_id,
                staff_id=staff.user.id,
                subject_id=subject.id,
                reason=reason.strip(),
                expires_at=func.now() + LENGTH,
            )
        )
        _set_session_visit(staff, visit_id=visit_id, tenant_id=tenant_id)
        audit.record("support.enter", tenant_id, reason=reason.strip())
        audit.record_staff("support.enter", tenant=str(tenant_id), reason=reason.strip())
        send_later(MailKind.SUPPORT_VISIT, user_id=subject.id, reason=reason.strip())


def compose_visit_mail(user: User, *, reason: str) -> Mail:
    """Compose the email that notifies an author of a visit."""
    url = own_link(f"{config().app_url}/account/activity")
    body = _VISIT_MAIL.format(
        name=greeting_name(user), minutes=LENGTH // timedelta(minutes=1), reason=plain(reason), url=url
    )
    return Mail(subject="Support is viewing your QuillSpace sites", body=body)


def end_visit(visit: Visit, *, staff: Identity) -> None:
    """End a visit before it expires."""
    scope = tenant_scope(
        visit.tenant.id,
        user_id=staff.user.id,
        on_behalf_of=visit.subject.id,
        support_session_id=visit.id,
    )
    with scope, transaction() as session:
        session.execute(
            update(SupportSession).where(SupportSession.id == visit.id).values(ended_at=func.now())
        )
        _set_session_visit(staff, visit_id=None, tenant_id=None)
        audit.record("support.leave", visit.tenant.id)


def record_page_view(path: str) -> None:
    """Record one page view by staff in the tenant's audit log."""
    with outside_reading_transaction():
        audit.record("support.look", path)


def _check_staff(identity: Identity) -> None:
    if not identity.is_staff:
        raise Forbidden
    if identity.visit is not None:
        raise Forbidden("You’re already visiting an author’s sites. Please end that visit first.")


def _visited_owner(tenant_id: UUID) -> User:
    """The owner whose screens staff will see. Raises NotFound, or Forbidden if the tenant does not allow visits."""
    with transaction() as session:
        found = session.execute(
            select(Tenant.support_access, User)
            .join(Membership, Membership.tenant_id == Tenant.id)
            .join(User, User.id == Membership.user_id)
            .where(Tenant.id == tenant_id, Membership.role == Role.OWNER)
            .order_by(Membership.created_at)
        ).first()
    if found is None:
        raise NotFound("We couldn’t find that author.")
    access, subject = found
    if access == SupportAccess.NEVER:
        raise Forbidden("This author doesn’t allow support visits. Please help them by email.")
    if access == SupportAccess.ASK:
        raise Forbidden(
            "This author wants to be asked before a visit. Write to them; they can allow visits under Account."
        )
    return subject


def _set_session_visit(staff: Identity, *, visit_id: UUID | None, tenant_id: UUID | None) -> None:
    with transaction() as session:
        session.execute(
            update(SignInSession)
            .where(SignInSession.id == staff.session_id)
            .values(support_session_id=visit_id, support_tenant=tenant_id)
        )
