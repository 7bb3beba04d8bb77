"""Read the redirects of a site and resolve their final targets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from app.delivery.redirects import FOLDER, Resolution, Rule, Rules, rules_from_rows
from app.errors import NotFound
from app.models import Host, Page, PageAddress, PageKind, SiteRedirect
from app.services import sites
from app.tenancy import transaction


@dataclass(frozen=True)
class AddressBook:
    """Everything that determines where a path on a site leads: pages, hostnames and redirects."""

    pages: Mapping[str, str]
    """Paths by page id, as they will be after the next publication."""
    titles: Mapping[str, str]
    hostnames: frozenset[str]
    rules: Rules

    @cached_property
    def page_at(self) -> dict[str, str]:
        """The page ids by path."""
        return {path: page for page, path in self.pages.items()}

    def with_rules(self, more: Mapping[str, Rule]) -> "AddressBook":
        """A copy with these redirects added."""
        return replace(self, rules=replace(self.rules, redirects={**self.rules.redirects, **more}))

    def without(self, path: str) -> "AddressBook":
        """A copy without the redirect from this path."""
        remaining = {each: rule for each, rule in self.rules.redirects.items() if each != path}
        return replace(self, rules=replace(self.rules, redirects=remaining))

    def without_page(self, page_id: str) -> "AddressBook":
        """A copy without this page."""
        return replace(self, pages={each: path for each, path in self.pages.items() if each != page_id})

    def loops(self) -> Iterator[tuple[str, Resolution]]:
        """Yield the paths of redirects that lead into a loop or through too many redirects, with where they lead."""
        return self.rules.loops(self.pages, self.page_at.__contains__)

    def resolve(self, path: str) -> Resolution:
        """Follow redirects from a path to the final target."""
        probe = path.removesuffix(FOLDER) or "/"
        return self.rules.resolve(probe, self.pages, self.page_at.__contains__)


@dataclass(frozen=True, kw_only=True)
class RedirectView:
    """A redirect for the list."""

    id: UUID
    from_path: str
    kind: str
    target: str
    """A path, a URL, or `page:` plus a page id."""
    page_title: str = ""
    end: str
    """The final target; '' if there is none."""
    is_circle: bool = False
    is_shadowed: bool = False
    """Whether a page has the same path and takes precedence."""

    @property
    def is_dead(self) -> bool:
        """Whether the redirect's final target is missing."""
        return self.kind != "gone" and not self.end


def read_address_book(site_id: UUID) -> AddressBook:
    """Load a site's address book. Raises NotFound."""
    with transaction() as session:
        sites.get_site(site_id)
        pages = session.execute(
            select(Page.id, Page.slug, Page.title).where(
                Page.kind == PageKind.PAGE, Page.site_id == site_id, Page.deleted_at.is_(None)
            )
        ).all()
        hostnames = session.scalars(select(Host.hostname).where(Host.site_id == site_id)).all()
        redirects = session.execute(
            select(
                SiteRedirect.from_path, SiteRedirect.kind, SiteRedirect.to_page, SiteRedirect.target
            ).where(SiteRedirect.site_id == site_id)
        ).all()
        left = session.execute(
            select(PageAddress.path, PageAddress.page_id)
            .where(PageAddress.site_id == site_id)
            .order_by(PageAddress.left_seq.desc(), PageAddress.path)
        ).all()
    return AddressBook(
        pages={str(page.id): f"/{page.slug}" for page in pages},
        titles={str(page.id): page.title for page in pages},
        hostnames=frozenset(hostnames),
        rules=rules_from_rows(redirects, left),
    )


def list_redirects(site_id: UUID) -> Sequence[RedirectView]:
    """All redirects of a site, ordered by path. Raises NotFound."""
    book = read_address_book(site_id)
    query = select(SiteRedirect).where(SiteRedirect.site_id == site_id).order_by(SiteRedirect.from_path)
    with transaction() as session:
        rows = session.scalars(query).all()
    return [_view(book, row) for row in rows]


def get_redirect(redirect_id: UUID) -> SiteRedirect:
    """A redirect of the current tenant. Raises NotFound."""
    with transaction() as session:
        row = session.scalar(select(SiteRedirect).where(SiteRedirect.id == redirect_id))
    if row is None:
        raise NotFound("We couldn’t find that redirect. It may have been deleted.")
    return row


def redirects_to(page_id: UUID) -> Sequence[str]:
    """The paths that redirect to a page."""
    query = select(SiteRedirect.from_path).where(SiteRedirect.to_page == page_id)
    with transaction() as session:
        return session.scalars(query.order_by(SiteRedirect.from_path)).all()


def _view(book: AddressBook, row: SiteRedirect) -> RedirectView:
    end = book.resolve(row.from_path)
    return RedirectView(
        id=row.id,
        from_path=row.from_path,
        kind=row.kind,
        target=f"page:{row.to_page}" if row.to_page else row.target,
        page_title=book.titles.get(str(row.to_page), "a page in the trash") if row.to_page else "",
        end=end.target,
        is_circle=end.is_circle,
        is_shadowed=row.from_path in book.page_at,
    )
