"""The variables and functions available in a component's template."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from app.components.base import Component
from app.components.files import render_template
from app.components.rendering.instance_styles import declared_class, rule
from app.components.rendering.render_context import Mark, RenderContext
from app.components.rendering.responsive_root import class_name, merge_classes
from app.components.sizes import ALL_SIZES, Size, Sizes

NOTHING = Markup()
HIDDEN = "c-hidden"
"""The class of blocks that are hidden at some sizes, defined in `hidden.css`."""


@lru_cache(maxsize=4096)
def _class_attribute(names: Sequence[str]) -> Markup:
    return Markup('class="{}"').format(" ".join(filter(None, names)))


class BlockView:
    """The variables and functions available in a component's template."""

    __slots__ = (
        "_children",
        "_component",
        "_context",
        "_groups",
        "_hidden",
        "_id",
        "_mark",
        "_props",
    )

    def __init__(
        self,
        component: type[Component],
        block_id: str,
        groups: Mapping[Sizes, Mapping[str, Any]],
        children: Callable[[str], str],
        context: RenderContext,
        hidden: Sequence[Size] = (),
        mark: Mark | None = None,
    ) -> None:
        self._component = component
        self._id = block_id
        self._groups = groups
        self._hidden = hidden
        (self._props, *_) = groups.values()
        self._children = children
        self._context = context
        self._mark = mark

    def root(self, *classes: str) -> Markup:
        """The attributes of the root element."""
        is_sized = self._hidden or len(self._groups) > 1
        named = _class_attribute(self._sized_names(classes) if is_sized else self._plain_names(classes))
        mark = self._marked() if self._mark or self._context.is_edited else ""
        script = self._script() if self._component.script else ""
        return Markup(f"{named}{mark}{script}") if mark or script else named  # noqa: S704 - each part is escaped

    def _marked(self) -> str:
        """The root's attributes for the canvas."""
        mark = self._mark or Mark.of_block(self._id, self._component.__name__)
        return f" {mark.__html__()}"

    def _plain_names(self, classes: tuple[str, ...]) -> tuple[str, ...]:
        """The root's classes if they are the same at all screen sizes."""
        if not (declared := self._component.style(self._props)):
            return classes
        styled, body = declared_class(declared)
        if not styled:
            return classes
        self._context.styles[styled] = rule(styled, ALL_SIZES, body)
        return (*classes, styled)

    def _sized_names(self, classes: Sequence[str]) -> tuple[str, ...]:
        """The root's classes, each with a suffix unless it applies at every screen size."""
        bodies: dict[str, str] = {}
        merged = [
            *merge_classes(self._classes(classes, bodies)),
            *((HIDDEN, frozenset({size})) for size in self._hidden),
        ]
        self._context.style_root(self._component, merged, bodies)
        return tuple([class_name(name, sizes) for name, sizes in merged])

    def _script(self) -> Markup:
        """The attributes that load the component's script, if the instance needs it."""
        if not self._component.needs_script(self._props):
            return NOTHING
        address = self._context.script(self._component.script_name())
        attributes = Markup(' data-script="{}" data-when="{}"')
        return attributes.format(address, self._component.script) if address else NOTHING

    def _classes(self, classes: Sequence[str], bodies: dict[str, str]) -> dict[Sizes, list[str]]:
        """The root's classes at each set of sizes. Also adds the bodies of the instance's own rules to `bodies`."""
        found = {}
        for sizes, props in self._groups.items():
            names = classes if props is self._props else self._classes_with(props)
            styled, body = declared_class(self._component.style(props))
            bodies[styled] = body
            found[sizes] = [name for name in (*names, styled) if name]
        return found

    def _classes_with(self, props: Mapping[str, Any]) -> Sequence[str]:
        """The classes that the template gives the root with these props."""
        given: list[str] = []

        def record(*classes: str) -> Markup:
            given.extend(classes)
            return NOTHING

        view = BlockView(self._component, self._id, {ALL_SIZES: props}, lambda _slot: "", self._context)
        render_template(self._component.template_name(), {**view.variables(), "root": record}, edited=False)
        return given

    def slot_attrs(self, name: str) -> Markup:
        """The attributes of the slot's element, which must not contain anything else."""
        if not self._context.is_edited:
            return NOTHING
        return Markup(f'data-slot="{escape(self._id)}:{escape(name)}"')  # noqa: S704 - each part is escaped

    def slot(self, name: str) -> Markup:
        """The HTML of a slot's blocks."""
        return Markup(self._children(name))  # noqa: S704 - rendered by us

    def field(self, path: str) -> Markup:
        """The attributes of the element that shows the field at a path such as `links.0.label`."""
        if not self._context.is_edited:
            return NOTHING
        label = self._component.text_label(path)
        shown = f' data-label="{escape(label)}"' if label else ""
        return Markup(f'data-field="{escape(path)}"{shown}')  # noqa: S704 - each part is escaped

    def variables(self) -> dict[str, Any]:
        """All variables of the template."""
        return {
            **self._context.template_globals,
            **self._props,
            "id": self._id,
            "props": self._props,
            "root": self.root,
            "slot": self.slot,
            "slot_attrs": self.slot_attrs,
            "field": self.field,
            **self._component.context(self._props, self._context),
        }
