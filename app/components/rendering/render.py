"""Renders one component to HTML."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from markupsafe import escape

from app.components.base import SHOW_ON, Component
from app.components.files import render_template
from app.components.page_context import Mode
from app.components.rendering.block_view import BlockView
from app.components.rendering.render_context import Mark, RenderContext
from app.components.rendering.responsive_root import group_by_size
from app.components.sizes import ALL_SIZES, Size


def render_component(
    component: type[Component],
    *,
    block_id: str,
    props: Mapping[str, Any],
    children: Callable[[str], str],
    context: RenderContext,
    mark: Mark | None = None,
    hidden: Collection[Size] = (),
) -> str:
    """Render an instance as exactly one root element. `children` renders the slot with a given name.

    `mark` identifies the root on the canvas if it stands for another block; `hidden` lists the screen sizes at
    which that block is hidden.
    """
    context.used.types.add(component.__name__)
    shown = component.shown(props)
    # Defaults are the same at all sizes.
    groups = (
        {ALL_SIZES: shown}
        if component.responsive_fields.keys().isdisjoint(props)
        else group_by_size(component, shown)
    )

    hidden_sizes = _hidden_sizes(props, hidden) if hidden or SHOW_ON.name in props else ()
    view = BlockView(component, block_id, groups, children, context, hidden_sizes, mark)
    return render_template(component.template_name(), view.variables(), edited=context.is_edited).strip()


def _hidden_sizes(props: Mapping[str, Any], hidden: Collection[Size]) -> Sequence[Size]:
    """The sizes at which an instance is hidden, according to its own props or to `hidden`."""
    own = SHOW_ON.hidden(props.get(SHOW_ON.name))
    return [size for size in Size if size in own or size in hidden]


def render_hint(message: str, mark: Mark | None, context: RenderContext) -> str:
    """Render a hint on the canvas in place of a block that can't be rendered. Readers see nothing."""
    if context.mode is not Mode.CANVAS:
        return ""
    return f'<div class="c-unknown"{f" {mark.__html__()}" if mark else ""}>{escape(message)}</div>'
