"""Private folders and files of the embedded services, and short paths for their sockets."""

import os
import re
import secrets
import stat
import tempfile
from pathlib import Path

# Socket paths are limited to 107 bytes; PostgreSQL's lock file has the longest name in this folder.
MAX_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
# Other characters may have a special meaning in connection strings and server options.
SAFE = re.compile(r"[A-Za-z0-9._/-]+")


def private_folder(path: Path) -> Path:
    """Create a folder with mode 0700; an existing folder keeps its permissions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def socket_folder(home: Path) -> Path:
    """Return a private folder whose path is short enough for sockets.

    This is `home/run`. If that path is unsuitable, it becomes a link to a folder in the temporary directory.
    """
    run = home / "run"
    if not run.is_symlink() and _is_usable(run):
        return private_folder(run)
    if run.is_symlink() and _is_ours(run):
        return run.resolve()
    run.unlink(missing_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="quillspace-", dir=_short_temporary_folder()))
    run.symlink_to(folder)
    return folder


def write_private(path: Path, text: str) -> None:
    """Write a file atomically with mode 0600."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


def ensure_secret_key(home: Path) -> None:
    """Generate the key that signs sessions unless it already exists."""
    path = home / "secret_key"
    if not path.exists():
        write_private(path, f"{secrets.token_urlsafe(48)}\n")


def _is_usable(folder: Path) -> bool:
    text = str(folder)
    return len(text.encode()) <= MAX_FOLDER and SAFE.fullmatch(text) is not None


def _is_ours(run: Path) -> bool:
    """Return True if the linked folder exists, belongs to this user and is inaccessible to others."""
    try:
        facts = run.stat()
    except OSError:
        return False
    return facts.st_uid == os.getuid() and stat.S_ISDIR(facts.st_mode) and not facts.st_mode & 0o077


def _short_temporary_folder() -> str:
    usual = tempfile.gettempdir()
    return usual if _is_usable(Path(usual) / "quillspace-12345678") else "/tmp"  # noqa: S108 - made by mkdtemp
