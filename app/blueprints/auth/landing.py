"""The first page: for strangers what this is, for everybody else their sites."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from app.blueprints.auth.blueprint import bp
from app.services import sites_gallery
from app.web import login
from app.web.access import public


@bp.get("/")
@public
def show_landing() -> ResponseReturnValue:
    """The landing page."""
    if login.identity() is not None:
        return redirect(url_for("sites.list_sites"), code=303)
    return render_template("auth/landing.html", gallery=sites_gallery.list_gallery()[:3])
