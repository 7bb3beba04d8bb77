"""The browsers in which a user is signed in."""

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.accounts.blueprint import bp
from app.services import accounts
from app.web import auth
from app.web.auth import signed_in
from app.web.display import browser_name, flash_message
from app.web.http import redirect_to


@bp.get("/account/sessions")
@signed_in
def list_sessions() -> ResponseReturnValue:
    """List the sessions, the current one first."""
    known = auth.require_identity()
    rows = [] if known.visit else accounts.list_sessions(known.user.id)
    rows = sorted(rows, key=lambda row: row.id != known.session_id)
    return render_template(
        "accounts/sessions.html", sessions=rows, current=known.session_id, browser_name=browser_name
    )


@bp.post("/account/sessions/<uuid:session_id>/revocations")
@signed_in
def create_revocation(session_id: UUID) -> ResponseReturnValue:
    """Sign out one browser."""
    known = auth.require_identity()
    accounts.revoke_session(session_id, user_id=known.user.id)
    if session_id == known.session_id:
        auth.sign_out()
        return redirect_to("/")
    accounts.forget_browsers(known.user.id)
    auth.remember_browser(known.user.id)
    flash_message("That browser has been signed out.")
    return redirect_to(url_for("accounts.list_sessions"))


@bp.post("/account/revocations")
@signed_in
def create_revocations() -> ResponseReturnValue:
    """Sign out every browser except this one."""
    known = auth.require_identity()
    accounts.revoke_other_sessions(known.user.id, exclude=known.session_id)
    auth.remember_browser(known.user.id)
    flash_message("All other browsers have been signed out.")
    return redirect_to(url_for("accounts.list_sessions"))
