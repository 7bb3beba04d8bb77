"""The second factor: a six-digit code, entered after the password."""

import time
from uuid import UUID

from flask import render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.accounts.blueprint import bp
from app.blueprints.accounts.forms import Code
from app.blueprints.accounts.sign_ins import PENDING
from app.services import accounts
from app.web import auth
from app.web.auth import public
from app.web.display import Tone, flash_message
from app.web.forms import form_response
from app.web.http import local_path, redirect_to, sign_in_target

CODE_TIMEOUT_SECONDS = 300


@bp.get("/sign-in/code")
@public
def new_code() -> ResponseReturnValue:
    """Show the form for the code."""
    if _pending() is None:
        return redirect_to(url_for("accounts.new_session"))
    return render_template(
        "accounts/code.html", form=Code(), next=local_path(request.args.get("next"), default="")
    )


@bp.post("/sign-in/code")
@public
def create_code() -> ResponseReturnValue:
    """Check the code and sign the user in."""
    pending = _pending()
    if pending is None:
        flash_message("That took too long. Please sign in again.", Tone.NOTE)
        return redirect_to(url_for("accounts.new_session"))
    form = Code.read(request.form)
    wanted = local_path(request.form.get("next"), default="")
    if form.is_valid:
        with form.catch_errors():
            user_id, is_staff = pending
            accounts.check_code(user_id, form["code"])
            auth.sign_in(accounts.start_session(user_id, is_staff=is_staff, **auth.client_browser()))
            return redirect_to(sign_in_target(wanted) if wanted else _start(is_staff=is_staff))
    return form_response("accounts/code.html", "accounts/_code_form.html", form=form, next=wanted)


def _start(*, is_staff: bool) -> str:
    return url_for("support.list_tenants") if is_staff else url_for("sites.list_sites")


def _pending() -> tuple[UUID, bool] | None:
    """Return the id of the user who just entered the correct password, and whether they are staff; None if expired."""
    pending = session.get(PENDING)
    if not isinstance(pending, dict) or time.time() - pending["at"] > CODE_TIMEOUT_SECONDS:
        return None
    return UUID(pending["user"]), bool(pending["staff"])
