"""Hostnames: subdomains of our own domain, and the main hostname of a site."""

from app.services.domains.hosts import (
    site_origin,
)
from app.services.domains.subdomains import (
    assign_subdomain,
    get_host,
    hostname_of,
    subdomain_of,
    suggest_free_subdomain,
)

__all__ = [
    "assign_subdomain",
    "get_host",
    "hostname_of",
    "site_origin",
    "subdomain_of",
    "suggest_free_subdomain",
]
