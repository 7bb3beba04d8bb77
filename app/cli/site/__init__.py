"""`quillspace site`: manage and inspect a site."""

from app.cli.site import links, listings, publications
from app.cli.site.group import site
from app.cli.site.publications import rollback

__all__ = ["links", "listings", "publications", "rollback", "site"]
