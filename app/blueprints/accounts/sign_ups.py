"""Sign-up."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.accounts.blueprint import bp
from app.blueprints.accounts.forms import SignUp
from app.services import accounts
from app.web import auth
from app.web.auth import public
from app.web.forms import form_response
from app.web.http import redirect_to


@bp.get("/sign-up")
@public
def new_account() -> ResponseReturnValue:
    """Show the sign-up form."""
    if auth.identity() is not None:
        return redirect_to(url_for("sites.list_sites"))
    return render_template("accounts/sign_up.html", form=SignUp())


@bp.post("/sign-up")
@public
def create_account() -> ResponseReturnValue:
    """Create the account, sign in, and continue with the first site."""
    form = SignUp.read(request.form)
    _check_together(form)
    if form.is_valid:
        with form.catch_errors():
            user_id = accounts.sign_up(
                name=form["name"], email=form["email"], password=form["password"], ip=auth.client_ip()
            )
            auth.sign_in(accounts.start_session(user_id, **auth.client_browser()))
            return redirect_to(url_for("sites.new_site", writing=form["writing"] or None))
    return form_response("accounts/sign_up.html", "accounts/_sign_up_form.html", form=form)


def _check_together(form: SignUp) -> None:
    """Validate the email address and the password together, so that the user sees both errors at once."""
    if form["email"]:
        with form.catch_errors():
            accounts.clean_email(form["email"])
    if form["password"]:
        with form.catch_errors():
            accounts.check_password(form["password"], personal=(form["name"], form["email"]))
