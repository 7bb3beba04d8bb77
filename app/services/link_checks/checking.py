"""Checking external links: a limited number per host and run, least recently checked first."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, func, null, select, update
from sqlalchemy.dialects.postgresql import insert

from app.adapters.safe_http import PUBLIC_INTERNET, EgressPolicy, Unreachable, fetch_status
from app.models import LinkCheck, Site
from app.services import sites
from app.services.link_checks.places import external_addresses, host_of
from app.services.link_checks.schedule import RETRY_AFTER, WEEK, is_due
from app.tenancy import current_tenant_id, transaction

MAX_PER_HOST = 20
PAUSE_SECONDS = 0.5
RUN_SECONDS = 200.0
LAST_LOOK_SECONDS = 30.0
"""How long a check that begins just before the end of a run may take."""
THREADS = 8
GONE_STATUSES = {404, 410}
FEW_HOSTS = 2
"""In a run with at most this many hosts, failures are trusted even if none of the hosts responds."""
log = logging.getLogger("quillspace.worker")

NEVER_CHECKED = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Finding:
    """The result of one check. `is_sure`: the failure is permanent; `is_reached`: the host responded."""

    address: str
    trouble: str = ""
    is_sure: bool = False
    is_reached: bool = True


def check_links(
    site_id: UUID, *, address: str = "", only_due: bool = False, policy: EgressPolicy = PUBLIC_INTERNET
) -> None:
    """Check the site's external links: all of them, one, or only those that are due.

    URLs left out because of the limit per host or the time limit are retried in about an hour if they are due.
    Raises NotFound.
    """
    sites.get_site(site_id)
    addresses = external_addresses(site_id)
    known = known_checks(site_id)
    wanted = {
        each
        for each in addresses
        if (not address or each == address) and (not only_due or is_due(known.get(each)))
    }
    deadline = monotonic() + RUN_SECONDS
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="links")
    try:
        runs = [
            pool.submit(_check_host, some[:MAX_PER_HOST], policy, deadline)
            for some in _by_host(wanted, known)
        ]
        _save_credible(site_id, _results(runs, deadline))
    finally:
        # A thread that is stuck, such as in the resolver, must not keep the worker.
        pool.shutdown(wait=False, cancel_futures=True)
    if not address:
        _finish(site_id, addresses)


def _results(runs: Sequence[Future[list[Finding]]], deadline: float) -> Iterator[list[Finding]]:
    """Yield each host's findings as they arrive, until LAST_LOOK_SECONDS after the deadline (monotonic clock)."""
    try:
        for run in as_completed(runs, timeout=max(0.0, deadline - monotonic()) + LAST_LOOK_SECONDS):
            yield run.result()
    except TimeoutError:
        log.warning("%d hosts did not respond in time.", sum(not run.done() for run in runs))


def known_checks(site_id: UUID) -> Mapping[str, LinkCheck]:
    """The last check of each of the site's external URLs."""
    with transaction() as session:
        checks = session.scalars(select(LinkCheck).where(LinkCheck.site_id == site_id))
        return {check.address: check for check in checks}


def _by_host(addresses: Iterable[str], known: Mapping[str, LinkCheck]) -> Iterable[Sequence[str]]:
    hosts: dict[str, list[str]] = defaultdict(list)
    for address in sorted(addresses, key=lambda each: (_checked_at(known.get(each)), each)):
        hosts[host_of(address)].append(address)
    return hosts.values()


def _checked_at(check: LinkCheck | None) -> datetime:
    return check.checked_at if check else NEVER_CHECKED


def _check_host(addresses: Sequence[str], policy: EgressPolicy, deadline: float) -> list[Finding]:
    found = []
    for number, address in enumerate(addresses):
        if monotonic() > deadline:
            break
        if number:
            sleep(PAUSE_SECONDS)
        found.append(_check(address, policy))
    return found


def _check(address: str, policy: EgressPolicy) -> Finding:
    try:
        status = fetch_status(address.partition("#")[0], policy=policy)
    except Unreachable as error:
        return Finding(address, str(error), error.is_permanent, is_reached=False)
    except Exception:
        # Whatever a strange server sends, it must not end the checks of the other links.
        log.exception("A link check failed.")
        return Finding(address, "It can’t be checked.", is_reached=False)
    if status in GONE_STATUSES:
        return Finding(address, "This page no longer exists.", is_sure=True)
    return Finding(address, f"The site responds with an error ({status})." if status >= 500 else "")


def _save_credible(site_id: UUID, runs: Iterable[Sequence[Finding]]) -> None:
    """Save each host's findings as they arrive. If no host responds, assume that our own connection is down."""
    held: list[Finding] = []
    hosts, is_connected = 0, False
    for found in runs:
        hosts += 1
        held += found
        is_connected = is_connected or any(each.is_reached for each in found)
        if is_connected:
            _save(site_id, held)
            held = []
    if hosts <= FEW_HOSTS:
        _save(site_id, held)


def _save(site_id: UUID, found: Sequence[Finding]) -> None:
    now = datetime.now(UTC)
    of_site = {"tenant_id": current_tenant_id(), "site_id": site_id}
    rows = [
        {
            **of_site,
            "address": each.address,
            "trouble": each.trouble,
            "is_sure": each.is_sure,
            "since": now if each.trouble else None,
            "checked_at": now,
        }
        for each in found
    ]
    new = insert(LinkCheck)
    values: dict[str, Any] = {name: new.excluded[name] for name in ("trouble", "is_sure", "checked_at")}
    values["since"] = case(
        (new.excluded.trouble == "", null()), else_=func.coalesce(LinkCheck.since, new.excluded.since)
    )
    if rows:
        with transaction() as session:
            session.execute(new.on_conflict_do_update(constraint="pk_link_checks", set_=values), rows)


def _finish(site_id: UUID, addresses: set[str]) -> None:
    """Delete the checks of removed links, and set the time of the next check."""
    with transaction() as session:
        gone = delete(LinkCheck).where(LinkCheck.site_id == site_id, LinkCheck.address.not_in(addresses))
        session.execute(gone)
        known = known_checks(site_id)
        now = datetime.now(UTC)
        pause = RETRY_AFTER if any(is_due(known.get(each)) for each in addresses) else WEEK
        session.execute(
            update(Site)
            .where(Site.id == site_id)
            .values(links_checked_at=now, links_due_at=now + pause, updated_at=Site.updated_at)
        )
