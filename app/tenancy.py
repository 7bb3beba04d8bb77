"""Whose data this is: the scope of the current work, carried into every database transaction.

Row-level security reads `rls.tenant_id` and `rls.user_id`. They are set with
`set_config(..., is_local => true)` when a transaction begins, so a pooled connection
never carries them over to the next one.
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
from app.extensions import engine, platform_engine

logger = logging.getLogger(__name__)
AFTER_COMMIT = "after commit"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Who acts, for which tenant. `on_behalf_of` is set while support looks on."""

    tenant_id: UUID | None = None
    user_id: UUID | None = None
    on_behalf_of: UUID | None = None
    support_session_id: UUID | None = None


class ScopedSession(Session):
    """Begins each transaction with the scope it was made in, and cannot be used again once it was closed.

    Raises NoTenant where no scope was entered.
    """

    def __init__(self, bind: Engine) -> None:
        super().__init__(bind, expire_on_commit=False, close_resets_only=False)
        self.scope = current_scope()


_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)
_session: ContextVar[ScopedSession | None] = ContextVar("session", default=None)


def current_scope() -> Scope:
    """The scope of the current work. Raises NoTenant outside of one."""
    scope = _scope.get()
    if scope is None:
        raise NoTenant("No tenant, user or public scope was entered before using the database.")
    return scope


def current_tenant_id() -> UUID:
    """The tenant of the current work. Raises NoTenant when there is none."""
    tenant_id = current_scope().tenant_id
    if tenant_id is None:
        raise NoTenant("This needs a tenant, and none was entered.")
    return tenant_id


@contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """Work inside belongs to this scope; the one outside comes back afterwards."""
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
    """Work inside belongs to one tenant."""
    return entered(
        Scope(
            tenant_id=tenant_id,
            user_id=user_id,
            on_behalf_of=on_behalf_of,
            support_session_id=support_session_id,
        )
    )


def user_scope(user_id: UUID) -> AbstractContextManager[Scope]:
    """Work inside belongs to a known person who has not chosen a tenant."""
    return entered(Scope(user_id=user_id))


def public_scope() -> AbstractContextManager[Scope]:
    """Nobody is known yet: no row is visible, only the look-ups before sign-in work."""
    return entered(Scope())


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction in the current scope, committed at the end, rolled back on an error.

    Inside another transaction of the same scope it joins that one. Raises NoTenant.
    """
    scope = current_scope()
    outer = _session.get()
    if outer is not None and outer.scope == scope:
        yield outer
        return
    session = ScopedSession(engine())
    token = _session.set(session)
    try:
        with session, session.begin():
            yield session
    finally:
        _session.reset(token)
    _act_after_commit(session)


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Do this once the outermost transaction is safely committed; never when it, or its savepoint, is rolled back.

    What was committed stays so: an act that fails is logged and nobody hears of it.
    """
    begun = session.get_nested_transaction() or session.get_transaction()
    session.info.setdefault(AFTER_COMMIT, []).append((begun, act))


@contextmanager
def platform_transaction() -> Iterator[Session]:
    """One transaction of the narrow cross-tenant role; it sees only what its own policies name."""
    with Session(platform_engine(), expire_on_commit=False) as session, session.begin():
        yield session
    _act_after_commit(session)


def _act_after_commit(session: Session) -> None:
    for _begun, act in session.info.pop(AFTER_COMMIT, []):
        try:
            act()
        except Exception:
            logger.exception("Something to be done after a commit failed; the commit stands.")


@event.listens_for(Session, "after_soft_rollback")
def _forget_acts(session: Session, rolled_back: SessionTransaction) -> None:
    if AFTER_COMMIT in session.info:
        session.info[AFTER_COMMIT] = [
            (begun, act) for begun, act in session.info[AFTER_COMMIT] if not _is_within(begun, rolled_back)
        ]


def _is_within(inner: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while inner is not None and inner is not outer:
        inner = inner.parent
    return inner is outer


@event.listens_for(ScopedSession, "after_begin")
def _enter_scope(session: ScopedSession, _transaction: SessionTransaction, connection: Connection) -> None:
    scope = session.scope
    connection.exec_driver_sql(
        "SELECT set_config('rls.tenant_id', %s, true), set_config('rls.user_id', %s, true)",
        (str(scope.tenant_id or ""), str(scope.user_id or "")),
    )
