"""Account settings: name, password and support access."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.accounts.blueprint import bp
from app.blueprints.accounts.forms import Account, ClaimedAddress, PasswordChange, SupportChoice
from app.services import accounts
from app.web import auth
from app.web.auth import Role, requires, signed_in
from app.web.display import flash_message
from app.web.forms import Form, form_response
from app.web.http import redirect_to


@bp.get("/account")
@signed_in
def edit_account() -> ResponseReturnValue:
    """Show the account's forms."""
    return render_template("accounts/account.html", **_forms())


@bp.patch("/account")
@signed_in
def update_account() -> ResponseReturnValue:
    """Change the user's name."""
    form = Account.read(request.form)
    if form.is_valid:
        with form.catch_errors():
            accounts.rename_user(auth.require_identity().user.id, name=form["name"])
            flash_message("Your name has been saved.")
            return redirect_to(url_for("accounts.edit_account"))
    return form_response("accounts/account.html", "accounts/_account_form.html", **_forms(account=form))


@bp.patch("/account/email")
@signed_in
def update_email() -> ResponseReturnValue:
    """Change an address that is not confirmed yet."""
    form = ClaimedAddress.read(request.form)
    known = auth.require_identity()
    if form.is_valid:
        with form.catch_errors():
            accounts.change_claimed_address(known, email=form["email"], ip=auth.client_ip())
            flash_message(f"We’ve sent a link to {form['email']}.")
            return redirect_to(url_for("accounts.edit_account"))
    return form_response(
        "accounts/account.html", "accounts/confirmations/_address_form.html", **_forms(address=form)
    )


@bp.patch("/account/password")
@signed_in
def update_own_password() -> ResponseReturnValue:
    """Change the user's password."""
    form = PasswordChange.read(request.form)
    known = auth.require_identity()
    if form.is_valid:
        with form.catch_errors():
            accounts.change_password(
                known.user.id, current=form["current"], new=form["password"], exclude=known.session_id
            )
            auth.remember_browser(known.user.id)
            flash_message("Your new password is set. Other browsers have been signed out.")
            return redirect_to(url_for("accounts.edit_account"))
    return form_response("accounts/account.html", "accounts/_password_form.html", **_forms(password=form))


@bp.patch("/account/support")
@requires(Role.OWNER)
def update_support_choice() -> ResponseReturnValue:
    """Set whether support may view the sites."""
    form = SupportChoice.read(request.form)
    if form.is_valid:
        with form.catch_errors():
            accounts.choose_support_access(form["support_access"])
            flash_message("Your choice has been saved.")
            return redirect_to(url_for("accounts.edit_account"))
    return form_response("accounts/account.html", "accounts/_support_form.html", **_forms(support=form))


def _forms(**sent: Form) -> dict[str, Form]:
    """Return all forms; a submitted form replaces its initial state."""
    known = auth.require_identity()
    access = known.tenant.support_access if known.tenant else ""
    fresh = {
        "account": Account.filled(name=known.user.name),
        "address": ClaimedAddress.filled(email=known.user.email),
        "password": PasswordChange(),
        "support": SupportChoice.filled(support_access=access),
    }
    return fresh | sent
