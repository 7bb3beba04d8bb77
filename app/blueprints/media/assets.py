"""The pictures themselves: list, bring in, show, describe, delete."""

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
    """Pictures that have the words of `search` in their name or description, from `start` on."""
    search = request.args.get("search", "").replace("\0", "")[:200]
    start = request.args.get("start", "")
    found = media.list_assets(search=search, start=int(start) if _is_number(start) else 0)
    return render_template("media/_tiles.html", found=found, search=search, is_first=not _is_number(start))


@bp.get("/assets/choices/<name>")
@requires(Role.VIEWER)
def list_choices(name: str) -> ResponseReturnValue:
    """Pictures with the words of `search`, and the chosen one, for a form whose input has this name."""
    search = request.args.get("search", "").replace("\0", "")[:200]
    choice = read_picture_choice(request.args.get(name, ""), search=search)
    return render_template("media/_choices.html", choice=choice, name=name)


@bp.post("/assets")
@requires(Role.EDITOR)
def create_asset() -> ResponseReturnValue:
    """Take in the picture that is this request's body; `name` is what its file was called."""
    with receive_upload() as data:
        asset = media.create_asset(data, name=request.args.get("name", ""))
    return render_template("media/_tile.html", asset=asset), 201


@bp.get("/assets/<uuid:asset_id>")
@requires(Role.VIEWER)
def show_asset(asset_id: UUID) -> ResponseReturnValue:
    """What a picture is called, how it is described, and where it is used."""
    asset = media.get_asset(asset_id)
    return render_template("media/_asset.html", asset=asset, uses=media.list_uses(asset_id))


@bp.patch("/assets/<uuid:asset_id>")
@requires(Role.EDITOR)
def update_asset(asset_id: UUID) -> ResponseReturnValue:
    """Change what a picture is called and how it is described."""
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
    """Take a picture away; the answer can bring it back."""
    return render_template("media/_deleted.html", asset=media.delete_asset(asset_id))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7
