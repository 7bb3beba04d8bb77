"""Settings: read once from the environment, with defaults for the embedded servers."""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

NOT_FOR_THIS_PROCESS = "none"
DATABASE_ROLES = ("app", "owner", "platform", "edge", "backup")


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of a process."""

    home: Path
    env: str
    port: int
    sites_port: int
    sites_tls_port: int
    database_url: str
    database_owner_url: str
    database_platform_url: str
    database_edge_url: str
    redis_url: str
    object_store_url: str
    smtp_url: str
    app_domain: str
    sites_domain: str
    secret_key: str
    edge_disk_budget: int = 0
    """The maximum number of bytes that an edge caches on disk; 0 for no limit."""
    edge_purge: str = ""
    """The URL or command that purges a host from a CDN, with the placeholder `{host}`; '' for none."""
    edge_key: str = ""
    """The key that authenticates Caddy on an edge, so that the app trusts the IP addresses it sends; '' trusts none."""

    @property
    def is_production(self) -> bool:
        """True for a production system, which has secure cookies and no demo."""
        return self.env == "production"

    @property
    def edge_port(self) -> int:
        """The edge agent's port on loopback: the app's port plus one."""
        return self.port + 1

    @property
    def edge_home(self) -> Path:
        """The folder that Caddy serves and the edge agent writes."""
        return self.home / "edge"

    @property
    def app_url(self) -> str:
        """The public URL of the app, without a trailing slash."""
        if self.is_production:
            return f"https://{self.app_domain}"
        return f"http://{self.app_domain}:{self.port}"

    def site_url(self, hostname: str) -> str:
        """Return the public URL of a published host, without a trailing slash."""
        if self.is_production:
            return f"https://{hostname}"
        return f"http://{hostname}:{self.sites_port}"


def load_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings; those that are unset get defaults for a single machine, with data in QUILLSPACE_HOME.

    Raises ValueError with a message for the operator.
    """
    home = Path(environ.get("QUILLSPACE_HOME") or "var").absolute()
    secret_key = _address(environ, "SECRET_KEY", home / "secret_key")
    return Config(
        home=home,
        env=environ.get("QUILLSPACE_ENV", "development"),
        port=_port(environ, "QUILLSPACE_PORT", 8000),
        sites_port=_port(environ, "QUILLSPACE_SITES_PORT", 8080),
        sites_tls_port=_port(environ, "QUILLSPACE_SITES_TLS_PORT", 8443),
        database_url=_address(environ, "DATABASE_URL", home / "postgres" / "app.dsn"),
        database_owner_url=_address(environ, "DATABASE_OWNER_URL", home / "postgres" / "owner.dsn"),
        database_platform_url=_address(environ, "DATABASE_PLATFORM_URL", home / "postgres" / "platform.dsn"),
        database_edge_url=_address(environ, "DATABASE_EDGE_URL", home / "postgres" / "edge.dsn"),
        redis_url=_address(environ, "REDIS_URL", home / "valkey" / "url"),
        object_store_url=environ.get("OBJECT_STORE_URL") or f"file://{quote(str(home / 'objects'))}",
        smtp_url=environ.get("SMTP_URL", ""),
        app_domain=environ.get("APP_DOMAIN", "localhost"),
        sites_domain=environ.get("SITES_DOMAIN", "localhost"),
        secret_key=secret_key,
        edge_disk_budget=_bytes(environ, "QUILLSPACE_EDGE_DISK_BUDGET"),
        edge_purge=environ.get("QUILLSPACE_EDGE_PURGE", ""),
        edge_key=environ.get("QUILLSPACE_EDGE_KEY") or _derived(secret_key, "key of the edges"),
    )


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ValueError(f"{name} is {text!r}; it must be a port number between 1 and 65535.")
    return int(text)


def _bytes(environ: Mapping[str, str], name: str) -> int:
    text = environ.get(name) or "0"
    factor = {"K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}.get(text[-1].upper(), 1)
    number = text[:-1] if factor > 1 else text
    if not (number.isascii() and number.isdigit()):
        raise ValueError(f"{name} is {text!r}; it must be a number of bytes, such as 20G.")
    return int(number) * factor


def _address(environ: Mapping[str, str], name: str, file: Path) -> str:
    """Return the setting, or else the content of the file that the embedded server wrote, or else ''.

    The supervisor sets NOT_FOR_THIS_PROCESS for secrets that a process must not use.
    """
    text = environ.get(name) or _read_file(file)
    return "" if text == NOT_FOR_THIS_PROCESS else text


def _derived(secret_key: str, purpose: str) -> str:
    return hmac.new(secret_key.encode(), purpose.encode(), hashlib.sha256).hexdigest() if secret_key else ""


def _read_file(path: Path) -> str:
    try:
        return path.read_text().strip()
    except (FileNotFoundError, PermissionError):
        return ""
