"""Settings: read once from the environment, with defaults that need nothing installed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE_ROLES = ("app", "owner", "platform", "edge", "backup")


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything a process needs to know about where it runs."""

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

    @property
    def is_production(self) -> bool:
        """Whether this runs for real readers: no demo, secure cookies."""
        return self.env == "production"

    @property
    def edge_port(self) -> int:
        """The edge agent listens on loopback, one above the app."""
        return self.port + 1

    @property
    def edge_home(self) -> Path:
        """Folder that Caddy serves from and the edge agent writes to."""
        return self.home / "edge"

    @property
    def app_url(self) -> str:
        """Address of the app as a browser types it, without a trailing slash."""
        if self.is_production:
            return f"https://{self.app_domain}"
        return f"http://{self.app_domain}:{self.port}"

    def site_url(self, hostname: str) -> str:
        """Address of a published host, without a trailing slash."""
        if self.is_production:
            return f"https://{hostname}"
        return f"http://{hostname}:{self.sites_port}"


def load_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings; what is not set comes from the one-machine default below QUILLSPACE_HOME.

    Raises ValueError with a sentence an operator can act on.
    """
    home = Path(environ.get("QUILLSPACE_HOME") or "var").absolute()
    return Config(
        home=home,
        env=environ.get("QUILLSPACE_ENV", "development"),
        port=_port(environ, "QUILLSPACE_PORT", 8000),
        sites_port=_port(environ, "QUILLSPACE_SITES_PORT", 8080),
        sites_tls_port=_port(environ, "QUILLSPACE_SITES_TLS_PORT", 8443),
        database_url=environ.get("DATABASE_URL") or _dsn(home, "app"),
        database_owner_url=environ.get("DATABASE_OWNER_URL") or _dsn(home, "owner"),
        database_platform_url=environ.get("DATABASE_PLATFORM_URL") or _dsn(home, "platform"),
        database_edge_url=environ.get("DATABASE_EDGE_URL") or _dsn(home, "edge"),
        redis_url=environ.get("REDIS_URL") or f"unix://{home}/run/valkey.sock",
        object_store_url=environ.get("OBJECT_STORE_URL") or f"file://{quote(str(home / 'objects'))}",
        smtp_url=environ.get("SMTP_URL", ""),
        app_domain=environ.get("APP_DOMAIN", "localhost"),
        sites_domain=environ.get("SITES_DOMAIN", "localhost"),
        secret_key=environ.get("SECRET_KEY") or _kept_secret(home),
    )


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ValueError(f"{name} is {text!r}; it must be a port number between 1 and 65535.")
    return int(text)


def _dsn(home: Path, role: str) -> str:
    """Address that the embedded PostgreSQL wrote for this role, or '' before it first ran."""
    path = home / "postgres" / f"{role}.dsn"
    try:
        return path.read_text().strip()
    except (FileNotFoundError, PermissionError):
        return ""


def _kept_secret(home: Path) -> str:
    try:
        return (home / "secret_key").read_text().strip()
    except (FileNotFoundError, PermissionError):
        return ""
