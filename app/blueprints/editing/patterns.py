"""Component examples, for the palette's previews and for component authors."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from app.blueprints.editing.blueprint import bp
from app.components.base import Component
from app.components.component_registry import ComponentRegistry
from app.components.rendering import Mode, RenderContext, SiteFacts
from app.services.components import current_registry
from app.services.editing import canvas_context
from app.tree import codecs, operations
from app.tree.model import ROOT, ROOT_SLOT, Place, Tree, empty_tree
from app.tree.rendering import Rendered, render_block, render_page
from app.web.assets import GalleryUrls
from app.web.auth import Role, requires
from app.web.editor import OutlineItem, canvas_policy, outline_item
from app.web.http import compress_response, csp_nonce


@bp.get("/editor/patterns")
@requires(Role.VIEWER)
def list_patterns() -> ResponseReturnValue:
    """Show all components with their examples, as readers would see them."""
    registry = current_registry()
    context = RenderContext(
        registry=registry, mode=Mode.PREVIEW, site=SiteFacts(name="Your name"), assets=GalleryUrls()
    )
    examples = [
        (component, example_of(component, replace(context, styles={}))) for component in registry.palette
    ]
    response = make_response(render_template("editing/patterns.html", examples=examples, css=registry.css()))
    response.headers["Content-Security-Policy"] = canvas_policy(csp_nonce())
    return response


@bp.get("/pages/<uuid:page_id>/palette")
@requires(Role.VIEWER)
def show_palette(page_id: UUID) -> ResponseReturnValue:
    """Render the example and the sample of each component, for the palette."""
    page_context = canvas_context(page_id, assets=GalleryUrls())
    context = replace(page_context, mode=Mode.PREVIEW, parts={})
    examples = [(component, example_of(component, context).html) for component in context.registry.palette]
    shown = replace(page_context, styles={})
    response = render_template(
        "editing/panels/_palette_previews.html",
        examples=examples,
        styles=list(context.styles.values()),
        samples=[sample_of(component, shown) for component in shown.registry.palette],
        sample_styles=list(shown.styles.values()),
    )
    return compress_response(make_response(response))


def sample_of(component: type[Component], context: RenderContext) -> tuple[str, str, OutlineItem]:
    """Return a newly added component: its name, its HTML in the canvas, and its outline item.

    Each id is `sample:` plus the block's path within the operation, from which the client derives the real ids.
    """
    name = component.__name__
    place = Place(ROOT, ROOT_SLOT)
    added = operations.build_insert(
        empty_tree(),
        name,
        component.defaults(),
        place=place,
        make_id=lambda _type, path: f"sample:{path}",
        rules=context.registry,
    )
    tree = operations.apply(empty_tree(), added)
    return (
        name,
        render_block(tree, "sample:0", context).html,
        outline_item(tree, "sample:0", context.sections),
    )


def example_of(component: type[Component], context: RenderContext) -> Rendered:
    """Render a component's example."""
    name = component.__name__
    content = [{"type": name, "props": {**component.example(), "id": f"{name}-example"}}]
    data = {"root": {"props": {}}, "content": content}
    return render_page(_loaded(data, context.registry), context)


def _loaded(data: dict[str, Any], registry: ComponentRegistry) -> Tree:
    """Load an example, after adding missing ids to nested blocks."""
    for number, block in enumerate(_inner_blocks(data["content"])):
        block["props"].setdefault("id", f"example-{number}")
    return codecs.load_puck(data, registry)


def _inner_blocks(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _inner_blocks(item)
    elif isinstance(value, dict):
        if isinstance(value.get("type"), str) and isinstance(value.get("props"), dict):
            yield value
        for item in value.values():
            yield from _inner_blocks(item)
