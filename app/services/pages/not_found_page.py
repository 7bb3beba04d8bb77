"""An author's custom 404 page: edited like any page, published as the site's not-found page."""

from uuid import UUID

from app.errors import Conflict
from app.services import audit, sites
from app.services.pages import pages
from app.tenancy import transaction


def set_not_found_page(page_id: UUID) -> None:
    """Use this page as the site's 404 page. Raises NotFound or Conflict."""
    with transaction():
        page = pages.get_page(page_id)
        if not page.slug:
            raise Conflict("This is your home page. Please choose another page.")
        sites.get_site(page.site_id).missing_page_id = page.id
        audit.record("page.update", page.id, title=page.title)


def unset_not_found_page(page_id: UUID) -> None:
    """Stop using this page as the 404 page. Raises NotFound."""
    with transaction():
        page = pages.get_page(page_id)
        site = sites.get_site(page.site_id)
        if site.missing_page_id == page.id:
            site.missing_page_id = None
            audit.record("page.update", page.id, title=page.title)
