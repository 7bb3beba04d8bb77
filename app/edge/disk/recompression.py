"""While an edge has nothing else to do, it packs texts tighter than a publication has time for.

Brotli at its highest level takes some twenty times as long as at the level of a publication, and saves about a tenth.
"""

import logging
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID, uuid4

import brotli

from app.edge.disk.atomic_files import ASIDE
from app.edge.disk.layout import PACKED, Layout

log = logging.getLogger("quillspace.edge")

LEVEL = 11
ENDING = ".br"
TURN_SECONDS = 0.1
"""How long one turn may take, but for the file that it is at: meanwhile nothing else happens on this edge."""


class Recompressor:
    """Goes through the builds that are shown, a few files in each turn."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._left: dict[UUID, list[Path]] = {}

    def turn(self, builds: Iterable[UUID]) -> bool:
        """Go on for a moment; tells whether all is done, or no room is left to do more."""
        try:
            return self._go_on(set(builds))
        except OSError as error:
            log.warning("This edge has no room to pack its pages tighter: %s", error)
            return True

    def _go_on(self, shown: set[UUID]) -> bool:
        until = time.monotonic() + TURN_SECONDS
        for build_id in self._left.keys() - shown:
            del self._left[build_id]
        for build_id in shown:
            left = self._left.get(build_id)
            if left is None:
                left = self._left[build_id] = self._unpacked(build_id)
            while left:
                if time.monotonic() > until:
                    return False
                self._pack(left.pop())
                if not left:
                    self._note(build_id)
        return True

    def _note(self, build_id: UUID) -> None:
        """This build is done; these files are no links to what was fetched any more."""
        files = [path.stat() for path in self._texts(build_id)]
        size = sum(file.st_blocks * 512 for file in files if file.st_nlink == 1)
        (self._layout.home / PACKED / str(build_id)).write_text(str(size))

    def _unpacked(self, build_id: UUID) -> list[Path]:
        if (self._layout.home / PACKED / str(build_id)).exists():
            return []
        return self._texts(build_id)

    def _texts(self, build_id: UUID) -> list[Path]:
        return list((self._layout.home / "builds" / str(build_id)).rglob(f"*{ENDING}"))

    def _pack(self, path: Path) -> None:
        try:
            plain = path.with_suffix("").read_bytes()
            size = path.stat().st_size
        except FileNotFoundError:
            # The page went behind a password, or the build is gone.
            return
        packed = brotli.compress(plain, mode=brotli.MODE_TEXT, quality=LEVEL)
        if len(packed) < size:
            # A file of its own in the same step: what is linked elsewhere stays as it is named there.
            aside = self._layout.home / PACKED / f"{ASIDE}{uuid4().hex}"
            try:
                aside.write_bytes(packed)
                shutil.copymode(path, aside)
                aside.replace(path)
            finally:
                aside.unlink(missing_ok=True)
