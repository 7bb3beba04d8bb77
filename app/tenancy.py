"""The current tenant and user, applied to every database transaction.

Row-level security reads `rls.tenant_id` and `rls.user_id`. They are set with
`set_config(..., is_local => true)` in the first statement of a transaction, so they never leak to the next
user of a pooled connection.

A request that only reads uses one read-only transaction (`one_reading_transaction`). Each `transaction()` block
in it has a session and a scope of its own.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, SessionTransaction

from app.errors import NoTenant
from app.extensions import engine, platform_engine, send_ahead
from app.reading import Reading

logger = logging.getLogger(__name__)
AFTER_COMMIT = "after commit"
ENTER = "SELECT set_config('rls.tenant_id', %s, true), set_config('rls.user_id', %s, true)"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The acting user and tenant. `on_behalf_of` is set during support sessions."""

    tenant_id: UUID | None = None
    user_id: UUID | None = None
    on_behalf_of: UUID | None = None
    support_session_id: UUID | None = None


class ScopedSession(Session):
    """A session that begins each transaction with the scope in which it was created. It cannot be reused once closed.

    Raises NoTenant outside any scope.
    """

    def __init__(self, bind: Engine | Connection, reading: Reading[Scope] | None = None) -> None:
        super().__init__(bind, expire_on_commit=False, close_resets_only=False)
        self.scope = current_scope()
        self.reading = reading


_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)
_session: ContextVar[ScopedSession | None] = ContextVar("session", default=None)
_reading: ContextVar[Reading[Scope] | None] = ContextVar("reading", default=None)


def current_scope() -> Scope:
    """Return the current scope. Raises NoTenant outside any scope."""
    scope = _scope.get()
    if scope is None:
        raise NoTenant("The database was used before a tenant, user or public scope was entered.")
    return scope


def current_tenant_id() -> UUID:
    """Return the current tenant's id. Raises NoTenant if there is none."""
    tenant_id = current_scope().tenant_id
    if tenant_id is None:
        raise NoTenant("This requires a tenant scope, but none was entered.")
    return tenant_id


@contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """Enter a scope, and restore the previous one afterwards."""
    token = _scope.set(scope)
    try:
        yield scope
    finally:
        _scope.reset(token)


def tenant_scope(
    tenant_id: UUID,
    *,
    user_id: UUID | None = None,
    on_behalf_of: UUID | None = None,
    support_session_id: UUID | None = None,
) -> AbstractContextManager[Scope]:
    """Enter the scope of one tenant."""
    return entered(
        Scope(
            tenant_id=tenant_id,
            user_id=user_id,
            on_behalf_of=on_behalf_of,
            support_session_id=support_session_id,
        )
    )


def user_scope(user_id: UUID) -> AbstractContextManager[Scope]:
    """Enter the scope of a known user without a tenant."""
    return entered(Scope(user_id=user_id))


def public_scope() -> AbstractContextManager[Scope]:
    """Enter the scope of an anonymous request, in which only the look-ups needed before sign-in work."""
    return entered(Scope())


@contextmanager
def transaction() -> Iterator[Session]:
    """Begin a transaction in the current scope; commit it at the end, or roll it back on an error.

    Within an outer transaction in the same scope, join that instead. In a request that only reads, use the
    request's single transaction. Raises NoTenant.
    """
    scope = current_scope()
    outer = _session.get()
    if outer is not None and outer.scope == scope:
        yield outer
        return
    reading = _reading.get() if outer is None else None
    with _begun(ScopedSession(reading.connection() if reading else engine(), reading)) as session:
        yield session


@contextmanager
def single_read() -> Iterator[Session]:
    """Begin a transaction for a single read-only statement, which takes only one round trip.

    Join the transaction that is already open or, in a read-only request, the request's single transaction.
    Raises NoTenant.
    """
    if _reading.get() is not None or _session.get() is not None:
        with transaction() as session:
            yield session
        return
    with _begun(ScopedSession(engine())) as session:
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        yield session


@contextmanager
def _begun(session: ScopedSession) -> Iterator[ScopedSession]:
    token = _session.set(session)
    try:
        with session, session.begin():
            yield session
    finally:
        _session.reset(token)
    _run_callbacks(session)


@contextmanager
def one_reading_transaction() -> Iterator[None]:
    """Run all transactions in the block as one read-only transaction. This has no effect within another transaction."""
    if _reading.get() is not None or _session.get() is not None:
        yield
        return
    reading = Reading[Scope](engine())
    token = _reading.set(reading)
    try:
        yield
    finally:
        _reading.reset(token)
        reading.end()


@contextmanager
def outside_reading_transaction() -> Iterator[None]:
    """Run each transaction in the block separately. It may write, even in a request that otherwise only reads."""
    end_reading_transaction()
    token = _reading.set(None)
    try:
        yield
    finally:
        _reading.reset(token)


def end_reading_transaction() -> None:
    """End the request's read-only transaction. Call this before waiting for anything other than the database.

    A later read begins another one. This has no effect within a `transaction()`.
    """
    reading = _reading.get()
    if reading is not None and _session.get() is None:
        reading.end()


def after_commit(session: Session, callback: Callable[[], None]) -> None:
    """Run `callback` after the outermost transaction commits, unless it or the current savepoint is rolled back.

    An exception in the callback is logged and not raised, because the transaction has already been committed.
    """
    transaction = session.get_nested_transaction() or session.get_transaction()
    session.info.setdefault(AFTER_COMMIT, []).append((transaction, callback))


@contextmanager
def platform_transaction() -> Iterator[Session]:
    """Begin a transaction in the restricted cross-tenant role, which sees only the rows that its own policies allow."""
    with Session(platform_engine(), expire_on_commit=False) as session, session.begin():
        yield session
    _run_callbacks(session)


def _run_callbacks(session: Session) -> None:
    for _transaction, callback in session.info.pop(AFTER_COMMIT, []):
        try:
            callback()
        except Exception:
            logger.exception("A callback failed after the transaction was committed.")


@event.listens_for(Session, "after_soft_rollback")
def _drop_callbacks(session: Session, rolled_back: SessionTransaction) -> None:
    if AFTER_COMMIT in session.info:
        session.info[AFTER_COMMIT] = [
            (begun, callback)
            for begun, callback in session.info[AFTER_COMMIT]
            if not _is_within(begun, rolled_back)
        ]


def _is_within(inner: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while inner is not None and inner is not outer:
        inner = inner.parent
    return inner is outer


@event.listens_for(ScopedSession, "after_begin")
def _enter_scope(session: ScopedSession, begun: SessionTransaction, connection: Connection) -> None:
    if begun.nested:  # Settings made before a savepoint persist even if it is rolled back.
        return
    scope, reading = session.scope, session.reading
    if reading is not None:
        if reading.entered == scope:
            return
        reading.entered = scope
    wanted = (str(scope.tenant_id or ""), str(scope.user_id or ""))
    send_ahead(connection, ENTER, wanted)
