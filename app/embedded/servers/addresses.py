"""Database addresses with their passwords, one private file per role."""

import secrets
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from app.embedded.folders import write_private


def kept_password(path: Path) -> str:
    """The password in an address file, or a new one when there is no such file."""
    try:
        return urlsplit(path.read_text().strip()).password or secrets.token_hex(24)
    except FileNotFoundError:
        return secrets.token_hex(24)


def on_socket(user: str, password: str, sockets: Path, database: str) -> str:
    """Address of a server on a unix socket, as libpq writes it."""
    return f"postgresql://{user}:{password}@/{database}?host={quote(str(sockets), safe='')}"


def for_role(admin_url: str, user: str, password: str, database: str) -> str:
    """The same server as the administrator's address, as another user in another database."""
    parts = urlsplit(admin_url)
    server = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{server}", path=f"/{database}"))


def keep(path: Path, address: str) -> None:
    """Write the address for us alone."""
    write_private(path, f"{address}\n")
