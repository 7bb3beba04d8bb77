"""The settings of a process, as values."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of a process."""

    home: Path
    env: str
    port: int
    sites_port: int
    sites_tls_port: int
    app_tls_port: int
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
