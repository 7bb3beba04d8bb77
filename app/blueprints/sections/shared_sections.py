"""A shared section: its name, where it is used, and whether it is the site's header or footer."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.sections.blueprint import bp
from app.blueprints.sections.sections import read_part
from app.services import documents, sections
from app.services.sections import SectionCard
from app.tree.model import walk
from app.tree.rendering import hides_part, sections_in
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.editor import read_id
from app.web.http import is_htmx, redirect_to


@bp.get("/sections/<uuid:section_id>")
@requires(Role.VIEWER)
def show_section(section_id: UUID) -> ResponseReturnValue:
    """Show a shared section's settings; `page` is the page in whose editor they were opened."""
    return _settings(section_id)


@bp.patch("/sections/<uuid:section_id>")
@requires(Role.EDITOR)
def update_section(section_id: UUID) -> ResponseReturnValue:
    """Rename a shared section, or make it the site's header or footer."""
    if "name" in request.form:
        sections.rename_section(section_id, name=request.form["name"])
    if "part" in request.form:
        sections.show_on_every_page(section_id, part=read_part())
    return _settings(section_id)


@bp.delete("/sections/<uuid:section_id>")
@requires(Role.EDITOR)
def delete_section(section_id: UUID) -> ResponseReturnValue:
    """Delete an unused shared section."""
    sections.delete_section(section_id)
    return "", 204


@bp.post("/sections/<uuid:section_id>/restorations")
@requires(Role.EDITOR)
def create_section_restoration(section_id: UUID) -> ResponseReturnValue:
    """Restore a deleted shared section."""
    section = sections.restore_section(section_id)
    if is_htmx():
        return "", 204
    flash_message(f"“{section.title}” was restored. You’ll find it under Add, Your sections.")
    return redirect_to(url_for("history.show_site_history", site_id=section.site_id))


def _settings(section_id: UUID) -> str:
    section = sections.get_section(section_id)
    return render_template(
        "sections/_section_shared.html", section=section, is_left_out=_is_left_out(section, read_id("page"))
    )


def _is_left_out(section: SectionCard, page_id: UUID | None) -> bool | None:
    """Return whether the page hides this header or footer; None if it is neither or a block of the page shows it."""
    if page_id is None or not section.site_part or page_id == section.id:
        return None
    tree = documents.tree_at(page_id)
    is_placed = str(section.id) in sections_in(walk(tree))
    return None if is_placed else hides_part(section.site_part, tree)
