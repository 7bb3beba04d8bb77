"""Remembers that this release has prepared this database, so that a second start need not look again."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from app.embedded.folders import write_private

ROOT = Path(__file__).parents[3]
FOLDERS = ("app", "migrations", "gallery")


def recall(data: Path, settings: str) -> str | None:
    """What there was to say when these files with these settings prepared the database; None when they did not."""
    try:
        kept = json.loads(_note(data).read_text())
    except (OSError, ValueError):
        return None
    return str(kept["said"]) if kept["by"] == _fingerprint(settings) else None


def remember(data: Path, settings: str, said: str) -> None:
    """Note it beside the data, for us alone: it may hold the demo's second factor."""
    write_private(_note(data), json.dumps({"by": _fingerprint(settings), "said": said}))


def _note(data: Path) -> Path:
    """Inside the data folder's own neighbourhood, so that it goes when the data goes."""
    identity = data.stat()
    return data.parent / f"prepared-{identity.st_ino}-{identity.st_dev}"


def _fingerprint(settings: str) -> str:
    """Changes with the settings and with any of our files."""
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
