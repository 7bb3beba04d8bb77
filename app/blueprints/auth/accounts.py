"""Joining."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.auth.blueprint import bp
from app.blueprints.auth.forms import SignUp
from app.services import accounts, accounts_passwords, sessions
from app.web import login
from app.web.access import public
from app.web.answers import form_answer
from app.web.htmx import redirect_to


@bp.get("/sign-up")
@public
def new_account() -> ResponseReturnValue:
    """The form to join."""
    if login.identity() is not None:
        return redirect_to(url_for("sites.list_sites"))
    return render_template("auth/sign_up.html", form=SignUp())


@bp.post("/sign-up")
@public
def create_account() -> ResponseReturnValue:
    """Join, and go straight on to a first site."""
    form = SignUp.read(request.form)
    _check_together(form)
    if form.is_good:
        with form.refusals():
            user_id = accounts.sign_up(
                name=form["name"], email=form["email"], password=form["password"], ip=login.ip()
            )
            login.sign_in(sessions.start_session(user_id, **login.browser()))
            return redirect_to(url_for("sites.new_site", writing=form["writing"] or None))
    return form_answer("auth/sign_up.html", "auth/_sign_up_form.html", form=form)


def _check_together(form: SignUp) -> None:
    """What is wrong with the address and with the password is said at once, not one after the other."""
    if form["email"]:
        with form.refusals():
            accounts.clean_email(form["email"])
    if form["password"]:
        with form.refusals():
            accounts_passwords.check_password(form["password"], personal=(form["name"], form["email"]))
