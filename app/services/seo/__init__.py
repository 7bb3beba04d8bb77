"""Search engines and sharing: settings, the head of a published page, structured data, sitemaps."""

from app.services.seo.page_head import (
    PageMeta,
    canonical_address,
    describe,
    head,
    trail_of,
)
from app.services.seo.search_previews import (
    preview_page,
    preview_site,
)
from app.services.seo.search_settings import (
    PageSearch,
    SiteSearch,
    update_page_search,
    update_site_search,
)
from app.services.seo.sitemap_files import (
    robots,
    sitemaps,
)
from app.services.seo.structured_data import (
    Subject,
    books_in,
)

__all__ = [
    "PageMeta",
    "PageSearch",
    "SiteSearch",
    "Subject",
    "books_in",
    "canonical_address",
    "describe",
    "head",
    "preview_page",
    "preview_site",
    "robots",
    "sitemaps",
    "trail_of",
    "update_page_search",
    "update_site_search",
]
