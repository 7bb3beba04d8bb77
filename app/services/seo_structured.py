"""What a page is about, in the words of schema.org, for machines that read it."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from typing import Any

from markupsafe import Markup

from app.components.rendering import SiteFacts
from app.tree.tree import Tree
from app.tree.walk import walk

Thing = dict[str, Any]
TAG = re.compile(r"<[^>]*>")


def books_in(tree: Tree) -> list[Thing]:
    """The books that a page shows, without what only the site knows."""
    return [_book(node.props) for node in walk(tree) if node.type == "Book" and node.props.get("title")]


def structured(
    *,
    site: SiteFacts,
    origin: str,
    path: str,
    title: str,
    description: str,
    image: str,
    books: Sequence[Thing],
    trail: Iterable[tuple[str, str]],
) -> Markup:
    """The page, the site and its author; the way to the page, and the books on it."""
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
    graph += [_of_author(book, site, home, webpage) for book in books]
    return _script({"@context": "https://schema.org", "@graph": graph})


def _breadcrumbs(origin: str, trail: Iterable[tuple[str, str]]) -> Thing:
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": origin + path}
        for number, (name, path) in enumerate(trail, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items} if len(items) > 1 else {}


def _book(props: Mapping[str, Any]) -> Thing:
    book: Thing = {"@type": "Book", "name": str(props["title"])}
    if blurb := " ".join(unescape(TAG.sub(" ", str(props.get("blurb", "")))).split()):
        book["description"] = blurb
    for detail in props.get("details") or ():
        name, value = str(detail.get("label", "")).strip().lower(), str(detail.get("value", "")).strip()
        if name == "isbn" and value:
            book["isbn"] = value
        elif name in {"publisher", "verlag"} and value:
            book["publisher"] = {"@type": "Organization", "name": value}
        elif name == "pages" and value.isdigit():
            book["numberOfPages"] = int(value)
    return book


def _of_author(book: Thing, site: SiteFacts, home: str, webpage: Thing) -> Thing:
    by = {"author": {"@id": f"{home}#author"}} if site.author_name else {}
    return {**book, **by, "mainEntityOfPage": {"@id": webpage["@id"]}}


def _script(content: Thing) -> Markup:
    text = json.dumps(content, ensure_ascii=False)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(f'<script type="application/ld+json">{safe}</script>')  # noqa: S704 - escaped above
