"""All access to htmx's request and response headers."""

from flask import Response, make_response
from flask.typing import ResponseReturnValue
from htmx_flask import request
from werkzeug.utils import redirect

from app.web.http.redirects import local_path


def is_htmx() -> bool:
    """Return True if htmx sent this request and expects a fragment."""
    return bool(request.htmx) and not _wants_whole_page()


def wants_json() -> bool:
    """Return True if the client accepts JSON but not HTML."""
    accepted = request.accept_mimetypes
    return "application/json" in accepted and not accepted.accept_html


def is_script_request() -> bool:
    """Return True if a script sent this request: a redirect would hide the outcome from it."""
    return (
        is_htmx()
        or wants_json()
        or request.headers.get("X-Requested-With") is not None
        or request.headers.get("Sec-Fetch-Dest") == "empty"
    )


def redirect_to(url: str) -> ResponseReturnValue:
    """Redirect to a local page with 303, or with `HX-Redirect`, which makes htmx load the whole page."""
    target = local_path(url)
    if not is_htmx():
        return redirect(target, code=303)
    response = make_response("")
    response.headers["HX-Redirect"] = target
    return response


def trigger(response: Response, event: str) -> Response:
    """Make htmx fire an event (kebab-case, past tense) when the response arrives."""
    response.headers["HX-Trigger"] = event
    return response


def retarget_to_notices(response: Response) -> Response:
    """Make htmx show the response among the notices, leaving the form and its text in place."""
    response.headers["HX-Retarget"] = "#notices"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def _wants_whole_page() -> bool:
    return bool(request.htmx.boosted or request.htmx.history_restore_request)
