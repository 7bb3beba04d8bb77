"""Replacements: preview and apply them, and undo them on a site."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.find_and_replace.blueprint import bp
from app.blueprints.find_and_replace.queries import (
    place_value,
    read_places,
    read_query,
    read_replacement,
    read_setting_changes,
    setting_value,
)
from app.services import find_and_replace
from app.services.components import current_registry
from app.services.find_and_replace import Found
from app.tree.operations import preview_replacements
from app.web.auth import Role, requires
from app.web.editor import edit_response, read_gesture


@bp.get("/pages/<uuid:page_id>/replacements/new")
@requires(Role.EDITOR)
def new_replacement(page_id: UUID) -> ResponseReturnValue:
    """Preview a replacement on this page."""
    return _preview(find_and_replace.find_in_page(page_id, read_query()))


@bp.get("/sites/<uuid:site_id>/replacements/new")
@requires(Role.EDITOR)
def new_site_replacement(site_id: UUID) -> ResponseReturnValue:
    """Preview a replacement on a site."""
    return _preview(find_and_replace.find_in_site(site_id, read_query()))


@bp.post("/pages/<uuid:page_id>/replacements")
@requires(Role.EDITOR)
def create_replacement(page_id: UUID) -> ResponseReturnValue:
    """Replace the chosen matches on this page in one undo step."""
    chosen = set(read_places().get(page_id, ()))
    applied = find_and_replace.replace_in_page(
        page_id, read_query(), read_replacement(), chosen, gesture=read_gesture()
    )
    return edit_response(applied)


@bp.post("/sites/<uuid:site_id>/replacements")
@requires(Role.EDITOR)
def create_site_replacement(site_id: UUID) -> ResponseReturnValue:
    """Replace the chosen matches on a site, in one undo step per page."""
    chosen = {page_id: set(places) for page_id, places in read_places().items()}
    query, replacement = read_query(), read_replacement()
    done = find_and_replace.replace_in_site(site_id, query, replacement, chosen, gesture=read_gesture())
    return render_template(
        "find_and_replace/_replaced.html",
        done=done,
        site_id=site_id,
        query=query,
        setting_value=setting_value,
    )


@bp.post("/sites/<uuid:site_id>/undos")
@requires(Role.EDITOR)
def create_site_undo(site_id: UUID) -> ResponseReturnValue:
    """Undo a site-wide replacement, identified by the group id in the request."""
    gesture = read_gesture()
    pages = find_and_replace.undo_replacements(
        site_id, gesture.group, read_setting_changes(), gesture=gesture
    )
    return render_template("find_and_replace/_site_undo.html", pages=pages)


def _preview(found: Found) -> ResponseReturnValue:
    query, replacement = read_query(), read_replacement()
    pages = [(page, preview_replacements(page.hits, query, replacement)) for page in found.pages]
    return render_template(
        "find_and_replace/_replacement.html",
        pages=[(page, offered) for page, offered in pages if offered],
        is_truncated=found.is_truncated,
        label=current_registry().label,
        place_value=place_value,
    )
