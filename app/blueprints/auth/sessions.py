"""The browsers a person is signed in with."""

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.auth.blueprint import bp
from app.services import sessions
from app.web import login
from app.web.access import signed_in
from app.web.browsers import name_of
from app.web.flash import say
from app.web.htmx import redirect_to


@bp.get("/account/sessions")
@signed_in
def list_sessions() -> ResponseReturnValue:
    """All of them, this one marked."""
    known = login.signed_in()
    rows = [] if known.visit else sessions.list_sessions(known.user.id)
    rows = sorted(rows, key=lambda row: row.id != known.session_id)
    return render_template("auth/sessions.html", sessions=rows, current=known.session_id, name_of=name_of)


@bp.post("/account/sessions/<uuid:session_id>/revocations")
@signed_in
def create_revocation(session_id: UUID) -> ResponseReturnValue:
    """Sign one browser out."""
    known = login.signed_in()
    sessions.revoke_session(session_id, user_id=known.user.id)
    if session_id == known.session_id:
        login.sign_out()
        return redirect_to("/")
    say("That browser is signed out.")
    return redirect_to(url_for("auth.list_sessions"))


@bp.post("/account/revocations")
@signed_in
def create_revocations() -> ResponseReturnValue:
    """Sign every browser out but this one."""
    known = login.signed_in()
    sessions.revoke_all(known.user.id, but=known.session_id)
    say("All other browsers are signed out.")
    return redirect_to(url_for("auth.list_sessions"))
