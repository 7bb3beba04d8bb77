"""`quillspace site`: what its author can do with a site, and what an operator wants to know of it."""

from app.cli.site import links, publications, showing
from app.cli.site.group import site
from app.cli.site.publications import rollback

__all__ = ["links", "publications", "rollback", "showing", "site"]
