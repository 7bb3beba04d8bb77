"""Confirming an email address with a link that was sent to it."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.accounts.blueprint import bp
from app.blueprints.accounts.forms import Confirmation
from app.errors import NotFound, TooMany
from app.services import accounts
from app.services.accounts import Claim
from app.web import auth
from app.web.auth import public, signed_in
from app.web.display import Tone, flash_message
from app.web.forms import form_response
from app.web.http import redirect_to

_FRAGMENT = "accounts/confirmations/_confirmation_form.html"


@bp.post("/account/confirmations")
@signed_in
def create_confirmation() -> ResponseReturnValue:
    """Send the link again."""
    known = auth.require_identity()
    try:
        accounts.request_confirmation(known)
        flash_message(f"We’ve sent a new link to {known.user.email}.")
    except TooMany as error:
        flash_message(str(error), Tone.WARN)
    return redirect_to(url_for("accounts.edit_account"))


@bp.get("/confirmations/<token>")
@public
def edit_confirmation(token: str) -> ResponseReturnValue:
    """Ask whoever opened the link to confirm: programs that check mail open links too."""
    try:
        claim = accounts.find_claim(token)
    except NotFound:
        return render_template("accounts/confirmations/over.html"), 404
    return render_template("accounts/confirmations/edit.html", form=Confirmation(), **_shown(token, claim))


@bp.patch("/confirmations/<token>")
@public
def update_confirmation(token: str) -> ResponseReturnValue:
    """Confirm the address. Anybody who is not signed in also enters the password, or a new one."""
    claim = accounts.find_claim(token)
    shown = _shown(token, claim)
    form = Confirmation() if shown["is_own"] else Confirmation.read(request.form)
    if form.is_valid:
        with form.catch_errors():
            if shown["is_own"]:
                accounts.confirm_address(claim)
            else:
                auth.remember_browser(
                    accounts.confirm_address_with_password(claim, password=form["password"])
                )
            flash_message("Thank you. Your email is confirmed.")
            return redirect_to(url_for("sites.list_sites"))
    return form_response("accounts/confirmations/edit.html", _FRAGMENT, form=form, **shown)


def _shown(token: str, claim: Claim) -> dict[str, object]:
    known = auth.identity()
    return {
        "token": token,
        "address": claim.address,
        "is_own": known is not None and known.user.id == claim.user_id,
    }
