"""Database URLs with passwords, each role's stored in a private file."""

import secrets
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from app.embedded.folders import write_private


def read_or_make_password(path: Path) -> str:
    """Return the password from a URL file, or a new one if the file does not exist."""
    try:
        return urlsplit(path.read_text().strip()).password or secrets.token_hex(24)
    except FileNotFoundError:
        return secrets.token_hex(24)


def on_socket(user: str, password: str, sockets: Path, database: str) -> str:
    """Build the URL of a server on a Unix socket, in libpq's format."""
    return f"postgresql://{user}:{password}@/{database}?host={quote(str(sockets), safe='')}"


def for_role(admin_url: str, user: str, password: str, database: str) -> str:
    """Replace the user, password and database in the administrator's URL."""
    parts = urlsplit(admin_url)
    server = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{server}", path=f"/{database}"))


def write(path: Path, address: str) -> None:
    """Write a URL to a file with mode 0600."""
    write_private(path, f"{address}\n")
