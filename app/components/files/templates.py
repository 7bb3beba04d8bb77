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
    """Takes out of a template what says nothing to readers: a third of all calls that it makes."""

    def preprocess(self, source: str, _name: str | None, _filename: str | None = None) -> str:
        """The template as readers need it."""
        return MARKS.sub("", source)


class LeanCodeGenerator(CodeGenerator):
    """Code that does what the library's templates ask for and no more: a page runs fifty of them.

    It puts what is safe into the page as it is; escaping would make it anew, and nearly all that is shown is safe.
    It leaves out what Jinja does for macros, for templates that take in others, and for functions that ask for the
    context: none of ours is any of these.
    """

    def signature(self, node: Call | Filter | Test, frame: Frame, _around: object = None) -> None:
        """The arguments that the template gives, without what stands around the call."""
        super().signature(node, frame)

    def pop_assign_tracking(self, _frame: Frame) -> None:
        """What a template sets is for itself alone."""
        self._assign_stack.pop()

    def visit_Name(self, node: Name, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """A variable that the template does not set itself is there, if only as an undefined one."""
        name = frame.symbols.ref(node.name)
        if node.ctx == "load" and frame.symbols.find_load(name) == (VAR_LOAD_RESOLVE, node.name):
            self.write(name)
        else:
            super().visit_Name(node, frame)

    def visit_Mod(self, node: BinExpr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Words with one value in them: beside a tuple Python knows ahead how to put them together."""
        if not (isinstance(node.left, Const) and isinstance(node.left.value, str)):
            super().visit_Mod(node, frame)
            return
        self.write(f"({node.left.value!r} % (")
        self.visit(node.right, frame)
        self.write(",))")

    def enter_frame(self, frame: Frame) -> None:
        """The whole template gathers what it shows, for that costs less than to yield each piece."""
        super().enter_frame(frame)
        if frame.rootlevel:
            self.buffer(frame)

    def leave_frame(self, frame: Frame, with_python_scope: bool = False) -> None:
        """All at once, at the end."""
        if frame.rootlevel:
            self.writeline(f"yield concat({frame.buffer})")
        super().leave_frame(frame, with_python_scope)

    def _output_child_pre(self, _node: Expr, _frame: Frame, _finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write("(shown if type(shown := ")

    def _output_child_post(self, _node: Expr, _frame: Frame, _finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write(") is Markup or type(shown) is str and not context.special(shown) else escape(shown))")


class Templates(FileSystemLoader):
    """Templates of the library by their path in it, those of other components by their whole path."""

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


_edited, _read = _environment(), _environment([StripMarks])
_kept: dict[tuple[str, bool], Template] = {}
"""Templates that no one looks at the disk for any more."""


class Variables(dict[str, Any]):
    """What one template of the library sees, as the code of `LeanCodeGenerator` asks for it."""

    resolve_or_missing = dict.__getitem__
    call: ClassVar[Callable[..., Any]] = operator.call
    special = re.compile("[&<>'\"]").search
    """What has to be escaped in a text."""
    get_all = dict.copy
    """For Jinja's report of an error."""

    def __missing__(self, name: str) -> Any:
        return _read.globals.get(name) or StrictUndefined(name=name)


def render_template(name: str, variables: dict[str, Any], *, edited: bool) -> str:
    """A template of the library with these variables, marked for the canvas if it is `edited`."""
    template = _kept.get((name, edited)) or (_edited if edited else _read).get_template(name)
    try:
        return "".join(template.root_render_func(Variables(variables)))  # type: ignore[arg-type]  # all that is asked
    except Exception:  # noqa: BLE001 - it is raised again, with the line of the template
        template.environment.handle_exception()


def preload_templates() -> None:
    """Look no more whether a template has changed: this process knows the library as it was when it started."""
    for edited, environment in ((True, _edited), (False, _read)):
        names = environment.list_templates(extensions=["html"])
        _kept.update({(name, edited): environment.get_template(name) for name in names})


def read_css(name: str) -> str:
    """A style sheet of the library as it is on disk now; the same object until it changes."""
    path = LIBRARY / name
    return _read_text(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _read_text(path: Path, _changed: int) -> str:
    return path.read_text()
