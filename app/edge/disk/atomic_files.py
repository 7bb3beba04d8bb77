"""Atomic file system operations, which leave nothing half done if power fails or the agent is killed."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

TEMPORARY_PREFIX = ".new-"
"""The name prefix of files and folders that are being written or removed."""


def write_atomically(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write a file under a temporary name, fsync it, and rename it into place."""
    temporary = _temporary_path(path)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def read_number(path: Path) -> int:
    """Read the integer in a file; 0 if it is missing or malformed."""
    try:
        return int(path.read_text() or 0)
    except (OSError, ValueError):
        return 0


def move(source: Path, target: Path) -> None:
    """Move a file, creating the target's folder; do nothing if the file does not exist."""
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)


def swap_link(link: Path, target: str) -> None:
    """Point a symbolic link at `target` atomically."""
    try:
        if link.readlink() == Path(target):
            return
    except FileNotFoundError:
        pass
    temporary = _temporary_path(link)
    temporary.symlink_to(target)
    temporary.replace(link)


def remove_folder(folder: Path) -> None:
    """Move a folder aside before deleting it, so that it is never left half removed."""
    temporary = _temporary_path(folder)
    with suppress(FileNotFoundError):
        folder.rename(temporary)
        remove(temporary)


def remove(path: Path) -> None:
    """Remove a file, link or folder, if it exists."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _temporary_path(path: Path) -> Path:
    return path.with_name(f"{TEMPORARY_PREFIX}{uuid4().hex}")
