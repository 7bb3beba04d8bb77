"""Reads the parameters of editor requests: operation, group and tab ids, base revision and field values."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import Response, request
from werkzeug.exceptions import HTTPException

from app.errors import Invalid
from app.services.documents import Gesture
from app.services.editing import CopiedBlocks

OWN_NAMES = frozenset(
    {"operation_id", "group_id", "client_id", "base_revision", "shown_revision"}
    | {"csrf_token", "selected", "also"}
)
"""Reserved parameter names, which are never field names."""

MAX_ALSO = 50
MAX_ID_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class CanvasState:
    """The revision shown in the client's canvas, and the blocks to render again even if they have not changed."""

    revision: int | None
    also: tuple[str, ...]


def acknowledge(response: Response) -> Response:
    """Add the operation id to the response, so that the client cannot mistake a proxy's page for a saved change.

    Registered with `after_request` in every blueprint whose routes change a page.
    """
    operation = _sent_operation()
    if operation.isascii() and operation.isprintable():
        response.headers["QS-Operation"] = operation[:36]
    return response


def _sent_operation() -> str:
    """Return the request's operation id, or "" if it has none or its body was refused."""
    try:
        return request.form.get("operation_id", "") if request.method != "GET" else ""
    except HTTPException:
        return ""


def read_gesture() -> Gesture:
    """Read the gesture from the request. Raises Invalid."""
    return Gesture(
        operation_id=read_id("operation_id") or uuid4(),
        group_id=read_id("group_id"),
        client_id=read_id("client_id"),
        base_revision=_number("base_revision"),
    )


def read_canvas_state() -> CanvasState:
    """Read the state of the client's canvas."""
    also = [id_ for id_ in request.values.getlist("also") if 0 < len(id_) <= MAX_ID_LENGTH]
    return CanvasState(revision=_number("shown_revision"), also=tuple(dict.fromkeys(also))[:MAX_ALSO])


def read_selected() -> str:
    """Read the id of the block selected in the browser; '' if none is."""
    return request.values.get("selected", "")


def read_uuid(name: str) -> UUID:
    """Read a UUID parameter; the nil UUID if it is missing. Raises Invalid."""
    return read_id(name) or UUID(int=0)


def read_revision(name: str) -> int | None:
    """Read a revision parameter; None if it is missing or not a number."""
    return _number(name)


def read_id(name: str) -> UUID | None:
    """Read a UUID parameter; None if it is missing. Raises Invalid."""
    return _id(request.values.get(name, ""))


def read_copied(page_id: UUID) -> CopiedBlocks:
    """Read which blocks were copied, and from which page (by default this one). Raises Invalid."""
    named = request.values.getlist("seen_operation")[-MAX_ALSO:]
    return CopiedBlocks(
        page_id=read_id("copied_from") or page_id,
        block_ids=list(dict.fromkeys(request.values.getlist("block"))),
        revision=_number("seen_revision"),
        operation_ids=[one for one in map(_id, named) if one is not None],
    )


def read_values() -> dict[str, str]:
    """Read the submitted field values, by field path."""
    return {name: value for name, value in request.form.items() if name not in OWN_NAMES}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Invalid("We couldn’t save that change. Please try again.") from None


def _number(name: str) -> int | None:
    text = request.values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
