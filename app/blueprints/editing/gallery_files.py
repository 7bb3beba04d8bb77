"""Pictures from the gallery's templates, which pages reference as assets."""

from flask import send_from_directory
from flask.typing import ResponseReturnValue

from app.blueprints.editing.blueprint import bp
from app.web.assets import GALLERY
from app.web.auth import public


@bp.get("/gallery/<path:name>")
@public
def show_asset(name: str) -> ResponseReturnValue:
    """Send one picture."""
    template, _, file = name.partition("/")
    return send_from_directory(GALLERY, f"{template}/assets/{file}", max_age=3600)
