"""Pictures that people upload: checked by their content, decoded in a child process that they cannot leave, made anew.

Nothing of the file that came is kept but what can be seen of it. What is made is ours from the first byte to the
last, so that nothing rides along: no script, no archive behind the picture, no place where it was taken.
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

from app.adapters.child_pool import ChildDied, ChildTooSlow, NoChildFree, Pool, Work
from app.errors import Invalid, Unavailable

WORK = Work(program=Path(__file__).with_name("child.py"), wall_seconds=12.0, batches_a_life=50, patience=10.0)
SIZE = 2
"""Pictures decoded at once: more would only share the processors, and each may take much memory."""

SVG = "A drawing in SVG can carry programs along, so we can't take it. Save it as PNG and try again."
UNKNOWN = "We can't read this as a picture. JPEG, PNG, WebP, AVIF, GIF and HEIC all work."
EMPTY = "This file is empty. Please choose it again."
FAULTS = {
    "broken": "This picture is damaged, or did not arrive whole. Please try again, or save it anew and try that.",
    "large": "This picture is larger than we can take. Please make it smaller, to 24 megapixels, and try again.",
    "hungry": "This picture needs more memory than one may use. Please make it smaller and try again.",
}
SLOW = "This picture takes too long to read. Please save it anew, as JPEG or PNG, and try that."
LONGEST_LINE = 16 * 1024
OPENINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
DRAWINGS = (b"<svg", b"<?xml", b"\x1f\x8b")
"""How SVG begins, as text or compressed."""


class PictureRefused(Invalid):
    """A file that we do not take, with a sentence for the person who chose it."""


@dataclass(frozen=True, kw_only=True)
class PictureFile:
    """One file made of a picture."""

    kind: str
    width: int
    height: int
    data: memoryview

    @cached_property
    def sha256(self) -> str:
        """The hash under which it is stored."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What was made of a picture: the file to keep, and smaller ones for pages, the widest first."""

    kept: PictureFile
    sizes: tuple[PictureFile, ...]


def prepare_image(data: bytes | memoryview) -> Prepared:
    """Read a picture and make it anew, upright, in sRGB and without anything beside its points.

    Raises PictureRefused, and Unavailable while too many others are at work.
    """
    check_opening(bytes(data[:512]))
    try:
        with _pool.child() as child:
            answer = child.exchange(data)
    except NoChildFree as error:
        raise Unavailable("We are busy with other pictures. Please try again in a moment.") from error
    except ChildTooSlow as error:
        raise PictureRefused(SLOW) from error
    except ChildDied as error:
        raise PictureRefused(FAULTS["hungry"]) from error
    return _prepared(answer)


def check_opening(start: bytes) -> None:
    """Refuse by its first bytes what is no picture, whatever it is called. Raises PictureRefused."""
    if not start:
        raise PictureRefused(EMPTY)
    is_known = start.startswith(OPENINGS) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP")
    if is_known or start[4:8] == b"ftyp":
        return
    is_drawing = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(DRAWINGS) or b"<svg" in start
    raise PictureRefused(SVG if is_drawing else UNKNOWN)


def close_image_workers() -> None:
    """Stop the children of this process."""
    _pool.close()


def _prepared(answer: memoryview) -> Prepared:
    length = bytes(answer[:LONGEST_LINE]).index(b"\n")
    told: dict[str, Any] = json.loads(bytes(answer[:length]))
    if "fault" in told:
        raise PictureRefused(FAULTS[told["fault"]])
    files, start = [], length + 1
    for facts in told["files"]:
        files.append(_file(facts, answer[start : start + facts["size"]]))
        start += facts["size"]
    return Prepared(kept=files[0], sizes=tuple(files[1:]))


def _file(facts: Mapping[str, Any], data: memoryview) -> PictureFile:
    return PictureFile(kind=facts["kind"], width=facts["width"], height=facts["height"], data=data)


def _renew_pool() -> None:
    global _pool  # noqa: PLW0603 - a forked process must not share its parent's pipes
    _pool = Pool(WORK, SIZE)


_pool = Pool(WORK, SIZE)
atexit.register(close_image_workers)
os.register_at_fork(after_in_child=_renew_pool)
