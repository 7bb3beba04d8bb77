"""What a component is: a class that declares its fields, beside a Jinja template and a style sheet."""

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
"""Names that a template gets from us, so that no field may take them."""

SHOW_ON = ShowOn(label="Visibility", tab="style", name="show_on")
COMMON: Mapping[str, Field] = {SHOW_ON.name: SHOW_ON}
"""Fields that every component has, after its own."""


class Component:
    """Base of every component. The class's name is the `type` in Puck's Data JSON.

    A subclass lives in `library/<category>/<name>/<name>.py`, with `<name>.html` and `<name>.css` beside it, and
    declares its fields as attributes in the order in which the inspector shows them.
    """

    display_label: ClassVar[str] = ""
    """The name authors know it by: the class keyword `label`, or the class's name in words."""
    category: ClassVar[str] = "Other"
    icon: ClassVar[str] = "square"
    schema_version: ClassVar[int] = 1
    permissions: ClassVar[frozenset[str]] = ALL_PERMISSIONS
    preview: ClassVar[Mapping[str, Any]] = {}
    """Props of the example that the palette shows, on top of the defaults."""
    script: ClassVar[When | None] = None
    """When readers need the ES module `<name>.js` beside it; None where there is none."""

    fields: ClassVar[Mapping[str, Field]] = {}
    slots: ClassVar[Mapping[str, Slot]] = {}
    inputs: ClassVar[Mapping[str, Field]] = {}
    """Its own fields that hold a value: all but the slots and the common ones."""
    shown_defaults: ClassVar[dict[str, Any]] = {}
    """What these show where nothing is stored."""
    responsive_fields: ClassVar[Mapping[str, Field]] = {}
    """Those of them that may hold a value for each size of screen."""

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
            raise TypeError(f"{cls.__name__} has a field named {min(taken)}, which has a meaning of its own.")
        if whole := [name for name, value in cls.responsive_fields.items() if not value.can_be_responsive]:
            raise TypeError(f"{cls.__name__}.{whole[0]} can't have a value for each size.")

    @classmethod
    def shown(cls, props: Mapping[str, Any]) -> dict[str, Any]:
        """The values that one instance shows: what is stored, as far as it can be used, else the defaults."""
        shown = cls.shown_defaults.copy()
        for name, value in props.items():
            if name in shown:
                shown[name] = cls.inputs[name].shown(value)
        return shown

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """Props of a new one, without an id; slots may bring children in Puck's form."""
        own = cls.fields.keys() - COMMON.keys()
        return {name: deepcopy(each.default) for name, each in cls.fields.items() if name in own}

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Props of the palette's picture of it."""
        return {**cls.defaults(), **deepcopy(dict(cls.preview))}

    @classmethod
    @cache
    def text_label(cls, path: str) -> str:
        """The name that authors know a text by, also an inner one such as `links.0.label`; "" for other fields."""
        found = field_at(cls.fields, path)
        return found.label if found and found.text_kind else ""

    @classmethod
    def stored_values(cls, props: Mapping[str, Any]) -> list[tuple[Field, Any]]:
        """Each of its own fields with what is stored for it, else the field's default."""
        return [(declared, props.get(name, declared.default)) for name, declared in cls.inputs.items()]

    @classmethod
    def texts(cls, props: Mapping[str, Any]) -> list[StoredText]:
        """All texts that an instance holds, also those inside of lists, links and pictures."""
        return [
            text
            for name, declared in cls.inputs.items()
            for text in declared.texts(props.get(name, declared.default), (name,))
        ]

    @classmethod
    def text_field(cls, path: str) -> TextField | None:
        """What is declared of the text at a path such as `links.0.label`; None where there is no text."""
        name, *inner = path.split(".")
        declared = cls.inputs.get(name)
        return declared.text_field(inner) if declared else None

    @classmethod
    def style(cls, props: Mapping[str, Any]) -> dict[str, str]:  # noqa: ARG003 - for subclasses
        """CSS custom properties of one instance; put into the page's one style element."""
        return {}

    @classmethod
    def context(cls, props: Mapping[str, Any], context: PageContext) -> dict[str, Any]:  # noqa: ARG003 - ditto
        """Further variables for the template, taken from the page's surroundings."""
        return {}

    @classmethod
    def needs_script(cls, props: Mapping[str, Any]) -> bool:  # noqa: ARG003 - for subclasses
        """Whether one instance needs the component's script."""
        return cls.script is not None

    @classmethod
    def script_name(cls) -> str:
        """The name of its script among the files that pages may name, '' where it has none."""
        return script_name(cls.folder().name) if cls.script else ""

    @classmethod
    def folder(cls) -> Path:
        """The folder that holds everything of this component."""
        return Path(str(sys.modules[cls.__module__].__file__)).parent

    @classmethod
    @cache
    def template_name(cls) -> str:
        """Path of its template: below the library, or from the root where it is not part of that."""
        folder = cls.folder()
        file = folder / f"{folder.name}.html"
        return str(file.relative_to(LIBRARY) if file.is_relative_to(LIBRARY) else file)

    @classmethod
    def css(cls) -> str:
        """Its style sheet."""
        return read_css(str(cls.folder() / f"{cls.folder().name}.css"))
