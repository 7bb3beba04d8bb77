"""The second factor: six digits after the password."""

import time
from uuid import UUID

from flask import render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.auth.blueprint import bp
from app.blueprints.auth.forms import Code
from app.blueprints.auth.sign_ins import PENDING
from app.services import accounts, sessions
from app.web import login
from app.web.access import public
from app.web.answers import form_answer
from app.web.flash import Tone, say
from app.web.htmx import redirect_to
from app.web.redirects import after_sign_in, local_path

PATIENCE = 300


@bp.get("/sign-in/code")
@public
def new_code() -> ResponseReturnValue:
    """The form for the code."""
    if _pending() is None:
        return redirect_to(url_for("auth.new_session"))
    return render_template(
        "auth/code.html", form=Code(), next=local_path(request.args.get("next"), default="")
    )


@bp.post("/sign-in/code")
@public
def create_code() -> ResponseReturnValue:
    """Sign in with the code."""
    pending = _pending()
    if pending is None:
        say("That took a while. Please sign in once more.", Tone.NOTE)
        return redirect_to(url_for("auth.new_session"))
    form = Code.read(request.form)
    wanted = local_path(request.form.get("next"), default="")
    if form.is_good:
        with form.refusals():
            user_id, is_staff = pending
            accounts.check_code(user_id, form["code"])
            login.sign_in(sessions.start_session(user_id, is_staff=is_staff, **login.browser()))
            return redirect_to(after_sign_in(wanted) if wanted else _start(is_staff=is_staff))
    return form_answer("auth/code.html", "auth/_code_form.html", form=form, next=wanted)


def _start(*, is_staff: bool) -> str:
    return url_for("support.list_tenants") if is_staff else url_for("sites.list_sites")


def _pending() -> tuple[UUID, bool] | None:
    """Who gave the right password here a moment ago. The cookie is signed, so it can be believed."""
    kept = session.get(PENDING)
    if not isinstance(kept, dict) or time.time() - kept["at"] > PATIENCE:
        return None
    return UUID(kept["user"]), bool(kept["staff"])
