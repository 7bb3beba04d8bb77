"""The library's files: the Jinja environments of the templates, and the style sheets."""

import operator
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.nodes import BinExpr, Call, Const, Expr, Filter, Name, Test

LIBRARY = Path(__file__).parents[1] / "library"
MARKS = re.compile(r"\{\{ (?:field|slot_attrs)\([^{}]*\) \}\}")


class StripMarks(Extension):
    """Removes the editor's marks from templates for readers, which saves a third of their calls."""

    def preprocess(self, source: str, _name: str | None, _filename: str | None = None) -> str:
        """The template source without the editor's marks."""
        return MARKS.sub("", source)


class LeanCodeGenerator(CodeGenerator):
    """Generates faster code for the library's templates, since a page renders dozens of them.

    Safe strings are output without a call of `escape`. Support for macros, included templates and context
    functions is omitted: the library uses none of these.
    """

    def signature(self, node: Call | Filter | Test, frame: Frame, _around: object = None) -> None:
        """The arguments of a call, without Jinja's extra context arguments."""
        super().signature(node, frame)

    def pop_assign_tracking(self, _frame: Frame) -> None:
        """Do not export variables that the template sets."""
        self._assign_stack.pop()

    def visit_Name(self, node: Name, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Skip the check for missing variables: lookups return an undefined value instead."""
        name = frame.symbols.ref(node.name)
        if node.ctx == "load" and frame.symbols.find_load(name) == (VAR_LOAD_RESOLVE, node.name):
            self.write(name)
        else:
            super().visit_Name(node, frame)

    def visit_Mod(self, node: BinExpr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Format a constant string with a tuple, which Python optimises."""
        if not (isinstance(node.left, Const) and isinstance(node.left.value, str)):
            super().visit_Mod(node, frame)
            return
        self.write(f"({node.left.value!r} % (")
        self.visit(node.right, frame)
        self.write(",))")

    def enter_frame(self, frame: Frame) -> None:
        """Buffer the output of the whole template, which is cheaper than yielding each piece."""
        super().enter_frame(frame)
        if frame.rootlevel:
            self.buffer(frame)

    def leave_frame(self, frame: Frame, with_python_scope: bool = False) -> None:
        """Yield the buffer at the end."""
        if frame.rootlevel:
            self.writeline(f"yield concat({frame.buffer})")
        super().leave_frame(frame, with_python_scope)

    def _output_child_pre(self, _node: Expr, _frame: Frame, _finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write("(shown if type(shown := ")

    def _output_child_post(self, _node: Expr, _frame: Frame, _finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write(") is Markup or type(shown) is str and not context.special(shown) else escape(shown))")


class Templates(FileSystemLoader):
    """Loads the library's templates by relative path, and those of other components by absolute path."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The template's source. Raises TemplateNotFound."""
        if template.startswith("/"):
            return FileSystemLoader("/").get_source(environment, template)
        return super().get_source(environment, template)


def _environment(extensions: Sequence[type[Extension]] = ()) -> Environment:
    environment = Environment(
        loader=Templates(LIBRARY),
        autoescape=True,
        auto_reload=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        extensions=extensions,
    )
    environment.code_generator_class = LeanCodeGenerator
    return environment


_edited, _published = _environment(), _environment([StripMarks])
_preloaded: dict[tuple[str, bool], Template] = {}
"""Templates that are not reloaded from disk."""


class Variables(dict[str, Any]):
    """The variables of one template, with the interface that code from `LeanCodeGenerator` uses."""

    resolve_or_missing = dict.__getitem__
    call: ClassVar[Callable[..., Any]] = operator.call
    special = re.compile("[&<>'\"]").search
    """Finds characters that must be escaped."""
    get_all = dict.copy
    """Used by Jinja's error reports."""

    def __missing__(self, name: str) -> Any:
        return _published.globals.get(name) or StrictUndefined(name=name)


def render_template(name: str, variables: dict[str, Any], *, edited: bool) -> str:
    """Render a template with these variables; with marks for the canvas if `edited`."""
    template = _preloaded.get((name, edited)) or (_edited if edited else _published).get_template(name)
    try:
        return "".join(template.root_render_func(Variables(variables)))  # type: ignore[arg-type]  # the generated code needs no more
    except Exception:  # noqa: BLE001 - re-raised with the template's line
        template.environment.handle_exception()


def preload_templates() -> None:
    """Compile all templates now and stop checking for changes on disk, for long-running processes."""
    for edited, environment in ((True, _edited), (False, _published)):
        names = environment.list_templates(extensions=["html"])
        _preloaded.update({(name, edited): environment.get_template(name) for name in names})


def read_css(name: str) -> str:
    """A style sheet of the library, reread if its modification time changes."""
    path = LIBRARY / name
    return _read_text(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _read_text(path: Path, _changed: int) -> str:
    return path.read_text()
