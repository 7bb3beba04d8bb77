"""Our style sheets, scripts and fonts: minified, compressed, and cached by browsers until they change."""

import gzip
import hashlib
import mimetypes
import os
import re
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import brotli
from flask import Flask, Response, abort, request
from flask.typing import ResponseReturnValue
from werkzeug.security import safe_join

from app.web.auth import stateless

FOLDER = Path(__file__).parents[2] / "static"
# Each bundle is served as one file: an @import chain would delay the first paint.
SHEETS = {
    "css/editor.css": (
        "base/reset",
        "base/tokens",
        "base/fonts",
        "base/elements",
        "editor/desk",
        "editor/controls",
        "editor/text",
        "editor/dialogs",
        "editor/keyboard",
        "editor/inspector",
        "editor/media",
        "editor/sections",
        "editor/onboarding",
        "editor/sizes",
        "editor/presence",
        "editor/phone",
    ),
    # For panels and dialogs that only open on a click.
    "css/editor-later.css": (
        "editor/preview-links",
        "editor/find-and-replace",
        "editor/history",
        "editor/accessibility-check",
        "app/publication",
    ),
    "css/comparison.css": (
        "base/reset",
        "base/tokens",
        "base/fonts",
        "base/elements",
        "editor/controls",
        "canvas/comparison",
    ),
    "css/app.css": (
        "base/reset",
        "base/tokens",
        "base/fonts",
        "base/elements",
        "app/layout",
        "app/components",
        "app/forms",
        "app/pictures",
        "app/screens",
        "app/landing",
        "app/history",
        "app/month",
        "app/publication",
        "base/utilities",
    ),
}
_COMPRESSED = {"text/css", "text/javascript", "application/json", "image/svg+xml", "text/plain"}
MAX_NAME_LENGTH = 200
# Comments at the start of a line, type comments, indentation and empty lines. Our multi-line strings contain HTML and
# CSS, where none of these matter.
COMMENTS_AND_INDENTATION = re.compile(
    rb"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)\n|/\*\* @(?:(?!\*/)[^\n])*\*/ ?|^[ \t]+|^\n",
    re.MULTILINE | re.DOTALL,
)
_VERSION_TTL_SECONDS = 1.0
_cached_version: tuple[float, str] = (0.0, "")


def install_static_files(app: Flask) -> None:
    """Serve the static folder at a URL that changes whenever one of its files changes."""
    app.static_folder = None
    app.add_url_rule("/static/<version>/<path:name>", "static", stateless(_serve))


def static_url(name: str) -> str:
    """Return the URL of a static file, which browsers may cache for a year."""
    return f"/static/{version()}/{name}"


def version() -> str:
    """Return a short hash of all files. Modules share it, so they can import each other by relative path."""
    global _cached_version  # noqa: PLW0603 - a cache for the whole process
    now = time.monotonic()
    if not _cached_version[1] or now - _cached_version[0] > _VERSION_TTL_SECONDS:
        _cached_version = (now, _hash(_file_stats()))
    return _cached_version[1]


def _file_stats() -> tuple[tuple[str, int, int], ...]:
    """Return the name, size and mtime of every served file."""
    facts = ((str(path.relative_to(FOLDER)), path.stat()) for path in _files())
    return tuple(sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in facts))


def _files() -> Iterator[Path]:
    """Yield every file in the folder except the thousands of icons, which are inlined into pages."""
    for folder, folders, names in os.walk(FOLDER):
        folders[:] = [name for name in folders if name != "icons"]
        yield from (Path(folder, name) for name in names)


@lru_cache(maxsize=4)
def _hash(state: tuple[tuple[str, int, int], ...]) -> str:
    digest = hashlib.sha256()
    for name, _size, _time in state:
        digest.update(name.encode() + b"\0" + (FOLDER / name).read_bytes())
    return digest.hexdigest()[:12]


def _serve(version: str, name: str) -> ResponseReturnValue:
    paths = _paths(name)
    changed = max(path.stat().st_mtime_ns for path in paths)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    encoding = _encoding() if kind in _COMPRESSED else ""
    response = Response(_content(paths, changed, encoding), mimetype=kind)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    if _is_newest(version):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(hashlib.sha256(f"{name}{changed}{encoding}".encode()).hexdigest()[:16])
    return response.make_conditional(request)


def _is_newest(asked: str) -> bool:
    return asked == version()


def _paths(name: str) -> tuple[Path, ...]:
    """Return the files that are served under a name. Aborts with 404 if there are none."""
    if name in SHEETS:
        return tuple(FOLDER / "css" / f"{part}.css" for part in SHEETS[name])
    path = safe_join(str(FOLDER), name) if len(name) < MAX_NAME_LENGTH else None
    if path is None or not Path(path).is_file():
        abort(404)
    return (Path(path),)


def _encoding() -> str:
    accepted = request.accept_encodings
    return next((name for name in ("br", "gzip") if accepted.quality(name) > 0), "")


@lru_cache(maxsize=256)
def _content(paths: tuple[Path, ...], _changed: int, encoding: str) -> bytes:
    plain = b"\n".join(_minified(path) for path in paths)
    if encoding == "br":
        return bytes(brotli.compress(plain))
    return gzip.compress(plain, 9, mtime=0) if encoding else plain


def _minified(path: Path) -> bytes:
    """Return a file stripped of comments and indentation, which make up about a fifth of our files."""
    source = path.read_bytes()
    if path.suffix not in {".css", ".js"} or path.is_relative_to(FOLDER / "vendor"):
        return source
    return COMMENTS_AND_INDENTATION.sub(b"", source)
