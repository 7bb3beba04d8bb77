"""Where the embedded parts keep their state, and short private folders for their sockets."""

import os
import re
import secrets
import stat
import tempfile
from pathlib import Path

# A socket's path holds 107 bytes; PostgreSQL's file name is the longest one we put into the folder.
LONGEST_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
# Addresses and server options give other characters a meaning of their own.
PLAIN = re.compile(r"[A-Za-z0-9._/-]+")


def private_folder(path: Path) -> Path:
    """Make the folder for us alone; the permissions of one that exists are left as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def socket_folder(home: Path) -> Path:
    """A private folder whose sockets have a short enough path.

    It is `run` below home, or `run` is a link to a folder below the temporary one.
    """
    run = home / "run"
    if not run.is_symlink() and _suits(run):
        return private_folder(run)
    if run.is_symlink() and _is_ours(run):
        return run.resolve()
    run.unlink(missing_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="quillspace-", dir=_short_temporary_folder()))
    run.symlink_to(folder)
    return folder


def write_private(path: Path, text: str) -> None:
    """Replace a file that only we may read, whole or not at all."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


def keep_secret(home: Path) -> None:
    """Make the key that signs what browsers hold, once."""
    path = home / "secret_key"
    if not path.exists():
        write_private(path, f"{secrets.token_urlsafe(48)}\n")


def _suits(folder: Path) -> bool:
    text = str(folder)
    return len(text.encode()) <= LONGEST_FOLDER and PLAIN.fullmatch(text) is not None


def _is_ours(run: Path) -> bool:
    """Whether the linked folder still exists and nobody else could have put it there."""
    try:
        facts = run.stat()
    except OSError:
        return False
    return facts.st_uid == os.getuid() and stat.S_ISDIR(facts.st_mode) and not facts.st_mode & 0o077


def _short_temporary_folder() -> str:
    usual = tempfile.gettempdir()
    return usual if _suits(Path(usual) / "quillspace-12345678") else "/tmp"  # noqa: S108 - made by mkdtemp
