"""Signing in and out."""

import time

from flask import jsonify, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.accounts.blueprint import bp
from app.blueprints.accounts.forms import SignIn
from app.services import accounts
from app.web import auth
from app.web.auth import ends_session, public
from app.web.forms import form_response
from app.web.http import local_path, redirect_to, sign_in_target

PENDING = "second_factor"


@bp.get("/sign-in")
@public
def new_session() -> ResponseReturnValue:
    """Show the sign-in form."""
    wanted = request.args.get("next")
    if auth.identity() is not None:
        return redirect_to(sign_in_target(wanted))
    return render_template("accounts/sign_in.html", form=SignIn(), next=local_path(wanted, default=""))


@bp.post("/sign-in")
@public
def create_session() -> ResponseReturnValue:
    """Sign in, or continue with the second factor."""
    form = SignIn.read(request.form)
    wanted = local_path(request.form.get("next"), default="")
    if form.is_valid:
        with form.catch_errors():
            proof = accounts.authenticate(
                email=form["email"],
                password=form["password"],
                ip=auth.client_ip(),
                browsers=auth.known_browsers(),
            )
            if proof.needs_code:
                session[PENDING] = {
                    "user": str(proof.user_id),
                    "staff": proof.is_staff,
                    "at": int(time.time()),
                }
                return redirect_to(url_for("accounts.new_code", next=wanted or None))
            auth.sign_in(accounts.start_session(proof.user_id, **auth.client_browser()))
            return redirect_to(sign_in_target(wanted))
    return form_response("accounts/sign_in.html", "accounts/_sign_in_form.html", form=form, next=wanted)


@bp.delete("/session")
@ends_session
def delete_session() -> ResponseReturnValue:
    """Sign out."""
    auth.sign_out()
    return redirect_to("/")


@bp.get("/session")
@public
def show_session() -> ResponseReturnValue:
    """Return the sign-in state and a fresh CSRF token, for editors that have been open for a while."""
    known = auth.identity()
    return jsonify(
        signed_in=known is not None,
        id=str(known.user.id) if known else "",
        user=known.user.name if known else "",
        csrf=auth.csrf_token(),
    )
