"""Links that lead nowhere: to pages that are gone, and, looked at once a week, to other sites."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from urllib.parse import unquote, urlsplit
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from app.adapters.outside import OPEN_INTERNET, Gate, Unreachable, look
from app.adapters.redirects import bare_path
from app.models import LinkCheck, OutboxMessage, Page, Site
from app.services import documents, redirects, sites
from app.services.links import Place, place_of
from app.tenancy import current_tenant_id, platform_transaction, transaction
from app.tree.links import links_in

TOPIC = "links"
WEEK = timedelta(days=7)
MOST_OF_HOST = 20
MOST_PAGES = 5000
PAUSE_SECONDS = 0.5
RUN_SECONDS = 200.0
DEAD = {404, 410}


@dataclass(frozen=True, kw_only=True)
class BrokenLink:
    """A link that leads nowhere, and where it is."""

    place: Place
    target: str
    trouble: str


def list_broken(site_id: UUID) -> Sequence[BrokenLink]:
    """Every link of the site that leads nowhere, by page. Raises NotFound."""
    town = redirects.read_town(site_id)
    with transaction() as session:
        checks = select(LinkCheck.address, LinkCheck.trouble).where(LinkCheck.site_id == site_id)
        troubles = {row.address: row.trouble for row in session.execute(checks)}
    return [
        BrokenLink(place=place, target=target, trouble=trouble)
        for place, target in _links_of(site_id)
        if (trouble := _trouble(target, town, troubles))
    ]


def request_check(site_id: UUID) -> None:
    """Have the links to other sites looked at now, unless that is asked for already. Raises NotFound."""
    payload = {"site_id": str(site_id)}
    asked = select(OutboxMessage.id).where(
        OutboxMessage.topic == TOPIC, OutboxMessage.payload == payload, OutboxMessage.dispatched_at.is_(None)
    )
    with transaction() as session:
        sites.get_site(site_id)
        session.execute(select(Site.id).where(Site.id == site_id).with_for_update(key_share=True))
        if not session.scalar(select(asked.exists())):
            session.add(OutboxMessage(topic=TOPIC, payload=payload))


def list_due() -> Sequence[tuple[UUID, UUID]]:
    """Tenant and id of sites whose links nobody has looked at for a week."""
    query = select(Site.tenant_id, Site.id).where(
        Site.links_checked_at < datetime.now(UTC) - WEEK, Site.live_build_id.is_not(None)
    )
    with platform_transaction() as session:
        return [(row.tenant_id, row.id) for row in session.execute(query.limit(100))]


def check_links(site_id: UUID, *, gate: Gate = OPEN_INTERNET) -> None:
    """Look at every address elsewhere that the site links to, few of each host at a time. Raises NotFound."""
    with transaction() as session:
        session.execute(
            update(Site)
            .where(Site.id == site_id)
            .values(links_checked_at=datetime.now(UTC), updated_at=Site.updated_at)
        )
    addresses = {
        target for _place, target in _links_of(site_id) if target.startswith(("http://", "https://"))
    }
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in sorted(addresses):
        by_host[urlsplit(address).netloc].append(address)
    deadline = monotonic() + RUN_SECONDS
    with ThreadPoolExecutor(8) as pool:
        runs = pool.map(lambda each: _look_at_host(each[:MOST_OF_HOST], gate, deadline), by_host.values())
        found = [result for run in runs for result in run]
    _keep(site_id, addresses, found)


def _look_at_host(addresses: Sequence[str], gate: Gate, deadline: float) -> list[tuple[str, str]]:
    found = []
    for number, address in enumerate(addresses):
        if monotonic() > deadline:
            break
        if number:
            sleep(PAUSE_SECONDS)
        found.append((address, _look(address, gate)))
    return found


def _look(address: str, gate: Gate) -> str:
    try:
        status = look(address.partition("#")[0], gate=gate)
    except Unreachable as error:
        return str(error)
    if status in DEAD:
        return "The page is not there any more."
    return f"The site answers with an error ({status})." if status >= 500 else ""


def _keep(site_id: UUID, addresses: set[str], found: Sequence[tuple[str, str]]) -> None:
    now = datetime.now(UTC)
    tenant = current_tenant_id()
    rows = [
        {"tenant_id": tenant, "site_id": site_id, "address": address, "trouble": trouble, "checked_at": now}
        for address, trouble in found
    ]
    with transaction() as session:
        gone = delete(LinkCheck).where(LinkCheck.site_id == site_id, LinkCheck.address.not_in(addresses))
        session.execute(gone)
        if rows:
            new = insert(LinkCheck)
            kept = {"trouble": new.excluded.trouble, "checked_at": new.excluded.checked_at}
            session.execute(new.on_conflict_do_update(constraint="pk_link_checks", set_=kept), rows)


def _links_of(site_id: UUID) -> Iterator[tuple[Place, str]]:
    query = select(Page.id, Page.title, Page.kind).where(Page.site_id == site_id, Page.deleted_at.is_(None))
    with transaction() as session:
        rows = session.execute(query.order_by(Page.kind, Page.position, Page.id).limit(MOST_PAGES)).all()
    trees = documents.trees_holding([row.id for row in rows], lambda _stored: True)
    for row in rows:
        for link in links_in(trees[row.id]):
            yield place_of(row.id, row.title, row.kind, link), link.target


def _trouble(target: str, town: redirects.Town, troubles: Mapping[str, str]) -> str:
    if target.startswith("page:"):
        return "" if target.removeprefix("page:") in town.pages else "The page is in the trash."
    if target.startswith("/"):
        path = unquote(bare_path(target))
        end = town.lead(path)
        return "" if path in town.page_at or end.target or "." in path else "There is no such page."
    return troubles.get(target, "")
