"""The components there are, in the order of the palette. To add one: its folder, and a line here."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from app.components.base import Component
from app.components.fields import Slot
from app.components.files import LIBRARY as FOLDER
from app.components.files import read_css
from app.components.library.book.book import Book
from app.components.library.button.button import Button
from app.components.library.columns.columns import Columns
from app.components.library.divider.divider import Divider
from app.components.library.footer.footer import Footer
from app.components.library.header.header import Header
from app.components.library.heading.heading import Heading
from app.components.library.hero.hero import Hero
from app.components.library.image.image import Image
from app.components.library.quote.quote import Quote
from app.components.library.section.section import Section
from app.components.library.shared.shared import Shared
from app.components.library.spacer.spacer import Spacer
from app.components.library.stack.stack import Stack
from app.components.library.text.text import Text

LIBRARY: tuple[type[Component], ...] = (
    Hero,
    Section,
    Text,
    Heading,
    Button,
    Image,
    Quote,
    Divider,
    Book,
    Columns,
    Stack,
    Spacer,
    Header,
    Footer,
    Shared,
)

TEXT_KINDS = ("text", "textarea", "richtext")
PALETTE: tuple[type[Component], ...] = tuple(each for each in LIBRARY if "insert" in each.permissions)
"""Those that an author adds by themselves."""

_BY_NAME: Mapping[str, type[Component]] = {component.__name__: component for component in LIBRARY}


def find_component(type_name: str) -> type[Component] | None:
    """The component of this name, or None when it is not installed."""
    return _BY_NAME.get(type_name)


def categories() -> dict[str, list[type[Component]]]:
    """The palette: components that may be inserted, by category, in order."""
    palette: dict[str, list[type[Component]]] = {}
    for component in PALETTE:
        palette.setdefault(component.category, []).append(component)
    return palette


def css_for(type_names: Iterable[str]) -> str:
    """What all components share, then the style sheets of these, in the palette's order."""
    wanted = set(type_names)
    return "\n".join(
        [read_css("base.css"), *(component.css() for component in LIBRARY if component.__name__ in wanted)]
    )


@cache
def digest() -> str:
    """Changes whenever any component's code, template or style sheet does."""
    return library_digest()


@cache
def component_digest(type_name: str) -> str:
    """Changes with this component's code, template or style sheet; '' when it is not installed."""
    component = find_component(type_name)
    return _digest(component.folder().glob("*")) if component else ""


@cache
def shared_digest() -> str:
    """Changes with what all components share: the code beside the library, and the style sheets directly in it."""
    beside = (path for path in FOLDER.parent.rglob("*.py") if not path.is_relative_to(FOLDER))
    return _digest([*beside, *FOLDER.glob("*.css")])


def library_digest() -> str:
    """The digest of the library as it is on disk at this moment."""
    return _digest(FOLDER.rglob("*"))


def _digest(paths: Iterable[Path]) -> str:
    files = sorted(path for path in paths if path.suffix in {".py", ".html", ".css", ".js"})
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


class LibraryRules:
    """What the page tree needs to know of the components."""

    def slots(self, type_name: str) -> Mapping[str, Slot] | None:
        """The slots of a component; None when it is not installed."""
        component = find_component(type_name)
        return component.slots if component else None

    def schema_version(self, type_name: str) -> int:
        """The version of its data that new instances are written in."""
        component = find_component(type_name)
        return component.schema_version if component else 0

    def label(self, type_name: str) -> str:
        """The name that authors know it by."""
        component = find_component(type_name)
        return component.display_label if component else type_name

    def field_label(self, type_name: str, name: str) -> str:
        """The name that authors know a field or slot by."""
        component = find_component(type_name)
        declared = component.fields.get(name) if component else None
        return declared.label if declared else name.replace("_", " ").capitalize()

    def text_kind(self, type_name: str, name: str) -> str:
        """The kind of a field that holds text; "" for others."""
        component = find_component(type_name)
        declared = component.fields.get(name) if component else None
        return declared.kind if declared and declared.kind in TEXT_KINDS else ""


RULES = LibraryRules()
