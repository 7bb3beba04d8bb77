"""Error responses: a friendly message, never a traceback."""

from dataclasses import dataclass

import psycopg
from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from redis.exceptions import RedisError
from sqlalchemy.exc import DataError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from werkzeug.exceptions import HTTPException
from werkzeug.utils import redirect

from app import request_ids
from app.adapters.object_store import StoreError
from app.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, TooMany, Unavailable
from app.web.auth import SAFE_METHODS, SignedOut, is_identity_loaded
from app.web.http import is_htmx, is_script_request, retarget_to_notices, wants_json
from app.web.template_context import WITHOUT_DATABASE

_STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    Forbidden: 403,
    Invalid: 422,
    Conflict: 409,
    TooMany: 429,
    Unavailable: 503,
}


@dataclass(frozen=True)
class ErrorText:
    """A headline and a sentence."""

    title: str
    text: str


_UNREADABLE = ErrorText(
    "That didn’t work", "Your browser sent something unexpected. Please go back and try again."
)
ERROR_TEXTS = {
    400: _UNREADABLE,
    401: ErrorText(
        "Please sign in", "You’ve been signed out. Sign in again in another tab; what you typed stays here."
    ),
    403: ErrorText(
        "You can’t open this",
        "Your account doesn’t have permission for this. The owner of the site can help.",
    ),
    404: ErrorText("Page not found", "It may have been deleted, or there may be a typo in the address."),
    405: ErrorText(
        "That doesn’t work here", "This address can’t be used like that. Please go back and try again."
    ),
    409: ErrorText("Something changed", "Someone else made a change first. Please go back and check again."),
    413: ErrorText(
        "That’s too much at once",
        "Please send less at a time. What you typed is still on the previous page.",
    ),
    415: _UNREADABLE,
    422: ErrorText("Something needs correcting", "Please go back, check what you entered and try again."),
    429: ErrorText(
        "A moment, please", "Too many attempts in a short time. Please wait a little and try again."
    ),
    500: ErrorText("Something went wrong", "This is our fault. Nothing you saved is lost. Please try again."),
    503: ErrorText(
        "We’ll be right back", "Part of QuillSpace isn’t responding right now. Please try again soon."
    ),
}


# InternalError includes a database that cannot write because its disk is full; psycopg's own errors are raised by
# connections that are being opened.
DATABASE_AWAY = (OperationalError, InterfaceError, InternalError, PoolExhausted, psycopg.OperationalError)


FAULTS = {500, 503}


def install(app: Flask) -> None:
    """Register the error handlers."""
    app.register_error_handler(SignedOut, _signed_out)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    for kind in DATABASE_AWAY:
        app.register_error_handler(kind, _database_away)
    app.register_error_handler(RedisError, _queue_away)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(StoreError, _store_away)
    app.register_error_handler(Exception, _fault)


def _signed_out(_event: SignedOut) -> ResponseReturnValue:
    if request.method in SAFE_METHODS and not is_script_request():
        return redirect(url_for("accounts.new_session", next=_wanted()), code=303)
    response = _error_response(401)
    response.headers["QS-Signed-Out"] = "1"
    return response


def _wanted() -> str | None:
    path = request.full_path.rstrip("?")
    return path if path != "/" and len(path) < 1000 else None


def _domain_error(error: DomainError) -> ResponseReturnValue:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
    response = _error_response(status, str(error))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _http_error(error: HTTPException) -> ResponseReturnValue:
    response = _error_response(error.code or 500)
    if error.code == 405 and error.get_response().allow:
        response.headers["Allow"] = str(error.get_response().headers["Allow"])
    return response if (error.code or 500) >= 400 else error.get_response()


def _database_away(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("Database unavailable: %s", error)
    return _error_response(503)


def _queue_away(error: RedisError) -> ResponseReturnValue:
    current_app.logger.error("Valkey unavailable: %s", error)
    return _error_response(503)


def _store_away(error: StoreError) -> ResponseReturnValue:
    current_app.logger.error("Object store unavailable: %s", error)
    return _error_response(503, error.user_message)


def _unstorable(error: DataError) -> ResponseReturnValue:
    current_app.logger.warning("The database rejected the data: %s", error)
    return _error_response(422)


def _fault(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("The request failed at %s.", request.endpoint, exc_info=error)
    return _error_response(500)


def _error_response(status: int, message: str = "") -> Response:
    texts = ERROR_TEXTS.get(status, ERROR_TEXTS[500] if status >= 500 else ERROR_TEXTS[400])
    details = {
        "status": status,
        "title": texts.title,
        "text": message or texts.text,
        "request_id": request_ids.current(),
    }
    if wants_json():
        response = jsonify(
            error={"status": status, "message": details["text"], "request": request_ids.current()}
        )
        response.status_code = status
        return response
    if is_htmx():
        setattr(g, WITHOUT_DATABASE, True)
        return retarget_to_notices(make_response(render_template("errors/_notice.html", **details), status))
    return make_response(_page(details), status)


def _page(details: dict[str, object]) -> str:
    """Render a page, with the person's menu unless that needs the database, which may be the cause of the error."""
    is_fault = details["status"] in FAULTS
    if details["status"] == 400 or (is_fault and not is_identity_loaded()):
        return _bare_page(details)
    try:
        return render_template("errors/show.html", **details)
    except Exception:
        current_app.logger.exception("The error page failed.")
        return _bare_page(details)


def _bare_page(details: dict[str, object]) -> str:
    setattr(g, WITHOUT_DATABASE, True)
    return render_template("errors/bare.html", **details)
