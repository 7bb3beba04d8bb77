"""The library's files: the Jinja environments of the templates, and the style sheets."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension

LIBRARY = Path(__file__).parent / "library"
MARKS = re.compile(r"\{\{ (?:field|slot_attrs)\([^{}]*\) \}\}")


class WithoutMarks(Extension):
    """Takes out of a template what says nothing to readers: a third of all calls that it makes."""

    def preprocess(self, source: str, _name: str | None, _filename: str | None = None) -> str:
        """The template as readers need it."""
        return MARKS.sub("", source)


def _environment(extensions: Sequence[type[Extension]] = ()) -> Environment:
    return Environment(
        loader=FileSystemLoader(LIBRARY),
        autoescape=True,
        auto_reload=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        extensions=extensions,
    )


_edited, _read = _environment(), _environment([WithoutMarks])


def render_template(name: str, variables: Mapping[str, Any], *, edited: bool) -> str:
    """A template of the library with these variables, marked for the canvas if it is `edited`."""
    environment = _edited if edited else _read
    template = environment.get_template(name)
    # As `template.render` does it, which looks at the globals one by one for every block of a page.
    parent = {**environment.globals, **variables}
    context = environment.context_class(environment, parent, template.name, template.blocks)
    try:
        return environment.concat(template.root_render_func(context))
    except Exception:  # noqa: BLE001 - it is raised again, with the line of the template
        environment.handle_exception()


def keep_templates() -> None:
    """Look no more whether a template has changed: this process knows the library as it was when it started."""
    _edited.auto_reload = _read.auto_reload = False


def read_css(name: str) -> str:
    """A style sheet of the library as it is on disk now; the same object until it changes."""
    path = LIBRARY / name
    return _read_text(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _read_text(path: Path, _changed: int) -> str:
    return path.read_text()
