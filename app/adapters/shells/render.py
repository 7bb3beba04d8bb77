"""Renders a site template's shell for pages, in sandboxed child processes.

A shell can use `site`, `page`, `menu` and `settings` (plain JSON), the filter `markdown`, the function and
filter `asset_url`, and two tokens, `{{ head }}` and `{{ blocks }}`. The content of the tokens never passes
through the child: `ShellPage.fill` inserts it afterwards.
"""

import atexit
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.adapters.child_pool import ChildDied, ChildPool, ChildProgram, ChildTimeout
from app.errors import DomainError, Invalid

ENTRY = "shell.html"
PROGRAM = ChildProgram(script=Path(__file__).with_name("child.py"), wall_seconds=3.0, max_batches=200)


class TemplateFailed(DomainError):
    """A template could not be rendered; the attributes name the template, the line and the reason."""

    def __init__(self, reason: str, *, template: str = ENTRY, line: int | None = None) -> None:
        place = f"{template}, line {line}" if line else template
        super().__init__(f"The site’s design has an error ({place}): {reason}.")
        self.template = template
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class ShellPage:
    """A rendered shell, split where the head and the blocks belong, and the names of the assets it uses."""

    before_head: str
    between: str
    after_blocks: str
    assets: tuple[str, ...] = ()

    def fill(self, *, head: str, blocks: str) -> str:
        """Return the complete HTML of the page."""
        return f"{self.before_head}{head}{self.between}{blocks}{self.after_blocks}"


def render_shells(
    source: str,
    contexts: Sequence[Mapping[str, Any]],
    *,
    assets: Mapping[str, str],
    partials: Mapping[str, str] | None = None,
) -> list[ShellPage]:
    """Render `source` once per context. `assets` maps asset names to URLs; the template can use only these.

    Raises TemplateFailed.
    """
    marks = {"head": f"<!--{secrets.token_hex(16)}-->", "blocks": f"<!--{secrets.token_hex(16)}-->"}
    request = {
        "entry": ENTRY,
        "templates": {**(partials or {}), ENTRY: source},
        "tokens": marks,
        "assets": dict(assets),
    }
    shells: list[ShellPage] = []
    while len(shells) < len(contexts):
        reply = _ask({**request, "contexts": list(contexts[len(shells) :])})
        if not reply:
            raise TemplateFailed("it produces more HTML than one page may contain")
        shells += [_split(item["html"], marks, tuple(item["assets"])) for item in reply]
    return shells


def warm_shell_workers() -> None:
    """Start one child ahead of the first request."""
    _pool.warm()


def close_shell_workers() -> None:
    """Stop the child processes."""
    _pool.close()


def _ask(request: dict[str, Any]) -> list[dict[str, Any]]:
    message = _message(request)
    try:
        with _pool.child() as child:
            reply = json.loads(bytes(child.exchange(message)))
    except ChildTimeout as error:
        raise TemplateFailed("it takes more than 3 seconds") from error
    except ChildDied as error:
        raise TemplateFailed("it needs more time or memory than one page may use") from error
    fault = reply.get("fault")
    if fault:
        raise TemplateFailed(
            _readable_reason(fault["reason"]), template=fault["template"], line=fault["line"]
        )
    shells: list[dict[str, Any]] = reply["shells"]
    return shells


def _readable_reason(reason: str) -> str:
    return "it needs more processing than one page may use" if "out of fuel" in reason else reason


def _message(request: dict[str, Any]) -> bytes:
    try:
        return json.dumps(request, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise Invalid("Templates accept only text, numbers, lists and objects.") from error


def _split(html: str, marks: dict[str, str], assets: tuple[str, ...]) -> ShellPage:
    for name, mark in marks.items():
        if html.count(mark) != 1:
            raise TemplateFailed(
                f"it must show {{{{ {name} }}}} exactly once, but shows it {html.count(mark)} times"
            )
    before, _, rest = html.partition(marks["head"])
    between, _, after = rest.partition(marks["blocks"])
    if not after and marks["blocks"] in before:
        raise TemplateFailed("{{ head }} must come before {{ blocks }}")
    return ShellPage(before, between, after, assets)


def _renew_pool() -> None:
    global _pool  # noqa: PLW0603 - a forked process must not share its parent's pipes
    _pool = ChildPool(PROGRAM)


_pool = ChildPool(PROGRAM)
atexit.register(close_shell_workers)
os.register_at_fork(after_in_child=_renew_pool)
