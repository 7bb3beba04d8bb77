"""Steps on a file system that are done whole or not at all, whenever the power fails or an agent is killed."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

ASIDE = ".new-"
"""How the names begin of what is not finished yet, or not removed yet."""


def write_whole(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write a file; it has its name once all of it is on the disk."""
    aside = _aside(path)
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def read_number(path: Path) -> int:
    """The number in a file; 0 when there is none."""
    try:
        return int(path.read_text() or 0)
    except (OSError, ValueError):
        return 0


def move(source: Path, target: Path) -> None:
    """Move a file to another folder, if it is there."""
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)


def swap_link(link: Path, target: str) -> None:
    """Have a symbolic link lead somewhere, in one step for whoever follows it."""
    try:
        if link.readlink() == Path(target):
            return
    except FileNotFoundError:
        pass
    aside = _aside(link)
    aside.symlink_to(target)
    aside.replace(link)


def put_away(folder: Path) -> None:
    """Take a folder from its name at once; a kill while it is removed leaves nothing half under it."""
    aside = _aside(folder)
    with suppress(FileNotFoundError):
        folder.rename(aside)
        remove(aside)


def remove(path: Path) -> None:
    """Remove whatever this is."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _aside(path: Path) -> Path:
    return path.with_name(f"{ASIDE}{uuid4().hex}")
