"""Saved sections: saving a block, and renaming, deleting and restoring a section."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.sections.blueprint import bp
from app.services import sections
from app.web.auth import Role, requires


@bp.post("/pages/<uuid:page_id>/blocks/<path:block_id>/saved-sections")
@requires(Role.EDITOR)
def create_saved_section(page_id: UUID, block_id: str) -> ResponseReturnValue:
    """Save a block as a section."""
    sections.save_block(page_id, block_id, name=request.form.get("name", ""))
    return "", 204


@bp.get("/saved-sections/<uuid:saved_id>")
@requires(Role.VIEWER)
def show_saved_section(saved_id: UUID) -> ResponseReturnValue:
    """Show a saved section's settings."""
    return render_template("sections/_section_saved.html", section=sections.get_saved(saved_id))


@bp.patch("/saved-sections/<uuid:saved_id>")
@requires(Role.EDITOR)
def update_saved_section(saved_id: UUID) -> ResponseReturnValue:
    """Rename a saved section."""
    sections.rename_saved(saved_id, name=request.form.get("name", ""))
    return render_template("sections/_section_saved.html", section=sections.get_saved(saved_id))


@bp.delete("/saved-sections/<uuid:saved_id>")
@requires(Role.EDITOR)
def delete_saved_section(saved_id: UUID) -> ResponseReturnValue:
    """Delete a saved section."""
    sections.delete_saved(saved_id)
    return "", 204


@bp.post("/saved-sections/<uuid:saved_id>/restorations")
@requires(Role.EDITOR)
def create_saved_section_restoration(saved_id: UUID) -> ResponseReturnValue:
    """Restore a deleted saved section."""
    sections.restore_saved(saved_id)
    return "", 204
