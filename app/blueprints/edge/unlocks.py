"""Lets readers enter the password for a site or page, and sets a cookie that the edge accepts."""

from uuid import UUID

from flask import make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as ResponseBase

from app.blueprints.edge.blueprint import bp
from app.delivery.password_page import render_password_page
from app.delivery.site_passwords import DAYS, cookie_name, cookie_value
from app.errors import DomainError, Forbidden, TooMany
from app.services import site_passwords
from app.web import http
from app.web.auth import stateless
from app.web.http import local_path


@bp.post("/unlocks")
@stateless
def create_unlock() -> ResponseReturnValue:
    """Check the password; set the cookie and redirect to the page, or ask for the password again."""
    path = local_path(request.form.get("path"))
    lock_id = _lock_id()
    try:
        key = site_passwords.check_password(
            lock_id, request.form.get("password", ""), address=_reader_address()
        )
    except (Forbidden, TooMany) as error:
        return _ask_again(str(lock_id), path, error)
    response = redirect(path, code=303)
    response.set_cookie(
        cookie_name(str(lock_id)),
        cookie_value(str(lock_id), key),
        max_age=DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=request.headers.get("X-Forwarded-Proto", request.scheme) == "https",
    )
    return _private(response)


def _ask_again(lock_id: str, path: str, error: DomainError) -> ResponseBase:
    language = request.form.get("language", "")
    is_wrong = isinstance(error, Forbidden)
    page = render_password_page(lock_id, path, language, message=str(error), is_wrong=is_wrong)
    headers = {"Content-Type": "text/html; charset=utf-8"}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after)
    return _private(make_response(page, 403 if is_wrong else 429, headers))


def _private(response: ResponseBase) -> ResponseBase:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _lock_id() -> UUID:
    try:
        return UUID(request.form.get("lock", ""))
    except ValueError:
        return UUID(int=0)


def _reader_address() -> str:
    """Return the IP address to rate-limit: the reader's, if a trusted edge reports it, otherwise the client's own."""
    is_edge = http.has_valid_edge_key(request.headers.get(http.EDGE_KEY_HEADER, ""))
    reported = request.headers.get("X-Reader-Address", "") if is_edge else ""
    return reported or request.remote_addr or ""
