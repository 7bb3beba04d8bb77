"""Search engines and sharing: settings, the head of a published page, structured data, sitemaps."""

from app.services.seo.page_head import (
    PageMeta,
    breadcrumb_trail,
    canonical_address,
    head,
    page_description,
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
    build_sitemaps,
    robots_txt,
)
from app.services.seo.structured_data import (
    Subject,
    find_books,
)

__all__ = [
    "PageMeta",
    "PageSearch",
    "SiteSearch",
    "Subject",
    "breadcrumb_trail",
    "build_sitemaps",
    "canonical_address",
    "find_books",
    "head",
    "page_description",
    "preview_page",
    "preview_site",
    "robots_txt",
    "update_page_search",
    "update_site_search",
]
