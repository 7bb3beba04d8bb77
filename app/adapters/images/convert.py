"""Converts uploaded images: checks their content, decodes them in a sandboxed child process and re-encodes them.

Only the pixels of an upload are kept: no scripts, no appended archives, no GPS location.
"""

import atexit
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from app.adapters.child_pool import ChildDied, ChildPool, ChildProgram, ChildTimeout, PoolExhausted
from app.errors import Invalid, Unavailable

PROGRAM = ChildProgram(
    script=Path(__file__).with_name("child.py"), wall_seconds=12.0, max_batches=50, acquire_timeout=10.0
)
POOL_SIZE = 2
"""Number of images decoded in parallel. Decoding is CPU-bound, and each image may need a lot of memory."""

SVG = "SVG files can contain scripts, so we can’t accept them. Please save the picture as PNG and try again."
UNKNOWN = "This isn’t a picture we can read. JPEG, PNG, WebP, AVIF, GIF and HEIC files all work."
EMPTY = "This file is empty. Please choose another one."
REFUSALS = {
    "broken": "This picture is damaged, or the upload was incomplete. Please try again, or save it as a new file.",
    "large": "This picture is too large. Please reduce it to 24 megapixels and try again.",
    "hungry": "This picture is too complex. Please make it smaller and try again.",
}
SLOW = "This picture takes too long to open. Please save it as a new JPEG or PNG file and try again."
MAX_HEADER_BYTES = 16 * 1024
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
SVG_SIGNATURES = (b"<svg", b"<?xml", b"\x1f\x8b")
"""The first bytes of an SVG file, as text or gzip."""


class PictureRefused(Invalid):
    """The upload is rejected; the message is for the user who chose the file."""


@dataclass(frozen=True, kw_only=True)
class PictureFile:
    """One encoded file of an image."""

    kind: str
    width: int
    height: int
    data: memoryview

    @cached_property
    def sha256(self) -> str:
        """The hash under which the file is stored."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The files of an image: the master, and the files for pages, widest first."""

    master: PictureFile
    sizes: tuple[PictureFile, ...]


def prepare_image(data: bytes | memoryview) -> Prepared:
    """Decode and re-encode an image: upright, in sRGB, without metadata.

    Raises PictureRefused, or Unavailable if the pool is exhausted.
    """
    check_signature(bytes(data[:512]))
    try:
        with _pool.child() as child:
            reply = child.exchange(data)
    except PoolExhausted as error:
        raise Unavailable("We’re busy with other pictures. Please try again in a moment.") from error
    except ChildTimeout as error:
        raise PictureRefused(SLOW) from error
    except ChildDied as error:
        raise PictureRefused(REFUSALS["hungry"]) from error
    return _prepared(reply)


def check_signature(start: bytes) -> None:
    """Check the type of a file by its signature, regardless of its name. Raises PictureRefused."""
    if not start:
        raise PictureRefused(EMPTY)
    is_known = start.startswith(SIGNATURES) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP")
    if is_known or start[4:8] == b"ftyp":
        return
    is_svg = (
        start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(SVG_SIGNATURES) or b"<svg" in start
    )
    raise PictureRefused(SVG if is_svg else UNKNOWN)


def close_image_workers() -> None:
    """Stop the child processes."""
    _pool.close()


def _prepared(reply: memoryview) -> Prepared:
    length = bytes(reply[:MAX_HEADER_BYTES]).index(b"\n")
    header: dict[str, Any] = json.loads(bytes(reply[:length]))
    if "fault" in header:
        raise PictureRefused(REFUSALS[header["fault"]])
    files, start = [], length + 1
    for facts in header["files"]:
        files.append(_file(facts, reply[start : start + facts["size"]]))
        start += facts["size"]
    return Prepared(master=files[0], sizes=tuple(files[1:]))


def _file(facts: Mapping[str, Any], data: memoryview) -> PictureFile:
    return PictureFile(kind=facts["kind"], width=facts["width"], height=facts["height"], data=data)


def _renew_pool() -> None:
    global _pool  # noqa: PLW0603 - a forked process must not share its parent's pipes
    _pool = ChildPool(PROGRAM, POOL_SIZE)


_pool = ChildPool(PROGRAM, POOL_SIZE)
atexit.register(close_image_workers)
os.register_at_fork(after_in_child=_renew_pool)
