"""Pictures: listing, uploading, showing, describing and deleting them."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.media.blueprint import bp
from app.services import media
from app.web.auth import Role, requires
from app.web.forms import read_picture_choice, receive_upload


@bp.get("/assets")
@requires(Role.VIEWER)
def list_assets() -> ResponseReturnValue:
    """List the pictures whose name or description matches `search`, from offset `start`."""
    search = request.args.get("search", "").replace("\0", "")[:200]
    start = request.args.get("start", "")
    found = media.list_assets(search=search, start=int(start) if _is_number(start) else 0)
    return render_template("media/_tiles.html", found=found, search=search, is_first=not _is_number(start))


@bp.get("/assets/choices/<name>")
@requires(Role.VIEWER)
def list_choices(name: str) -> ResponseReturnValue:
    """Show the pictures that match `search`, and the chosen one, as options for the form input `name`."""
    search = request.args.get("search", "").replace("\0", "")[:200]
    choice = read_picture_choice(request.args.get(name, ""), search=search)
    return render_template("media/_choices.html", choice=choice, name=name)


@bp.post("/assets")
@requires(Role.EDITOR)
def create_asset() -> ResponseReturnValue:
    """Upload a picture: the request body is the file, and `name` is its file name."""
    with receive_upload() as data:
        asset = media.create_asset(data, name=request.args.get("name", ""))
    return render_template("media/_tile.html", asset=asset), 201


@bp.get("/assets/<uuid:asset_id>")
@requires(Role.VIEWER)
def show_asset(asset_id: UUID) -> ResponseReturnValue:
    """Show a picture's name and description, and where it is used."""
    asset = media.get_asset(asset_id)
    uses = media.list_uses(asset_id)
    return render_template("media/_asset.html", asset=asset, uses=uses, max_uses=media.MAX_PAGES)


@bp.patch("/assets/<uuid:asset_id>")
@requires(Role.EDITOR)
def update_asset(asset_id: UUID) -> ResponseReturnValue:
    """Change a picture's name and description."""
    asset = media.update_asset(
        asset_id,
        name=request.form.get("name", ""),
        alt=request.form.get("alt", ""),
        decorative=request.form.get("decorative") == "on",
    )
    return render_template("media/_tile.html", asset=asset)


@bp.delete("/assets/<uuid:asset_id>")
@requires(Role.EDITOR)
def delete_asset(asset_id: UUID) -> ResponseReturnValue:
    """Delete a picture, and offer to restore it."""
    return render_template("media/_deleted.html", asset=media.delete_asset(asset_id))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7
