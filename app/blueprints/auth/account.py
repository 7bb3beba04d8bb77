"""One's own account: name, password, and whether support may look in."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.auth.blueprint import bp
from app.blueprints.auth.forms import Account, PasswordChange, SupportChoice
from app.services import accounts, tenants
from app.web import login
from app.web.access import Role, requires, signed_in
from app.web.answers import form_answer
from app.web.flash import say
from app.web.forms import Form
from app.web.htmx import redirect_to


@bp.get("/account")
@signed_in
def edit_account() -> ResponseReturnValue:
    """The forms of the account."""
    return render_template("auth/account.html", **_forms())


@bp.post("/account")
@signed_in
def update_account() -> ResponseReturnValue:
    """Change one's name."""
    form = Account.read(request.form)
    if form.is_good:
        with form.refusals():
            accounts.rename_user(login.signed_in().user.id, name=form["name"])
            say("Your name is saved.")
            return redirect_to(url_for("auth.edit_account"))
    return form_answer("auth/account.html", "auth/_account_form.html", **_forms(account=form))


@bp.post("/account/password")
@signed_in
def update_own_password() -> ResponseReturnValue:
    """Change one's password."""
    form = PasswordChange.read(request.form)
    known = login.signed_in()
    if form.is_good:
        with form.refusals():
            accounts.change_password(
                known.user.id, current=form["current"], new=form["password"], but=known.session_id
            )
            say("Your new password is set. Other browsers have been signed out.")
            return redirect_to(url_for("auth.edit_account"))
    return form_answer("auth/account.html", "auth/_password_form.html", **_forms(password=form))


@bp.post("/account/support")
@requires(Role.OWNER)
def update_support_choice() -> ResponseReturnValue:
    """Choose whether our staff may look in."""
    form = SupportChoice.read(request.form)
    if form.is_good:
        with form.refusals():
            tenants.choose_support_access(form["support_access"])
            say("Your choice is saved.")
            return redirect_to(url_for("auth.edit_account"))
    return form_answer("auth/account.html", "auth/_support_form.html", **_forms(support=form))


def _forms(**sent: Form) -> dict[str, Form]:
    """All three forms; one of them perhaps as it was sent."""
    known = login.signed_in()
    access = known.tenant.support_access if known.tenant else ""
    fresh = {
        "account": Account.filled(name=known.user.name),
        "password": PasswordChange(),
        "support": SupportChoice.filled(support_access=access),
    }
    return fresh | sent
