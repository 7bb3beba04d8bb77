"""Few pooled connections, many tenants, and everything that can go wrong during a request."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.orm import Session

from app import extensions
from app.models import Site
from app.tenancy import ScopedSession, public_scope, tenant_scope, transaction, user_scope
from tests.factories import make_site, make_template, make_tenant

TENANTS = 20
THREADS = 32
WAVE = 4 * THREADS
"""The number of requests that start together.

The pool is not fair: a thread may get its connection back at once, so without waves, two threads would do all the work.
"""


class Mishap(Exception):
    """An error raised by a request itself."""


@pytest.fixture
def canaries(clean_database, admin_engine: Engine) -> Iterator[dict[UUID, str]]:
    """Tenants, each with one site whose name only this tenant may see, sharing a pool of at most two connections."""
    with Session(admin_engine) as session, session.begin():
        version = make_template(session)
        made = {}
        for number in range(TENANTS):
            tenant = make_tenant(session, "Letters")
            page = make_site(session, tenant, version, subdomain=f"site-{number}")
            session.get_one(Site, (tenant, page.site_id)).name = made[tenant] = f"canary-{number}"
    connections = extensions.configure(clean_database, pool_size=1)
    assert connections.pool_size == 1
    yield made
    connections.close()


def raise_an_error(session: Session, _admin: Engine) -> None:
    session.execute(text("UPDATE sites SET tagline = 'half done'"))
    raise Mishap


def break_a_statement(session: Session, _admin: Engine) -> None:
    session.execute(text("SELECT 1 / 0"))


def run_out_of_time(session: Session, _admin: Engine) -> None:
    session.execute(text("SET LOCAL statement_timeout = 1"))
    session.execute(text("SELECT pg_sleep(5)"))


def lose_the_connection(session: Session, admin: Engine) -> None:
    process = session.scalar(text("SELECT pg_backend_pid()"))
    with admin.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:process, 2000)"), {"process": process})
    session.execute(text("SELECT 1"))


def commit_inside(session: Session, _admin: Engine) -> None:
    session.commit()
    session.execute(select(Site.name))


def roll_back_inside(session: Session, _admin: Engine) -> None:
    session.rollback()
    session.execute(select(Site.name))


def close_inside(session: Session, _admin: Engine) -> None:
    session.close()
    session.execute(select(Site.name))


def roll_back_a_savepoint(session: Session, _admin: Engine) -> None:
    with session.begin_nested():
        session.execute(text("UPDATE sites SET tagline = 'half done'"))
        raise Mishap


def set_for_the_whole_connection(session: Session, _admin: Engine) -> None:
    """Set the tenant outside the transaction, as an injected statement could."""
    session.execute(text("SELECT set_config('rls.tenant_id', current_setting('rls.tenant_id'), false)"))


def do_nothing_wrong(session: Session, _admin: Engine) -> None:
    session.execute(text("UPDATE sites SET tagline = 'done'"))


MISHAPS: tuple[Callable[[Session, Engine], None], ...] = (
    raise_an_error,
    break_a_statement,
    run_out_of_time,
    commit_inside,
    roll_back_inside,
    close_inside,
    roll_back_a_savepoint,
    set_for_the_whole_connection,
    *[do_nothing_wrong] * 8,
)


@pytest.mark.parametrize("mishap", [*MISHAPS[:8], lose_the_connection], ids=lambda mishap: mishap.__name__)
def test_a_connection_returned_after_a_mishap_carries_nothing_over(canaries, admin_engine, mishap):
    first, second = list(canaries)[:2]
    run_request(first, mishap, admin_engine)
    with tenant_scope(second), transaction() as session:
        assert session.scalars(select(Site.name)).all() == [canaries[second]]
    with public_scope(), transaction() as session:
        assert session.scalars(select(Site.name)).all() == []
    with user_scope(first), transaction() as session:
        assert session.scalars(select(Site.name)).all() == []


def test_a_bare_connection_of_the_pool_sees_nothing(canaries, admin_engine):
    for tenant, mishap in zip(canaries, (*MISHAPS[:7], lose_the_connection, do_nothing_wrong), strict=False):
        run_request(tenant, mishap, admin_engine)
        with extensions.engine().connect() as connection:
            assert connection.execute(select(Site.name)).all() == []


def test_a_bare_connection_of_the_pool_has_neither_a_tenant_nor_a_user(canaries):
    tenant = next(iter(canaries))
    settings = [text(f"SELECT current_setting('{name}', true)") for name in ("rls.tenant_id", "rls.user_id")]
    with tenant_scope(tenant, user_id=tenant), transaction() as session:
        assert [session.scalar(setting) for setting in settings] == [str(tenant)] * 2
        pid = session.scalar(text("SELECT pg_backend_pid()"))

    with extensions.engine().connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) == pid
        assert [connection.scalar(setting) or "" for setting in settings] == ["", ""]


def test_the_same_session_keeps_its_tenant_over_commits_and_errors(canaries):
    tenant = next(iter(canaries))
    with tenant_scope(tenant), ScopedSession(extensions.engine()) as session:
        for _ in range(10):
            assert session.scalars(select(Site.name)).all() == [canaries[tenant]]
            session.commit()
            with pytest.raises(DBAPIError):
                session.execute(text("SELECT 1 / 0"))
            session.rollback()


@pytest.mark.parametrize(
    "requests", [600, pytest.param(20_000, marks=[pytest.mark.soak, pytest.mark.timeout(900)])]
)
def test_each_of_many_requests_sees_its_own_tenant(canaries, admin_engine, requests):
    dice = random.Random(7)
    tenants = list(canaries)
    orders = [(dice.choice(tenants), dice.choice(MISHAPS)) for _ in range(requests)]
    for place in range(0, requests, 100):
        orders[place] = (orders[place][0], lose_the_connection)

    results: list[tuple[list[str], str]] = []
    with ThreadPoolExecutor(THREADS) as pool:
        for place in range(0, requests, WAVE):
            wave = orders[place : place + WAVE]
            results += pool.map(lambda order: run_request(*order, admin_engine), wave)

    wrong = [
        (mishap.__name__, seen)
        for (tenant, mishap), (seen, _end) in zip(orders, results, strict=True)
        if set(seen) != {canaries[tenant]}
    ]
    assert wrong == []
    ends = Counter(end for _seen, end in results)
    print(f"{requests} requests, {sum(len(seen) for seen, _end in results)} names seen, {dict(ends)}")
    assert {"Mishap", "DataError", "OperationalError", "InvalidRequestError", "fine"} <= set(ends), ends
    with admin_engine.connect() as connection:
        assert "half done" not in set(connection.scalars(select(Site.tagline)))


def run_request(
    tenant: UUID, mishap: Callable[[Session, Engine], None], admin: Engine
) -> tuple[list[str], str]:
    """Run one request, and return the site names that it saw before and after the mishap, and how it ended."""
    seen: list[str] = []
    end = "fine"
    with tenant_scope(tenant):
        try:
            with transaction() as session:
                seen += session.scalars(select(Site.name))
                mishap(session, admin)
                seen += session.scalars(select(Site.name))
        except (Mishap, DBAPIError, InvalidRequestError) as error:
            end = type(error).__name__
        with transaction() as session:
            seen += session.scalars(select(Site.name))
    return seen, end
