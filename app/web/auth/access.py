"""Access control: a marker on each route says who may use it, and each request enters its user's tenant scope."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request

from app.errors import Forbidden, NotFound
from app.models import Role
from app.services import support
from app.services.accounts import Identity
from app.tenancy import Scope, end_reading_transaction, entered, one_reading_transaction
from app.web.auth import csrf, login
from app.web.auth.roles import may
from app.web.http import is_script_request

__all__ = [
    "Access",
    "Role",
    "SignedOut",
    "ends_session",
    "ends_visit",
    "public",
    "requires",
    "signed_in",
    "staff",
    "stateless",
]

View = TypeVar("View", bound=Callable[..., Any])


class SignedOut(Exception):
    """The request requires a signed-in user."""


class MissingAccessMarker(RuntimeError):
    """A route has no access marker, which is a bug; access is denied."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """What a route requires of its users."""

    kind: str
    role: Role | None = None
    ends_visit: bool = False


def _marked(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]  # the marker that `access_of` reads
        return view

    return mark


def requires(role: Role) -> Callable[[View], View]:
    """Allow members of the current tenant with at least this role; support staff may only read."""
    return _marked(Access(kind="member", role=role))


signed_in = _marked(Access(kind="signed_in"))
"""Any signed-in user. During a visit, support staff may only read."""

public = _marked(Access(kind="public"))
"""Everyone; the identity of a signed-in user is loaded."""

staff = _marked(Access(kind="staff"))
"""Our staff, signed in with a second factor."""

ends_visit = _marked(Access(kind="staff", ends_visit=True))
"""Staff only; also allowed during a support visit, which it ends."""

ends_session = _marked(Access(kind="public", ends_visit=True))
"""Everyone; also allowed during a support visit, because the route signs the user out."""

stateless = _marked(Access(kind="stateless"))
"""Everyone; neither the session nor the database is used. For files and health checks."""


def install_access(app: Flask) -> None:
    """Install the request hooks."""
    app.before_request(_enter)
    app.after_request(_mention_visit)
    app.after_request(_end_reading)
    app.teardown_request(_leave)


def access_of(endpoint: str | None) -> Access | None:
    """Return the access marker of a route, or None for an unknown route. Raises MissingAccessMarker."""
    if endpoint is None:
        return None
    access = getattr(current_app.view_functions[endpoint], "access", None)
    if access is None:
        raise MissingAccessMarker(f"{endpoint} has no access marker.")
    return access  # type: ignore[no-any-return]  # set by `_marked` alone


def _enter() -> None:
    access = access_of(request.endpoint)
    if access is not None and access.kind == "stateless":
        return
    g.scopes = ExitStack()
    if request.method in csrf.SAFE_METHODS:
        g.scopes.enter_context(one_reading_transaction())
    identity = login.identity()
    g.visit = identity.visit if identity else None
    g.scopes.enter_context(entered(_scope(identity)))
    if access is not None:
        _check(access, identity)
        _record_page_view(access, identity)


def _leave(_error: BaseException | None) -> None:
    scopes = g.pop("scopes", None)
    if scopes is not None:
        scopes.close()


def _end_reading(response: Response) -> Response:
    """Release the database connection before the response is sent, so that slow clients do not hold one."""
    end_reading_transaction()
    return response


def _mention_visit(response: Response) -> Response:
    """Add a header to responses during a support visit: unlike pages, fragments have no banner."""
    visit = g.get("visit")
    if visit is not None:
        response.headers["QS-Support"] = str(visit.minutes_left)
    return response


def _scope(identity: Identity | None) -> Scope:
    if identity is None:
        return Scope()
    visit = identity.visit
    return Scope(
        tenant_id=identity.tenant.id if identity.tenant else None,
        user_id=identity.user.id,
        on_behalf_of=visit.subject.id if visit else None,
        support_session_id=visit.id if visit else None,
    )


def _check(access: Access, identity: Identity | None) -> None:
    if access.kind != "public" and identity is None:
        raise SignedOut
    _check_visit(access, identity)
    csrf.check_request()
    if access.kind == "staff" and not (identity and identity.is_staff):
        raise NotFound
    if access.role is not None and identity is not None:
        _check_role(access.role, identity)


def _check_visit(access: Access, identity: Identity | None) -> None:
    is_visit = identity is not None and identity.visit is not None
    if is_visit and request.method not in csrf.SAFE_METHODS and not access.ends_visit:
        raise Forbidden("You’re viewing an author’s sites as support, so you can’t change anything here.")


def _check_role(role: Role, identity: Identity) -> None:
    if identity.visit is not None:
        return
    if identity.tenant is None:
        raise Forbidden("Your account has no sites of its own.")
    if not may(identity, role):
        raise Forbidden("Your role lets you view this, but not change it. Ask the owner if you need more.")


def _record_page_view(access: Access, identity: Identity | None) -> None:
    is_visit = identity is not None and identity.visit is not None
    is_picture = request.headers.get("Sec-Fetch-Dest") == "image"
    if is_visit and access.kind == "member" and not is_script_request() and not is_picture:
        support.record_page_view(request.path)
