"""Records that this release has prepared this database, so that later starts can skip the preparation."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from app.embedded.folders import write_private

ROOT = Path(__file__).parents[3]
FOLDERS = ("app", "migrations", "gallery")


def recall(data: Path, settings: str) -> str | None:
    """Return the recorded message if this database was prepared by the same files and settings, otherwise None."""
    try:
        note = json.loads(_note(data).read_text())
    except (OSError, ValueError):
        return None
    return str(note["said"]) if note["by"] == _fingerprint(settings) else None


def remember(data: Path, settings: str, message: str) -> None:
    """Record the preparation beside the data, with mode 0600: the message may contain the demo's second factor."""
    write_private(_note(data), json.dumps({"by": _fingerprint(settings), "said": message}))


def _note(data: Path) -> Path:
    """Return the path of the record, which names the data folder's inode and so does not apply to a new folder."""
    identity = data.stat()
    return data.parent / f"prepared-{identity.st_ino}-{identity.st_dev}"


def _fingerprint(settings: str) -> str:
    """Hash the settings and the path, size and mtime of each source file."""
    digest = hashlib.sha256(settings.encode())
    for path, facts in sorted(_files()):
        digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files() -> Iterator[tuple[str, os.stat_result]]:
    for folder in FOLDERS:
        for root, folders, names in os.walk(ROOT / folder):
            folders[:] = [name for name in folders if name not in {"__pycache__", "vendor"}]
            for name in names:
                path = Path(root, name)
                yield str(path.relative_to(ROOT)), path.stat()
