"""Password resets by email."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.accounts.blueprint import bp
from app.blueprints.accounts.forms import NewPassword, ResetRequest
from app.services import accounts
from app.web import auth
from app.web.auth import public
from app.web.display import flash_message
from app.web.forms import form_response
from app.web.http import redirect_to


@bp.get("/password")
@public
def new_reset() -> ResponseReturnValue:
    """Show the form that requests a reset link."""
    return render_template("accounts/password_resets/reset.html", form=ResetRequest())


@bp.post("/password")
@public
def create_reset() -> ResponseReturnValue:
    """Send a reset link if the account exists; the response does not reveal whether it does."""
    form = ResetRequest.read(request.form)
    if form.is_valid:
        with form.catch_errors():
            accounts.request_reset(email=form["email"], ip=auth.client_ip())
            return redirect_to(url_for("accounts.show_reset_sent"))
    return form_response(
        "accounts/password_resets/reset.html", "accounts/password_resets/_reset_form.html", form=form
    )


@bp.get("/password/sent")
@public
def show_reset_sent() -> ResponseReturnValue:
    """Tell the user to check their email."""
    return render_template("accounts/password_resets/reset_sent.html")


@bp.get("/password/<token>")
@public
def edit_password(token: str) -> ResponseReturnValue:
    """Show the form for a new password."""
    if not accounts.is_reset_valid(token):
        return render_template("accounts/password_resets/reset_over.html"), 404
    return render_template("accounts/password_resets/new_password.html", form=NewPassword(), token=token)


@bp.patch("/password/<token>")
@public
def update_password(token: str) -> ResponseReturnValue:
    """Set the new password."""
    form = NewPassword.read(request.form)
    if form.is_valid:
        with form.catch_errors():
            auth.remember_browser(
                accounts.reset_password(token, password=form["password"], ip=auth.client_ip())
            )
            flash_message("Your new password is set. Please sign in with it.")
            return redirect_to(url_for("accounts.new_session"))
    return form_response(
        "accounts/password_resets/new_password.html",
        "accounts/password_resets/_new_password_form.html",
        form=form,
        token=token,
    )
