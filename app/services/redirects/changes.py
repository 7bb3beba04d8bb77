"""Add, change and delete redirects. Changes are live within seconds, without a publication."""

from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.delivery.redirects import Rule
from app.errors import Conflict, Invalid
from app.models import EdgeEvent, RedirectKind, Site, SiteRedirect
from app.services import audit
from app.services.redirects.resolution import AddressBook, get_redirect, read_address_book
from app.services.redirects.validation import check_no_circle, clean_from, clean_rule
from app.tenancy import current_tenant_id, transaction

MAX_REDIRECTS = 10_000
PUBLISHED_FILE = text("""
SELECT input_keys -> 'pages' -> CAST(:page AS text) ->> 0
FROM sites JOIN site_builds ON site_builds.tenant_id = sites.tenant_id AND site_builds.id = live_build_id
WHERE sites.tenant_id = :tenant AND sites.id = :site
""")


def add_redirect(site_id: UUID, *, from_path: str, target: str, kind: str = "moved") -> SiteRedirect:
    """Add a redirect. Raises NotFound, Invalid or Conflict."""
    with transaction() as session:
        lock_site(session, site_id)
        book = read_address_book(site_id)
        path, rule = _clean(from_path, kind, target, book)
        if path in book.rules.redirects:
            raise Conflict(
                "There’s already a redirect from this address. Please change that one.", field="from_path"
            )
        _check_limit(book)
        redirect = _row(site_id, path, rule)
        session.add(redirect)
        notify_edges(session, site_id)
        audit.record("redirect.create", site_id, title=path)
    return redirect


def change_redirect(redirect_id: UUID, *, from_path: str, target: str, kind: str) -> SiteRedirect:
    """Change a redirect's path, target and kind. Raises NotFound, Invalid or Conflict."""
    with transaction() as session:
        row = get_redirect(redirect_id)
        lock_site(session, row.site_id)
        path, rule = _clean(from_path, kind, target, read_address_book(row.site_id).without(row.from_path))
        row.from_path, row.kind, row.target = path, rule.kind, rule.target
        row.to_page = UUID(rule.page) if rule.page else None
        try:
            session.flush()
        except IntegrityError as error:
            raise Conflict("There’s already a redirect from this address.", field="from_path") from error
        notify_edges(session, row.site_id)
        audit.record("redirect.update", row.site_id, title=path)
    return row


def delete_redirect(redirect_id: UUID) -> SiteRedirect:
    """Delete a redirect and return it. Raises NotFound."""
    with transaction() as session:
        row = get_redirect(redirect_id)
        session.delete(row)
        notify_edges(session, row.site_id)
        audit.record("redirect.delete", row.site_id, title=row.from_path)
    return row


def redirect_deleted_page(session: Session, site_id: UUID, page_id: UUID, slug: str, target: str) -> None:
    """Redirect a page that is being deleted, from its current path and from its published path.

    Raises Invalid or Conflict.
    """
    book = read_address_book(site_id)
    live = session.scalar(
        PUBLISHED_FILE, {"tenant": current_tenant_id(), "page": str(page_id), "site": site_id}
    )
    paths = {f"/{slug}"} | ({f"/{live.removeprefix('/').removesuffix('.html')}"} if live else set())
    rule = clean_rule("moved", target, book)
    if rule.page == str(page_id):
        raise Invalid("This is the page you’re deleting. Please choose another one.", field="target")
    _forget(session, site_id, paths)
    book = book.without_page(str(page_id))
    for path in sorted(paths):
        _check_limit(book)
        check_no_circle(path, rule, book)
        book = book.with_rules({path: rule})
        session.add(_row(site_id, path, rule))
    notify_edges(session, site_id)


def delete_redirects_from(session: Session, site_id: UUID, path: str) -> None:
    """Delete the redirects from a path, because a restored page uses it again."""
    _forget(session, site_id, {path})
    notify_edges(session, site_id)


def lock_site(session: Session, site_id: UUID) -> None:
    """Lock the site's redirects, so that concurrent changes cannot create a loop together."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"redirects {site_id}", 0))))
    session.scalar(select(Site.id).where(Site.id == site_id))


def notify_edges(session: Session, site_id: UUID) -> None:
    """Make every edge agent reload the site's redirects."""
    session.flush()
    session.add(EdgeEvent(kind="redirects", site_id=site_id))


def _check_limit(book: AddressBook) -> None:
    """Raise Conflict if the site can have no more redirects."""
    if len(book.rules.redirects) >= MAX_REDIRECTS:
        raise Conflict(f"A site can have at most {MAX_REDIRECTS:,} redirects. Delete one first.")


def _clean(from_path: str, kind: str, target: str, book: AddressBook) -> tuple[str, Rule]:
    if kind not in set(RedirectKind):
        raise Invalid("Please choose one of these.", field="kind")
    path = clean_from(from_path, book)
    rule = clean_rule(kind, target, book)
    check_no_circle(path, rule, book)
    return path, rule


def _row(site_id: UUID, path: str, rule: Rule) -> SiteRedirect:
    page = UUID(rule.page) if rule.page else None
    return SiteRedirect(site_id=site_id, from_path=path, kind=rule.kind, to_page=page, target=rule.target)


def _forget(session: Session, site_id: UUID, paths: set[str]) -> None:
    session.execute(
        delete(SiteRedirect).where(SiteRedirect.site_id == site_id, SiteRedirect.from_path.in_(paths))
    )
