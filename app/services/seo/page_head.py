"""The `<head>` of a published page: metadata for search engines and link previews."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from markupsafe import Markup, escape

from app.components.files import Picture
from app.components.rendering import SiteFacts
from app.services.seo.structured_data import NO_SUBJECT, Subject, render_json_ld

DESCRIPTION_LENGTH = 160
NO_SCRIPT = Markup('<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">')
"""The HTTP header allows a site's own scripts; this tag forbids all scripts on a page that uses none."""
TAG = re.compile(
    r"<(?P<name>style|script|header|footer|nav)\b.*?</(?P=name)>|<[^>]*>", re.DOTALL | re.IGNORECASE
)
"""Matches everything that is not content text: tags, and whole style, script, header, footer and nav elements."""
PICTURE = re.compile(r"<img\b[^>]*?\ssrc=\"[^\"]+\"[^>]*>")
NO_PICTURE = Picture("")
OF_PICTURE = re.compile(r"\s(src|alt|width|height)=\"([^\"]*)\"")


@dataclass(frozen=True, kw_only=True)
class PageMeta:
    """Metadata of one page."""

    title: str
    description: str
    path: str
    is_home: bool
    is_missing: bool = False
    is_hidden: bool = False
    """True if the page gets `noindex`."""
    search_title: str = ""
    """Overrides the title from the pattern."""
    is_locked: bool = False
    """True if the page needs a password; it then has no sharing metadata."""
    picture: Picture = NO_PICTURE
    """The chosen sharing picture."""
    canonical: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    """Breadcrumb trail as (title, path), the page itself last."""
    subject: Subject = NO_SUBJECT


def page_description(meta_description: str, blocks: str) -> str:
    """The author's description, else the beginning of the page's text."""
    if meta_description.strip():
        return meta_description.strip()
    text = _first_words(blocks)
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[:DESCRIPTION_LENGTH].rpartition(" ")[0].rstrip(" ,;:.–—-") + "…"


def _first_words(blocks: str) -> str:
    """The page's text, cut off once it is long enough for a description."""
    text, start = "", 0
    for tag in TAG.finditer(blocks):
        text = _followed(text, blocks[start : tag.start()])
        start = tag.end()
        if len(text) > DESCRIPTION_LENGTH:
            return text
    return _followed(text, blocks[start:])


def _followed(text: str, more: str) -> str:
    return " ".join([*text.split(), *unescape(more).split()]) if more.strip() else text


def document_title(page: PageMeta, site: SiteFacts, pattern: str = "") -> str:
    """The document title, for the browser tab and search results."""
    if page.search_title:
        return page.search_title
    if not page.is_home and pattern:
        names = {"{page}": page.title, "{site}": site.name, "{author}": site.author_name}
        names["{tagline}"] = site.tagline
        return re.sub(r"\{(?:page|site|author|tagline)\}", lambda found: names[found[0]], pattern).strip(
            " ·–—|-"
        )
    if not page.is_home:
        return f"{page.title} · {site.name}" if site.name and site.name != page.title else page.title
    return f"{site.name} · {site.tagline}" if site.tagline else site.name or page.title


