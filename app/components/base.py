"""The base class of components. A component declares its fields and has a Jinja template and a style sheet."""

import re
import sys
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from app.components.fields import Field, ShowOn, Slot, StoredText, TextField, field_at
from app.components.files import LIBRARY, When, read_css, script_name
from app.components.page_context import PageContext

ALL_PERMISSIONS = frozenset({"drag", "duplicate", "delete", "edit", "insert"})
RESERVED_NAMES = frozenset(
    {"id", "root", "slot", "slot_attrs", "field", "rich", "href", "src", "img", "context", "props"}
)
"""Names that fields may not have, because templates use them for other variables."""

SHOW_ON = ShowOn(label="Visibility", tab="style", name="show_on")
COMMON: Mapping[str, Field] = {SHOW_ON.name: SHOW_ON}
"""Fields that every component has in addition to its own."""


class Component:
    """The base class of every component. The class name is the `type` in Puck's Data JSON.

    A subclass lives in `library/<category>/<name>/<name>.py`, with `<name>.html` and `<name>.css` beside it, and
    declares its fields as attributes in the order in which the inspector shows them. The inspector also shows
    the first line of the subclass's docstring.
    """

    display_label: ClassVar[str] = ""
    """Display name: the class keyword `label`, or the class name split into words."""
    category: ClassVar[str] = "Other"
    icon: ClassVar[str] = "square"
    schema_version: ClassVar[int] = 1
    permissions: ClassVar[frozenset[str]] = ALL_PERMISSIONS
    preview: ClassVar[Mapping[str, Any]] = {}
    """Props that override the defaults in the palette's example."""
    script: ClassVar[When | None] = None
    """When to load the component's ES module `<name>.js`; None if there is none."""

    fields: ClassVar[Mapping[str, Field]] = {}
    slots: ClassVar[Mapping[str, Slot]] = {}
    inputs: ClassVar[Mapping[str, Field]] = {}
    """The component's own fields, except for slots."""
    shown_defaults: ClassVar[dict[str, Any]] = {}
    """The values rendered for `inputs` that have no stored value."""
    responsive_fields: ClassVar[Mapping[str, Field]] = {}
    """The fields that may have a value for each screen size."""

    def __init_subclass__(cls, *, label: str = "") -> None:
        declared = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        own = {name: value for name, value in cls.fields.items() if name not in COMMON} | declared
        cls.fields = {**own, **COMMON}
        cls.slots = {name: value for name, value in own.items() if isinstance(value, Slot)}
        cls.inputs = {name: value for name, value in own.items() if name not in cls.slots}
        cls.shown_defaults = {name: value.shown(value.default) for name, value in cls.inputs.items()}
        cls.responsive_fields = {name: value for name, value in own.items() if value.responsive}
        cls.display_label = label or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cls.__name__).capitalize()
        if taken := (RESERVED_NAMES | COMMON.keys()) & own.keys():
            raise TypeError(f"{cls.__name__} has a field named {min(taken)}, which is reserved.")
        if whole := [name for name, value in cls.responsive_fields.items() if not value.can_be_responsive]:
            raise TypeError(f"{cls.__name__}.{whole[0]} can’t have a value for each size.")

    @classmethod
    def shown(cls, props: Mapping[str, Any]) -> dict[str, Any]:
        """The values to render: stored values where valid, otherwise the defaults."""
        shown = cls.shown_defaults.copy()
        for name, value in props.items():
            if name in shown:
                shown[name] = cls.inputs[name].shown(value)
        return shown

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """The props of a new instance, without an id; slots may contain blocks as Puck JSON."""
        own = cls.fields.keys() - COMMON.keys()
        return {name: deepcopy(each.default) for name, each in cls.fields.items() if name in own}

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The props of the example shown in the palette."""
        return {**cls.defaults(), **deepcopy(dict(cls.preview))}

    @classmethod
    @cache
    def text_label(cls, path: str) -> str:
        """The display name of the text at a path such as `links.0.label`; "" if there is no text."""
        found = field_at(cls.fields, path)
        return found.label if found and found.text_kind else ""

    @classmethod
    def stored_values(cls, props: Mapping[str, Any]) -> list[tuple[Field, Any]]:
        """Each of `inputs` with its stored value, or with its default if none is stored."""
        return [(declared, props.get(name, declared.default)) for name, declared in cls.inputs.items()]

    @classmethod
    def texts(cls, props: Mapping[str, Any]) -> list[StoredText]:
        """All texts of an instance, including those inside lists, links and pictures."""
        return [
            text
            for name, declared in cls.inputs.items()
            for text in declared.texts(props.get(name, declared.default), (name,))
        ]

    @classmethod
    def limited(cls, props: Mapping[str, Any]) -> dict[str, Any]:
        """Props from a file or a paste, reduced to the sizes that the inputs accept. Raises FieldError."""
        fields = cls.inputs
        return {
            name: fields[name].limited(value) if name in fields else value for name, value in props.items()
        }

    @classmethod
    def text_field(cls, path: str) -> TextField | None:
        """The declaration of the text at a path such as `links.0.label`; None if there is no text."""
        name, *inner = path.split(".")
        declared = cls.inputs.get(name)
        return declared.text_field(inner) if declared else None

    @classmethod
    def style(cls, props: Mapping[str, Any]) -> dict[str, str]:  # noqa: ARG003 - for subclasses
        """The CSS custom properties of an instance, which are added to the page's style element."""
        return {}

    @classmethod
    def context(cls, props: Mapping[str, Any], context: PageContext) -> dict[str, Any]:  # noqa: ARG003 - for subclasses
        """Additional template variables that depend on the page or the site."""
        return {}

    @classmethod
    def needs_script(cls, props: Mapping[str, Any]) -> bool:  # noqa: ARG003 - for subclasses
        """Whether an instance with these props needs the component's script."""
        return cls.script is not None

    @classmethod
    def script_name(cls) -> str:
        """The asset name of the component's script, or '' if there is none."""
        return script_name(cls.folder().name) if cls.script else ""

    @classmethod
    def folder(cls) -> Path:
        """The component's folder."""
        return Path(str(sys.modules[cls.__module__].__file__)).parent

    @classmethod
    @cache
    def template_name(cls) -> str:
        """The path of the template: relative to the library, or absolute for components outside it."""
        folder = cls.folder()
        file = folder / f"{folder.name}.html"
        return str(file.relative_to(LIBRARY) if file.is_relative_to(LIBRARY) else file)

    @classmethod
    def css(cls) -> str:
        """The component's style sheet."""
        return read_css(str(cls.folder() / f"{cls.folder().name}.css"))
