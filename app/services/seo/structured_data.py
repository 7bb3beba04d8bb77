"""Structured data of a page: schema.org as JSON-LD."""

import json
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from app.components.component_registry import ComponentRegistry
from app.components.rendering import SiteFacts
from app.tree.model import Tree, walk

Thing = dict[str, Any]
TAG = re.compile(r"<[^<>]*>")
PAGES = re.compile(r"[0-9]{1,6}")
WRITER = json.JSONEncoder(ensure_ascii=False)
TYPE = attrgetter("type")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The extra schema.org type of a page, "article" or "event", with its date, place and books."""

    kind: str = ""
    name: str = ""
    date: str = ""
    place: str = ""
    books: tuple[Thing, ...] = ()
    """Books on the page, from `find_books`."""


NO_SUBJECT = Subject()


def find_books(tree: Tree, registry: ComponentRegistry) -> list[Thing]:
    """The schema.org books on a page, without references to the author or the page."""
    component = registry.find("Book")
    if component is None or "Book" not in map(TYPE, tree.nodes.values()):
        return []
    books = [node.props for node in walk(tree) if node.type == "Book" and node.props.get("title")]
    return [_book(component.shown(props), props.keys()) for props in books]


def render_json_ld(
    *,
    site: SiteFacts,
    origin: str,
    path: str,
    title: str,
    description: str,
    image: str,
    trail: Iterable[tuple[str, str]],
    subject: Subject = NO_SUBJECT,
) -> Markup:
    """The JSON-LD script: site, page, author, breadcrumbs, article or event, and books."""
    home, url = f"{origin}/", origin + path
    website: Thing = {"@type": "WebSite", "@id": f"{home}#website", "url": home, "name": site.name}
    webpage: Thing = {
        "@type": "WebPage",
        "@id": f"{url}#webpage",
        "url": url,
        "name": title,
        "isPartOf": {"@id": website["@id"]},
    }
    graph = [website, webpage]
    for thing in graph:
        thing["inLanguage"] = site.language
    if description:
        webpage["description"] = description
    if image:
        webpage["primaryImageOfPage"] = {"@type": "ImageObject", "url": image}
    if site.author_name:
        person = {"@type": "Person", "@id": f"{home}#author", "name": site.author_name, "url": home}
        website["author"] = webpage["author"] = {"@id": person["@id"]}
        graph.append(person)
    if steps := _breadcrumbs(origin, trail):
        webpage["breadcrumb"] = steps
    if subject.kind:
        graph.append(_subject(subject, site, home, webpage))
    graph += [_of_author(book, site, home, webpage) for book in subject.books]
    return _script({"@context": "https://schema.org", "@graph": graph})


def _breadcrumbs(origin: str, trail: Iterable[tuple[str, str]]) -> Thing:
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": origin + path}
        for number, (name, path) in enumerate(trail, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items} if len(items) > 1 else {}


def _subject(subject: Subject, site: SiteFacts, home: str, webpage: Thing) -> Thing:
    """The article or event, with the page's description and image."""
    url = webpage["url"]
    thing: Thing = {"@id": f"{url}#{subject.kind}", "url": url, "mainEntityOfPage": {"@id": webpage["@id"]}}
    by = {"@id": f"{home}#author"} if site.author_name else None
    if subject.kind == "article":
        thing |= {"@type": "Article", "headline": subject.name, "inLanguage": site.language}
        thing |= {"datePublished": subject.date, "author": by}
    else:
        place = {"@type": "Place", "name": subject.place, "address": subject.place}
        thing |= {
            "@type": "Event",
            "name": subject.name,
            "startDate": subject.date,
            "location": place,
            "performer": by,
        }
    thing |= {"description": webpage.get("description"), "image": webpage.get("primaryImageOfPage")}
    return {key: value for key, value in thing.items() if value}


def _book(shown: Mapping[str, Any], stored: Container[str]) -> Thing:
    """The book in a block, from the values that the block shows, which are always valid; defaults are left out."""
    values = {name: value for name, value in shown.items() if name in stored}
    book: Thing = {"@type": "Book", "name": values["title"]}
    if blurb := " ".join(unescape(TAG.sub(" ", values.get("blurb", ""))).split()):
        book["description"] = blurb
    for detail in values.get("details", ()):
        name, value = detail["label"].strip().lower(), detail["value"].strip()
        if name == "isbn" and value:
            book["isbn"] = value
        elif name in {"publisher", "verlag"} and value:
            book["publisher"] = {"@type": "Organization", "name": value}
        elif name == "pages" and PAGES.fullmatch(value):
            book["numberOfPages"] = int(value)
    return book


def _of_author(book: Thing, site: SiteFacts, home: str, webpage: Thing) -> Thing:
    by = {"author": {"@id": f"{home}#author"}} if site.author_name else {}
    return {**book, **by, "mainEntityOfPage": {"@id": webpage["@id"]}}


def _script(content: Thing) -> Markup:
    text = WRITER.encode(content)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(f'<script type="application/ld+json">{safe}</script>')  # noqa: S704 - escaped above
