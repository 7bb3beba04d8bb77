"""sitemap.xml and robots.txt of a published site."""

from collections.abc import Iterable, Iterator
from datetime import date

from markupsafe import escape

MAX_ADDRESSES = 50_000
MAX_BYTES = 50_000_000
"""The limits for one sitemap file in the sitemap protocol."""
XML_OVERHEAD = 200
"""Size in bytes of a sitemap file without its entries."""
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
SITEMAP_PATH = "/sitemap.xml"
AI_CRAWLERS = (
    "GPTBot",
    "CCBot",
    "Google-Extended",
    "ClaudeBot",
    "PerplexityBot",
    "Applebot-Extended",
    "Bytespider",
    "meta-externalagent",
)
"""User agents of crawlers that collect pages for AI."""


def build_sitemaps(
    origin: str,
    pages: Iterable[tuple[str, date]],
    *,
    max_addresses: int = MAX_ADDRESSES,
    max_bytes: int = MAX_BYTES,
) -> dict[str, bytes]:
    """The sitemap files by path: one or, beyond its limits, several and an index. `pages` are (path, last change)."""
    parts = list(_parts(origin, pages, max_addresses, max_bytes))
    if len(parts) < 2:
        return {SITEMAP_PATH: _document("urlset", (entry for part in parts for entry, _changed in part))}
    lists = {
        f"/sitemap-{number}.xml": _document("urlset", (entry for entry, _changed in part))
        for number, part in enumerate(parts, start=1)
    }
    newest = [max(changed for _entry, changed in part) for part in parts]
    index = [_entry("sitemap", origin + path, changed) for path, changed in zip(lists, newest, strict=True)]
    return {SITEMAP_PATH: _document("sitemapindex", index), **lists}


def robots_txt(origin: str, *, is_hidden: bool = False, keeps_ai_away: bool = False) -> bytes:
    """The content of robots.txt: allow everything, except for AI crawlers if requested, and link the sitemap.

    A hidden site has no sitemap, but crawling stays allowed: crawlers must read each page to see its `noindex`.
    """
    agents = "".join(f"User-agent: {name}\n" for name in AI_CRAWLERS)
    away = f"{agents}Disallow: /\n\n" if keeps_ai_away else ""
    pages = "" if is_hidden else f"\nSitemap: {origin}{SITEMAP_PATH}\n"
    return f"{away}User-agent: *\nAllow: /\n{pages}".encode()


def _parts(
    origin: str, pages: Iterable[tuple[str, date]], max_addresses: int, max_bytes: int
) -> Iterator[list[tuple[str, date]]]:
    """The entries in chunks that each fit into one sitemap file."""
    part: list[tuple[str, date]] = []
    size = XML_OVERHEAD
    for path, changed in pages:
        entry = _entry("url", origin + path, changed)
        length = len(entry.encode())
        if part and (len(part) == max_addresses or size + length > max_bytes):
            yield part
            part, size = [], XML_OVERHEAD
        part.append((entry, changed))
        size += length
    if part:
        yield part


def _entry(kind: str, address: str, changed: date) -> str:
    return f"<{kind}><loc>{escape(address)}</loc><lastmod>{changed.isoformat()}</lastmod></{kind}>\n"


def _document(kind: str, entries: Iterable[str]) -> bytes:
    listed = "".join(entries)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="{SCHEMA}">\n{listed}</{kind}>\n'.encode()
