"""Presence: every open editor polls for the page's revision and for other users of the page."""

from uuid import UUID

from flask import Response, request
from flask.typing import ResponseReturnValue

from app.blueprints.editing.blueprint import bp
from app.services import presence
from app.services.editing import get_page_row
from app.web.auth import TICKET_HEADER, Role, issue_ticket, read_ticket, requires, stateless
from app.web.presence import NOTHING_NEW, presence_body


@bp.get("/pages/<uuid:page_id>/ticket")
@requires(Role.VIEWER)
def show_ticket(page_id: UUID) -> ResponseReturnValue:
    """Issue a new presence ticket to a user who may view the page."""
    get_page_row(page_id)
    return Response(issue_ticket(page_id), mimetype="text/plain")


@bp.post("/pages/<uuid:page_id>/presence/<uuid:client_id>")
@stateless
def create_presence(page_id: UUID, client_id: UUID) -> ResponseReturnValue:
    """Register the tab and return who is present. `web.presence` usually handles this before Flask does."""
    tab = read_ticket(request.headers.get(TICKET_HEADER, ""), page_id, client_id)
    if tab is None:
        return Response(status=403)
    body = presence_body(tab, request.args)
    return Response(status=204) if body == NOTHING_NEW else Response(body, mimetype="application/json")


@bp.delete("/pages/<uuid:page_id>/presence/<uuid:client_id>")
@stateless
def delete_presence(page_id: UUID, client_id: UUID) -> ResponseReturnValue:
    """Remove the tab from the page's presence."""
    tab = read_ticket(request.headers.get(TICKET_HEADER, ""), page_id, client_id)
    if tab is None:
        return Response(status=403)
    presence.leave(tab)
    return Response(status=204)
