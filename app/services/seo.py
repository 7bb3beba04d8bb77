"""What search engines and link previews read: the head of a published page, the sitemap, robots.txt."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import unescape

from markupsafe import Markup, escape

from app.components.rendering import SiteFacts

DESCRIPTION_LENGTH = 160
TAG = re.compile(
    r"<(?P<name>style|script|header|footer|nav)\b.*?</(?P=name)>|<[^>]*>", re.DOTALL | re.IGNORECASE
)
"""What is not the page's own words: tags, and all of what frames a page."""
PICTURE = re.compile(r"<img\b[^>]*?\ssrc=\"([^\"]+)\"")


@dataclass(frozen=True, kw_only=True)
class PageMeta:
    """One page as it is described to others."""

    title: str
    description: str
    path: str
    is_home: bool
    is_missing: bool = False
    is_hidden: bool = False
    """Whether search engines are to leave it alone."""


def describe(meta_description: str, blocks: str) -> str:
    """The author's own description, else the beginning of the page's text."""
    if meta_description.strip():
        return meta_description.strip()
    words = " ".join(unescape(TAG.sub(" ", blocks)).split())
    if len(words) <= DESCRIPTION_LENGTH:
        return words
    return words[:DESCRIPTION_LENGTH].rpartition(" ")[0].rstrip(" ,;:.–—-") + "…"


def window_title(page: PageMeta, site: SiteFacts) -> str:
    """What the browser's tab says."""
    if not page.is_home:
        return f"{page.title} · {site.name}" if site.name and site.name != page.title else page.title
    return f"{site.name} · {site.tagline}" if site.tagline else site.name or page.title


def head(page: PageMeta, site: SiteFacts, *, origin: str, blocks: str, css: str, icon: str) -> str:
    """Everything inside `<head>` but what the template's shell adds."""
    title = window_title(page, site)
    parts = [
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup("<title>{}</title>").format(title),
        _named("description", page.description),
    ]
    if page.is_missing or page.is_hidden:
        parts.append(_named("robots", "noindex"))
    else:
        parts += _links(page, site, title=title, origin=origin, blocks=blocks)
    parts.append(Markup('<link rel="icon" href="{}" type="image/svg+xml">').format(icon))
    # Inside a style sheet, `<\/` reads as `</` and cannot end the element.
    parts.append(Markup("<style>{}</style>").format(Markup(css.replace("</", "<\\/"))))  # noqa: S704
    return "\n".join(part for part in parts if part)


def sitemap(origin: str, pages: Iterable[tuple[str, date]]) -> bytes:
    """The list of pages for search engines, each with the day it last changed."""
    entries = "".join(
        f"<url><loc>{escape(origin + path)}</loc><lastmod>{changed.isoformat()}</lastmod></url>\n"
        for path, changed in pages
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    ).encode()


def robots(origin: str) -> bytes:
    """Everybody is welcome, and here is the list of pages."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {origin}/sitemap.xml\n".encode()


def _links(page: PageMeta, site: SiteFacts, *, title: str, origin: str, blocks: str) -> list[Markup]:
    url = origin + page.path
    picture = PICTURE.search(blocks)
    image = _absolute(unescape(picture[1]), origin) if picture else ""
    return [
        Markup('<link rel="canonical" href="{}">').format(url),
        _property("og:type", "website" if page.is_home else "article"),
        _property("og:site_name", site.name),
        _property("og:title", page.title if not page.is_home else title),
        _property("og:description", page.description),
        _property("og:url", url),
        _property("og:locale", site.language.replace("-", "_")),
        _property("og:image", image),
        _named("twitter:card", "summary_large_image" if image else "summary"),
        _structured(page, site, title=title, origin=origin),
    ]


def _structured(page: PageMeta, site: SiteFacts, *, title: str, origin: str) -> Markup:
    home = f"{origin}/"
    website: dict[str, object] = {
        "@type": "WebSite",
        "@id": f"{home}#website",
        "url": home,
        "name": site.name,
    }
    website |= {"inLanguage": site.language}
    webpage: dict[str, object] = {
        "@type": "WebPage",
        "@id": f"{origin}{page.path}#webpage",
        "url": origin + page.path,
        "name": title,
        "isPartOf": {"@id": website["@id"]},
        "inLanguage": site.language,
    }
    if page.description:
        webpage["description"] = page.description
    graph = [website, webpage]
    if site.author_name:
        person = {"@type": "Person", "@id": f"{home}#author", "name": site.author_name, "url": home}
        website["author"] = webpage["author"] = {"@id": person["@id"]}
        graph.append(dict(person))
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(f'<script type="application/ld+json">{safe}</script>')  # noqa: S704 - escaped above


def _named(name: str, content: str) -> Markup:
    return Markup('<meta name="{}" content="{}">').format(name, content) if content else Markup()


def _property(name: str, content: str) -> Markup:
    return Markup('<meta property="{}" content="{}">').format(name, content) if content else Markup()


def _absolute(address: str, origin: str) -> str:
    if address.startswith("/") and not address.startswith("//"):
        return origin + address
    return address if address.startswith("https://") else ""
