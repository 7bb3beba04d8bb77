"""The components that a tenant may use, as one immutable value that is passed to whoever needs them."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from app.components.base import Component
from app.components.fields import Slot
from app.components.files import LIBRARY as FOLDER
from app.components.files import read_css
from app.components.text_kinds import TextKind


class ComponentRegistry:
    """Components by the name of their type, in the order of the palette. It answers the tree's `Rules`.

    Raises ValueError where two of them have the same name or folder.
    """

    find: Callable[[str], type[Component] | None]
    """The component of this name, or None when it is not installed."""

    def __init__(self, components: Iterable[type[Component]]) -> None:
        self.components = tuple(components)
        self.palette = tuple(each for each in self.components if "insert" in each.permissions)
        by_name = {each.__name__: each for each in self.components}
        self.folders: Mapping[str, str] = {each.__name__: each.folder().name for each in self.components}
        if len(set(self.folders.values())) != len(self.components):
            raise ValueError("Two components have the same name or folder.")
        self.find = by_name.get

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process gets the classes by their names, and one registry for the same ones."""
        return registry_of, (self.components,)

    def extended_with(self, *components: type[Component]) -> "ComponentRegistry":
        """These components after all of its own. Raises ValueError for a name or folder that is taken."""
        return registry_of((*self.components, *components)) if components else self

    def categories(self) -> dict[str, list[type[Component]]]:
        """The palette: components that may be inserted, by category, in order."""
        palette: dict[str, list[type[Component]]] = {}
        for component in self.palette:
            palette.setdefault(component.category, []).append(component)
        return palette

    def css_for(self, type_names: Iterable[str]) -> str:
        """What all components share, then the style sheets of these, in the palette's order."""
        wanted = set(type_names)
        return "\n".join(
            [read_css("base.css"), *(each.css() for each in self.components if each.__name__ in wanted)]
        )

    def css(self) -> str:
        """What all components share, then the style sheets of every one."""
        return self.css_for(self.folders)

    @cached_property
    def defaults_json(self) -> str:
        """What blocks show for which nothing is stored, as JSON."""
        return json.dumps([each.defaults() for each in self.components], ensure_ascii=False)

    @cached_property
    def digest(self) -> str:
        """Changes whenever the code, template or style sheet of any component does."""
        return self.digest_now()

    def digest_now(self) -> str:
        """The digest of the components' files as they are on disk at this moment."""
        folders = (each.folder() for each in self.components)
        return _digest([*FOLDER.glob("*"), *(path for folder in folders for path in folder.glob("*"))])

    def component_digest(self, type_name: str) -> str:
        """Changes with this component's code, template or style sheet; '' when it is not installed."""
        component = self.find(type_name)
        return _folder_digest(component.folder()) if component else ""

    def slots(self, type_name: str) -> Mapping[str, Slot] | None:
        """The slots of a component; None when it is not installed."""
        component = self.find(type_name)
        return component.slots if component else None

    def schema_version(self, type_name: str) -> int:
        """The version of its data that new instances are written in."""
        component = self.find(type_name)
        return component.schema_version if component else 0

    def label(self, type_name: str) -> str:
        """The name that authors know it by."""
        component = self.find(type_name)
        return component.display_label if component else type_name

    def field_label(self, type_name: str, name: str) -> str:
        """The name that authors know a field or slot by."""
        component = self.find(type_name)
        declared = component.fields.get(name) if component else None
        return declared.label if declared else name.replace("_", " ").capitalize()

    def text_kind(self, type_name: str, name: str) -> TextKind:
        """The kind of a field that holds text; TextKind.NONE for others."""
        component = self.find(type_name)
        declared = component.fields.get(name) if component else None
        return declared.text_kind if declared else TextKind.NONE


@lru_cache(maxsize=256)
def registry_of(components: tuple[type[Component], ...]) -> ComponentRegistry:
    """The registry of these components: the same one for the same components."""
    return ComponentRegistry(components)


@cache
def shared_digest() -> str:
    """Changes with what all components share: the code beside the library, and the style sheets directly in it."""
    code = (path for path in FOLDER.parent.rglob("*.py") if FOLDER not in path.parents)
    return _digest([*code, *FOLDER.glob("*.css")])


@cache
def _folder_digest(folder: Path) -> str:
    return _digest(folder.glob("*"))


def _digest(paths: Iterable[Path]) -> str:
    files = sorted(path for path in paths if path.suffix in {".py", ".html", ".css", ".js"})
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
