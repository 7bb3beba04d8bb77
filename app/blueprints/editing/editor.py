"""The editor's screen and its canvas document."""

from uuid import UUID

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.editing.blueprint import bp
from app.components.component_registry import ComponentRegistry
from app.components.fields import walk_fields
from app.extensions import config
from app.models import PageKind
from app.services import conflicts, documents, pages, publishing, sections, sites
from app.services.components import current_registry
from app.services.editing import canvas_context, get_page_row
from app.services.sections import site_sections
from app.web.assets import GalleryUrls
from app.web.auth import Role, issue_ticket, requires
from app.web.editor import canvas_document, canvas_policy, outline
from app.web.http import compress_response, csp_nonce


@bp.get("/pages/<uuid:page_id>/edit")
@requires(Role.VIEWER)
def edit_page(page_id: UUID) -> ResponseReturnValue:
    """Show the editor for a page."""
    page = get_page_row(page_id)
    site = sites.get_site(page.site_id)
    shared, site_pages = site_sections(site.id), pages.list_pages(site.id)
    registry = current_registry()
    came_from = request.args.get("from")
    screen = render_template(
        "editing/edit.html",
        page=page,
        site=site,
        site_pages=site_pages,
        shared=shared.rows.values(),
        section=sections.get_section(page_id) if page.kind is PageKind.SECTION else None,
        came_from=next((each for each in site_pages if str(each.id) == came_from), None),
        items=outline(documents.tree_at(page_id), shared),
        categories=registry.categories(),
        rules=component_rules(registry),
        ticket=issue_ticket(page_id),
        build=publishing.find_running(site.id),
        open_conflicts=conflicts.count_open(page_id),
        watches_library=not config().is_production,
    )
    return compress_response(make_response(screen))


@bp.get("/pages/<uuid:page_id>/canvas")
@requires(Role.VIEWER)
def show_canvas(page_id: UUID) -> ResponseReturnValue:
    """Render the page as readers will see it, plus the editor's attributes."""
    page = get_page_row(page_id)
    tree = documents.tree_at(page_id, page.revision)
    context = canvas_context(page_id, assets=GalleryUrls(), tree=tree)
    response = make_response(canvas_document(page, tree, context))
    response.headers["Content-Security-Policy"] = canvas_policy(csp_nonce())
    return compress_response(response)


@bp.get("/editor/library")
@requires(Role.VIEWER)
def show_library() -> ResponseReturnValue:
    """Return a digest of the component library. In development, the editor polls it to reload after changes."""
    return Response(current_registry().digest_now(), mimetype="text/plain")


def component_rules(registry: ComponentRegistry) -> dict[str, dict[str, object]]:
    """Return what the browser must know about each component, such as placement rules; the server enforces them too."""
    return {
        component.__name__: {
            "label": component.display_label,
            "permissions": sorted(component.permissions),
            "texts": {path: each.text_kind for path, each in walk_fields(component.inputs) if each.text_kind},
            "pictures": [name for name, each in component.inputs.items() if each.is_picture],
            "slots": {
                name: {
                    "label": slot.label,
                    "allow": sorted(slot.allow),
                    "deny": sorted(slot.deny),
                    "max": slot.max,
                }
                for name, slot in component.slots.items()
            },
        }
        for component in registry.components
    }
