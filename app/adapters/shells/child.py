"""Renders untrusted templates under hard resource limits, as a program of its own: `python -I child.py`.

It starts with an empty environment, cannot open files or sockets once it is ready, and exchanges
length-prefixed JSON over stdin and stdout. It imports nothing from QuillSpace, so that its memory contains
none of QuillSpace's code or data.
"""

import json
import os
import re
import resource
import struct
import time
from collections.abc import Iterator
from math import ceil
from typing import Any, BinaryIO

import minijinja
import nh3
from markdown_it import MarkdownIt

MEMORY_BYTES = 400 * 1024 * 1024
CPU_SECONDS_PER_BATCH = 2
FUEL = 500_000
MAX_SHELL_BYTES = 2 * 1024 * 1024
MAX_BATCH_BYTES = 24 * 1024 * 1024
HEADER = struct.Struct(">I")

# Each of these exposes more than the context or can produce a large output from a small input.
REMOVED_FILTERS = ("debug", "pprint", "format", "indent", "wordwrap", "center", "slice", "batch")
REMOVED_GLOBALS = ("debug", "cycler", "joiner")

PLACE = re.compile(r"(?:caused by: )?(?P<reason>.*) \(in (?P<template>.+):(?P<line>\d+)\)")
MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False})
MARKDOWN_TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "ul",
}  # fmt: skip


class UnknownAsset(Exception):
    """The template references a file that is not among its assets."""


class TooLarge(Exception):
    """A rendered shell exceeds the size limit."""


def main() -> None:
    """Render batches until the parent closes the pipe."""
    incoming, outgoing = os.fdopen(0, "rb"), os.fdopen(1, "wb")
    warm_up()
    limit_resources()
    send(outgoing, b"")
    for request in messages(incoming):
        allow_cpu_time()
        send(outgoing, json.dumps(render(request)).encode())


def send(stream: BinaryIO, reply: bytes) -> None:
    """Send one response; an empty one signals readiness."""
    stream.write(HEADER.pack(len(reply)) + reply)
    stream.flush()


def warm_up() -> None:
    """Use every feature once, so that nothing needs to be imported when files can no longer be opened."""
    for source in ("{{ 'up'|markdown }}", "{{ 1 / 0 }}", "{% if %}", "{{ asset_url('none') }}"):
        render({"templates": {"up": source}, "entry": "up", "contexts": [{}], "tokens": {}, "assets": {}})


def limit_resources() -> None:
    """Limit memory, files and processes permanently; the CPU limit is raised for each batch."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def allow_cpu_time() -> None:
    """Raise the CPU limit for one batch. It applies to the process's total time, so add to the time used so far."""
    used = ceil(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (used + CPU_SECONDS_PER_BATCH, resource.RLIM_INFINITY))


def messages(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    """Yield requests until the end of the input."""
    while len(header := stream.read(HEADER.size)) == HEADER.size:
        yield json.loads(stream.read(HEADER.unpack(header)[0]))


def render(request: dict[str, Any]) -> dict[str, Any]:
    """Render the entry template once per context; the first error ends the batch."""
    entry = request["entry"]
    try:
        return {"shells": _render_all(request)}
    except minijinja.TemplateError as error:
        return _template_fault(error, entry)
    except UnknownAsset as error:
        name = str(error)
        return _fault(entry, _line_naming(request["templates"][entry], name), f"there is no file {name!r}")
    except TooLarge:
        reason = "it produces more than 2 MB of HTML for one page"
    except (MemoryError, RecursionError):
        reason = "it needs more memory than one page may use"
    except Exception as error:  # noqa: BLE001 - any error is caused by the template
        reason = f"{type(error).__name__}: {error}"
    return _fault(entry, None, reason)


def _render_all(request: dict[str, Any]) -> list[dict[str, Any]]:
    """Render as many shells as fit into one response; the parent then requests the rest."""
    used: set[str] = set()
    environment = _environment(request["templates"], request["assets"], used)
    tokens = {name: minijinja.safe(token) for name, token in request["tokens"].items()}
    shells: list[dict[str, Any]] = []
    budget = MAX_BATCH_BYTES
    for context in request["contexts"]:
        used.clear()
        # The engine also escapes slashes, which is never necessary in HTML.
        html = environment.render_template(request["entry"], **{**context, **tokens}).replace("&#x2f;", "/")
        budget -= _checked_size(html)
        if budget < 0:
            break
        shells.append({"html": html, "assets": sorted(used)})
    return shells


def _environment(templates: dict[str, str], assets: dict[str, str], used: set[str]) -> minijinja.Environment:
    def asset_url(name: object) -> str:
        address = assets.get(name) if isinstance(name, str) else None
        if address is None:
            raise UnknownAsset(str(name)[:120])
        used.add(str(name))
        return address

    environment = minijinja.Environment(
        loader=templates.get,
        filters={"markdown": _markdown, "asset_url": asset_url},
        globals={"asset_url": asset_url},
        auto_escape_callback=lambda _name: "html",
        debug=False,
        fuel=FUEL,
        pycompat=False,
    )
    for name in REMOVED_FILTERS:
        environment.remove_filter(name)
    for name in REMOVED_GLOBALS:
        environment.remove_global(name)
    return environment


def _markdown(text: object) -> str:
    html = MARKDOWN.render(str(text or ""))
    return minijinja.safe(nh3.clean(html, tags=MARKDOWN_TAGS, url_schemes={"http", "https", "mailto"}))


def _checked_size(html: str) -> int:
    if len(html) > MAX_SHELL_BYTES or (size := len(html.encode())) > MAX_SHELL_BYTES:
        raise TooLarge
    return size


def _line_naming(source: str, name: str) -> int | None:
    lines = source.split("\n")
    return next((number for number, line in enumerate(lines, 1) if name and name in line), None)


def _template_fault(error: minijinja.TemplateError, entry: str) -> dict[str, Any]:
    # The engine lists one cause per line. The innermost is last, and has the location of the mistake.
    innermost = str(error).strip().split("\n")[-1]
    found = PLACE.fullmatch(innermost)
    if not found:
        return _fault(error.name or entry, error.line, error.detail or innermost)
    return _fault(found["template"], int(found["line"]), found["reason"])


def _fault(template: str, line: int | None, reason: str) -> dict[str, Any]:
    return {"fault": {"template": template, "line": line, "reason": reason[:500]}}


if __name__ == "__main__":
    main()
