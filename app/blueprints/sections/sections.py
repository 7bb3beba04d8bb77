"""Sections on a page: listing them, sharing a block, detaching a section, and hiding the header or footer."""

from uuid import UUID

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.sections.blueprint import bp
from app.blueprints.sections.thumbnails import render_thumbnails
from app.errors import Invalid
from app.models import SitePart
from app.services import editing, sections
from app.services.documents import Applied
from app.services.editing import get_page_row
from app.tree.model import Insert
from app.web.auth import Role, requires
from app.web.editor import edit_response, read_gesture
from app.web.http import compress_response


@bp.get("/pages/<uuid:page_id>/sections")
@requires(Role.VIEWER)
def list_sections(page_id: UUID) -> ResponseReturnValue:
    """List the sections of the page's site, with thumbnails and samples rendered for this page."""
    page = get_page_row(page_id)
    saved, shared = sections.list_saved(page.site_id), sections.list_sections(page.site_id)
    shared = [section for section in shared if section.id != page_id]
    pictures = render_thumbnails(page_id, saved, shared)
    listed = render_template("sections/_sections.html", saved=saved, shared=shared, pictures=pictures)
    return compress_response(make_response(listed))


@bp.post("/pages/<uuid:page_id>/blocks/<path:block_id>/shares")
@requires(Role.EDITOR)
def create_share(page_id: UUID, block_id: str) -> ResponseReturnValue:
    """Turn a block into a shared section."""
    applied = editing.share_block(
        page_id,
        block_id,
        name=request.form.get("name", ""),
        part=read_part(),
        gesture=read_gesture(),
    )
    return edit_response(applied, select=_first_added(applied))


@bp.post("/pages/<uuid:page_id>/blocks/<path:block_id>/detachments")
@requires(Role.EDITOR)
def create_detachment(page_id: UUID, block_id: str) -> ResponseReturnValue:
    """Replace a shared section with a copy of its content."""
    applied = editing.detach_block(page_id, block_id, gesture=read_gesture())
    return edit_response(applied, select=_first_added(applied))


@bp.post("/pages/<uuid:page_id>/omissions")
@requires(Role.EDITOR)
def create_omission(page_id: UUID) -> ResponseReturnValue:
    """Hide the site's header or footer on this page, or show it again."""
    get_page_row(page_id)
    part = read_part()
    if part is None:
        raise Invalid("Please choose the header or the footer.")
    act = sections.show_part if request.form.get("is_shown") == "on" else sections.hide_part
    return edit_response(act(page_id, part=part, gesture=read_gesture()))


def read_part() -> SitePart | None:
    """Read the `part` parameter: the header, the footer, or None if it is missing. Raises Invalid."""
    text = request.form.get("part", "")
    try:
        return SitePart(text) if text else None
    except ValueError:
        raise Invalid("A section can be the site’s header or its footer.") from None


def _first_added(applied: Applied) -> str:
    return next((one.block.id for one in applied.operation.changes if isinstance(one, Insert)), "")
