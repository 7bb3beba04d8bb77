"""All that the app knows about htmx's headers; nothing else reads or writes them."""

from flask import Response, make_response
from flask.typing import ResponseReturnValue
from htmx_flask import request
from werkzeug.utils import redirect

from app.web.http.redirects import local_path


def is_htmx() -> bool:
    """Whether htmx sent this request and will swap a fragment of the answer in."""
    return bool(request.htmx) and not _wants_whole_page()


def wants_json() -> bool:
    """Whether a script asked for data rather than for something to show."""
    accepted = request.accept_mimetypes
    return "application/json" in accepted and not accepted.accept_html


def is_script_request() -> bool:
    """Whether a script waits for the answer, so that a redirect would hide what happened."""
    return (
        is_htmx()
        or wants_json()
        or request.headers.get("X-Requested-With") is not None
        or request.headers.get("Sec-Fetch-Dest") == "empty"
    )


def redirect_to(url: str) -> ResponseReturnValue:
    """Send the browser to one of our pages: 303, or htmx's own header so that no page lands in a fragment."""
    target = local_path(url)
    if not is_htmx():
        return redirect(target, code=303)
    answer = make_response("")
    answer.headers["HX-Redirect"] = target
    return answer


def trigger(answer: Response, event: str) -> Response:
    """Have htmx fire an event, named in kebab-case past tense, once the answer arrived."""
    answer.headers["HX-Trigger"] = event
    return answer


def retarget_to_notices(answer: Response) -> Response:
    """Show the answer among the notices instead of where the request came from, so typed text stays."""
    answer.headers["HX-Retarget"] = "#notices"
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def _wants_whole_page() -> bool:
    return bool(request.htmx.boosted or request.htmx.history_restore_request)