def breadcrumb_trail(path: str, pages: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Breadcrumbs from the site's root to a page; `pages` maps paths to titles."""
    parts = path.strip("/").split("/")
    above = ("/" + "/".join(parts[:number]) for number in range(len(parts) + 1))
    return tuple((pages[step], step) for step in dict.fromkeys(above) if step in pages)


def share_picture(page: PageMeta, blocks: str, origin: str) -> Picture:
    """The sharing picture: the chosen one, else the first on the page."""
    picture = page.picture if page.picture.address else _first_picture(blocks)
    return picture._replace(address=_absolute(picture.address, origin))


def canonical_address(page_path: str, canonical: str, origin: str) -> str:
    """The canonical URL of a page: the author's choice, else its own URL."""
    return (origin + canonical if canonical.startswith("/") else canonical) or origin + page_path


def _first_picture(blocks: str) -> Picture:
    found = PICTURE.search(blocks)
    attributes = {name: unescape(value) for name, value in OF_PICTURE.findall(found[0])} if found else {}
    width, height = attributes.get("width", ""), attributes.get("height", "")
    is_sized = width.isdigit() and height.isdigit()
    return Picture(
        attributes.get("src", ""),
        int(width) if is_sized else 0,
        int(height) if is_sized else 0,
        alt=attributes.get("alt", ""),
    )


def head(
    page: PageMeta,
    site: SiteFacts,
    *,
    origin: str,
    blocks: str,
    css: str,
    icon: str,
    pattern: str = "",
    loader: str = "",
) -> list[str]:
    """Everything inside `<head>` except what the template's shell adds, line by line.

    `css` must be safe inside a style element (no `</`).
    """
    title = document_title(page, site, pattern)
    parts = [
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup() if loader else NO_SCRIPT,
        Markup("<title>{}</title>").format(title),
        _named_meta("description", page.description),
    ]
    if page.is_missing or page.is_hidden:
        parts.append(_named_meta("robots", "noindex"))
    if not page.is_missing and not page.is_locked:
        parts += _links(page, site, title=title, origin=origin, picture=share_picture(page, blocks, origin))
    parts.append(Markup('<link rel="icon" href="{}" type="image/svg+xml">').format(icon))
    parts.append(Markup(f"<style>{css}</style>"))  # noqa: S704 - nothing in it closes the style element
    if loader:
        parts.append(Markup('<script type="module" src="{}"></script>').format(loader))
    return [part for part in parts if part]


def _links(page: PageMeta, site: SiteFacts, *, title: str, origin: str, picture: Picture) -> list[Markup]:
    """Canonical link and structured data (unless hidden from search), and the sharing metadata."""
    canonical = canonical_address(page.path, page.canonical, origin)
    card = _sharing_meta(page, site, title=title, address=canonical, picture=picture)
    if page.is_hidden:
        return card
    about = render_json_ld(
        site=site,
        origin=origin,
        path=page.path,
        title=title,
        description=page.description,
        image=picture.address,
        trail=page.trail,
        subject=page.subject,
    )
    return [Markup('<link rel="canonical" href="{}">').format(canonical), *card, about]


def _sharing_meta(
    page: PageMeta, site: SiteFacts, *, title: str, address: str, picture: Picture
) -> list[Markup]:
    size = (str(picture.width), str(picture.height)) if picture.address and picture.width else ("", "")
    alt = picture.alt if picture.address else ""
    return [
        _property_meta("og:type", "website" if page.is_home else "article"),
        _property_meta("article:published_time", page.subject.date if page.subject.kind == "article" else ""),
        _property_meta("og:site_name", site.name),
        _property_meta("og:title", page.search_title or (title if page.is_home else page.title)),
        _property_meta("og:description", page.description),
        _property_meta("og:url", address),
        _property_meta("og:locale", site.language.replace("-", "_")),
        _property_meta("og:image", picture.address),
        _property_meta("og:image:width", size[0]),
        _property_meta("og:image:height", size[1]),
        _property_meta("og:image:alt", alt),
        _named_meta("twitter:card", "summary_large_image" if picture.address else "summary"),
        _named_meta("twitter:image:alt", alt),
    ]


def _named_meta(name: str, content: str) -> Markup:
    return _meta(f'name="{name}"', content)


def _property_meta(name: str, content: str) -> Markup:
    return _meta(f'property="{name}"', content)


def _meta(about: str, content: str) -> Markup:
    return Markup(f'<meta {about} content="{escape(content)}">') if content else Markup()  # noqa: S704 - escaped


def _absolute(address: str, origin: str) -> str:
    if address.startswith("/") and not address.startswith("//"):
        return origin + address
    return address if address.startswith("https://") else ""
