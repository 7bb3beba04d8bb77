"""Emails that are stored in a folder because there is no mail server."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.adapters import mail
from app.blueprints.dev.blueprint import bp
from app.web.auth import public


@bp.get("/dev/mail")
@public
def list_mail() -> ResponseReturnValue:
    """List the emails, newest first."""
    return render_template("dev/mail.html", mails=mail.list_stored())


@bp.get("/dev/mail/<mail_id>")
@public
def show_mail(mail_id: str) -> ResponseReturnValue:
    """Show one email."""
    return render_template("dev/show_mail.html", mail=mail.get_stored(mail_id))
