"""A report on a site's links: which ones are broken, and the progress of the running check."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote
from uuid import UUID

from app.delivery.redirects import bare_path
from app.models import LinkCheck
from app.services import redirects, sites
from app.services.link_checks.checking import known_checks
from app.services.link_checks.places import is_external, links_of
from app.services.link_checks.requests import open_messages
from app.services.link_checks.schedule import is_broken
from app.services.pages import InboundLink
from app.tenancy import transaction


@dataclass(frozen=True, kw_only=True)
class BrokenLink:
    """A broken link and where it is."""

    place: InboundLink
    target: str
    trouble: str
    since: datetime | None = None
    """First failed check; only for external links."""
    checked_at: datetime | None = None

    @property
    def is_external(self) -> bool:
        """Whether the link points to another site and can therefore be checked again."""
        return is_external(self.target)


@dataclass(frozen=True, kw_only=True)
class Report:
    """A site's broken links, and the state of its external links."""

    broken: Sequence[BrokenLink]
    external: int
    """Number of external URLs."""
    unchecked: int
    """Number of external URLs that have never been checked."""
    checked_at: datetime | None
    """End of the last run."""
    requested_at: datetime | None
    """When the current check was requested; None if none is running."""
    done: int
    """Number of external URLs checked since `requested_at`; 0 if no check is running."""


def read_report(site_id: UUID) -> Report:
    """Build the report. Raises NotFound."""
    site = sites.get_site(site_id)
    book = redirects.read_address_book(site_id)
    known = known_checks(site_id)
    links = list(links_of(site_id))
    external = {target for _place, target in links if is_external(target)}
    with transaction() as session:
        asked = [message.created_at for message in session.scalars(open_messages(site_id))]
    requested_at = min(asked, default=None)
    seen = [known[each].checked_at for each in external & known.keys()]
    return Report(
        broken=[
            found for place, target in links if (found := _broken(place, target, book, known.get(target)))
        ],
        external=len(external),
        unchecked=len(external) - len(seen),
        checked_at=site.links_checked_at,
        requested_at=requested_at,
        done=sum(moment >= requested_at for moment in seen) if requested_at else 0,
    )


def list_broken(site_id: UUID) -> Sequence[BrokenLink]:
    """All broken links of the site, by page. Raises NotFound."""
    return read_report(site_id).broken


def count_broken(site_id: UUID) -> int:
    """The number of broken links. Raises NotFound."""
    return len(list_broken(site_id))


def _broken(
    place: InboundLink, target: str, book: redirects.AddressBook, check: LinkCheck | None
) -> BrokenLink | None:
    if is_external(target):
        if check is None or not is_broken(check):
            return None
        return BrokenLink(
            place=place, target=target, trouble=check.trouble, since=check.since, checked_at=check.checked_at
        )
    trouble = _internal_trouble(target, book)
    return BrokenLink(place=place, target=target, trouble=trouble) if trouble else None


def _internal_trouble(target: str, book: redirects.AddressBook) -> str:
    if target.startswith("page:"):
        return "" if target.removeprefix("page:") in book.pages else "The page is in the trash."
    if target.startswith("/"):
        path = unquote(bare_path(target))
        end = book.resolve(path)
        return "" if path in book.page_at or end.target or "." in path else "This page doesn’t exist."
    return ""
