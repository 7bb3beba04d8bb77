"""The immutable registry of the components that a tenant may use."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

from app.components.base import Component
from app.components.fields import Slot
from app.components.files import LIBRARY as FOLDER
from app.components.files import read_css
from app.components.text_kinds import TextKind


class ComponentRegistry:
    """Components by type name, in palette order. Implements the tree's `Rules` protocol.

    Raises ValueError if two components have the same name or folder.
    """

    find: Callable[[str], type[Component] | None]
    """Return the component of a type, or None if it is not installed."""

    def __init__(self, components: Iterable[type[Component]]) -> None:
        self.components = tuple(components)
        self.palette = tuple(each for each in self.components if "insert" in each.permissions)
        by_name = {each.__name__: each for each in self.components}
        self.folders: Mapping[str, str] = {each.__name__: each.folder().name for each in self.components}
        if len(set(self.folders.values())) != len(self.components):
            raise ValueError("Two components have the same name or folder.")
        self.find = by_name.get
        # Cached, because planning a site with thousands of pages looks up every type on every page.
        self._digests = {
            name: cache(partial(_folder_digest, each.folder())) for name, each in by_name.items()
        }

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the classes by name; equal registries become the same object in the receiving process."""
        return registry_of, (self.components,)

    def extended_with(self, *components: type[Component]) -> "ComponentRegistry":
        """A registry with these components added. Raises ValueError for duplicate names or folders."""
        return registry_of((*self.components, *components)) if components else self

    def categories(self) -> dict[str, list[type[Component]]]:
        """Insertable components by category, in palette order."""
        palette: dict[str, list[type[Component]]] = {}
        for component in self.palette:
            palette.setdefault(component.category, []).append(component)
        return palette

    def css_for(self, type_names: Iterable[str]) -> str:
        """The base style sheet, then the style sheets of these components, in palette order."""
        wanted = set(type_names)
        return "\n".join(
            [read_css("base.css"), *(each.css() for each in self.components if each.__name__ in wanted)]
        )

    def css(self) -> str:
        """The base style sheet, then the style sheets of all components."""
        return self.css_for(self.folders)

    @cached_property
    def defaults_json(self) -> str:
        """The defaults of all components as JSON."""
        return json.dumps([each.defaults() for each in self.components], ensure_ascii=False)

    @cached_property
    def digest(self) -> str:
        """A hash of the code, templates, style sheets and scripts of all components, computed once."""
        return self.digest_now()

    def digest_now(self) -> str:
        """A hash of the same files as they are on disk now."""
        folders = (each.folder() for each in self.components)
        return _digest([*FOLDER.glob("*"), *(path for folder in folders for path in folder.glob("*"))])

    def component_digest(self, type_name: str) -> str:
        """A hash of this component's code, template, style sheet and script; '' if it is not installed."""
        return self._digests[type_name]() if type_name in self._digests else ""

    def slots(self, type_name: str) -> Mapping[str, Slot] | None:
        """The slots of a component; None if it is not installed."""
        component = self.find(type_name)
        return component.slots if component else None

    def schema_version(self, type_name: str) -> int:
        """The schema version of new instances; 0 if the component is not installed."""
        component = self.find(type_name)
        return component.schema_version if component else 0

    def label(self, type_name: str) -> str:
        """The display name of a component, or the type name if it is not installed."""
        component = self.find(type_name)
        return component.display_label if component else type_name

    def field_label(self, type_name: str, name: str) -> str:
        """The display name of a field or slot."""
        component = self.find(type_name)
        declared = component.fields.get(name) if component else None
        return declared.label if declared else name.replace("_", " ").capitalize()

    def text_kind(self, type_name: str, name: str) -> TextKind:
        """The kind of text in a field; TextKind.NONE if it is not a text field."""
        component = self.find(type_name)
        declared = component.fields.get(name) if component else None
        return declared.text_kind if declared else TextKind.NONE


@lru_cache(maxsize=256)
def registry_of(components: tuple[type[Component], ...]) -> ComponentRegistry:
    """The registry of these components, cached."""
    return ComponentRegistry(components)


@cache
def shared_digest() -> str:
    """A hash of what all components share: the code outside the library, and the library's common style sheets."""
    code = (path for path in FOLDER.parent.rglob("*.py") if FOLDER not in path.parents)
    return _digest([*code, *FOLDER.glob("*.css")])


def _folder_digest(folder: Path) -> str:
    return _digest(folder.glob("*"))


def _digest(paths: Iterable[Path]) -> str:
    files = sorted(path for path in paths if path.suffix in {".py", ".html", ".css", ".js"})
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
