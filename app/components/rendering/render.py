"""One component to HTML."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from markupsafe import escape

from app.components.base import SHOW_ON, Component
from app.components.files import render_template
from app.components.page_context import Mode
from app.components.rendering.block_view import BlockView
from app.components.rendering.render_context import Mark, RenderContext
from app.components.rendering.responsive_root import split
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
    """HTML of one instance: exactly one root element. `children` gives a slot's HTML by its name.

    `mark` is what the root stands for in the canvas, where that is not this block itself; `hidden` are sizes of
    screen at which that is not shown.
    """
    context.used.types.add(component.__name__)
    shown = component.shown(props)
    # What is not stored is the default, which is for all sizes.
    groups = (
        {ALL_SIZES: shown}
        if component.responsive_fields.keys().isdisjoint(props)
        else split(component, shown)
    )
    away = _hidden_sizes(props, hidden) if hidden or SHOW_ON.name in props else ()
    view = BlockView(component, block_id, groups, children, context, away, mark)
    return render_template(component.template_name(), view.variables(), edited=context.is_edited).strip()


def _hidden_sizes(props: Mapping[str, Any], hidden: Collection[Size]) -> Sequence[Size]:
    """The sizes at which an instance is not shown, by its own props or what it stands for."""
    own = SHOW_ON.hidden(props.get(SHOW_ON.name))
    return [size for size in Size if size in own or size in hidden]


def render_hint(words: str, mark: Mark | None, context: RenderContext) -> str:
    """What stands for an instance that can't be shown: words for whoever edits, nothing for readers."""
    if context.mode is not Mode.CANVAS:
        return ""
    return f'<div class="c-unknown"{f" {mark.__html__()}" if mark else ""}>{escape(words)}</div>'
