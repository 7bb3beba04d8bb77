"""The landing page; signed-in users are redirected to their sites."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from app.blueprints.accounts.blueprint import bp
from app.services import themes
from app.web import auth
from app.web.auth import public


@bp.get("/")
@public
def show_landing() -> ResponseReturnValue:
    """Show the landing page."""
    if auth.identity() is not None:
        return redirect(url_for("sites.list_sites"), code=303)
    return render_template("accounts/landing.html", gallery=themes.list_gallery()[:3])
