"""Sites: creating, listing and changing them."""

from app.services.sites.creation import (
    create_site,
    fill_placeholders,
)
from app.services.sites.languages import (
    LANGUAGES,
)
from app.services.sites.sites import (
    get_site,
    list_sites,
    update_site,
)

__all__ = [
    "LANGUAGES",
    "create_site",
    "fill_placeholders",
    "get_site",
    "list_sites",
    "update_site",
]
