"""Restoring deleted pictures."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.media.blueprint import bp
from app.services import media
from app.web.auth import Role, requires


@bp.post("/assets/<uuid:asset_id>/restorations")
@requires(Role.EDITOR)
def create_restoration(asset_id: UUID) -> ResponseReturnValue:
    """Restore a deleted picture."""
    return render_template("media/_tile.html", asset=media.restore_asset(asset_id))
