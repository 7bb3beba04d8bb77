"""Host names: subdomains of our own domain, and which name of a site is the main one."""

from app.services.domains.hosts import (
    site_origin,
)
from app.services.domains.subdomains import (
    get_host,
    give_subdomain,
    hostname_of,
    subdomain_of,
    suggest_free,
)

__all__ = [
    "get_host",
    "give_subdomain",
    "hostname_of",
    "site_origin",
    "subdomain_of",
    "suggest_free",
]
