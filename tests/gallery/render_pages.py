"""Renders a template's pages to files for viewing: `python -m tests.gallery.render_pages regency OUT`."""

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from app.adapters.shells import render_shells
from app.components.registry import BUILT_IN
from app.components.rendering import Mode, PageFacts, RenderContext, SiteFacts, SitePages
from app.services.sites import fill_placeholders
from app.tree import codecs
from app.tree.rendering import render_page

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "gallery"
FONTS = ROOT / "app" / "static" / "vendor" / "fonts"
ASSET = re.compile(r"url\(asset:([\w./-]+)\)")


def template_slugs() -> list[str]:
    """Return the slugs of the gallery's templates."""
    return sorted(path.parent.name for path in GALLERY.glob("*/template.json"))


def asset_files(slug: str) -> dict[str, Path]:
    """Return the files that a template's pages may use, by name."""
    own = {f"{slug}/{path.name}": path for path in (GALLERY / slug / "assets").glob("*")}
    return {**own, **{f"fonts/{path.name}": path for path in FONTS.glob("*.woff2")}}


def render_site(
    slug: str, schema: dict[str, Any] | None = None, site: SiteFacts | None = None
) -> dict[str, str]:
    """Return the complete HTML of each page, by its URL."""
    folder = GALLERY / slug
    schema = schema or json.loads((folder / "pages.json").read_text())
    site = site or SiteFacts(**schema["sample"])
    ids = {
        page["slug"]: f"00000000-0000-4000-8000-{number:012}" for number, page in enumerate(schema["pages"])
    }
    words = {"author_name": site.author_name, "site_name": site.name}
    words |= {f"page:{name or 'home'}": page_id for name, page_id in ids.items()}
    pages = fill_placeholders(schema["pages"], words)
    facts = tuple(
        PageFacts(
            id=ids[page["slug"]],
            title=page["title"],
            url=address(page["slug"]),
            in_menu=page.get("in_menu", True),
        )
        for page in pages
    )
    assets = {name: f"/assets/{name}" for name in asset_files(slug)}
    return {
        fact.url: _render(
            folder,
            page,
            fact,
            RenderContext(
                registry=BUILT_IN, mode=Mode.PUBLISH, site=site, pages=SitePages(lambda: facts), assets=assets
            ),
        )
        for page, fact in zip(pages, facts, strict=True)
    }


def address(slug: str) -> str:
    """Return the path of a page."""
    return f"/{slug}/" if slug else "/"


def _render(folder: Path, page: dict[str, Any], fact: PageFacts, context: RenderContext) -> str:
    context.page_id = fact.id
    rendered = render_page(codecs.load_puck(page["data"], BUILT_IN), context)
    types = {block["type"] for block in page["data"]["content"]}
    shell = {
        "site": vars(context.site),
        "page": {
            "title": page["title"],
            "url": fact.url,
            "id": fact.id,
            "description": page.get("meta_description", ""),
            "has_header": "Header" in types,
            "has_footer": "Footer" in types,
        },
        "menu": [{"title": title, "url": url, "current": current} for title, url, current in context.menu()],
        "year": 2026,
    }
    source = (folder / "shell.html").read_text().replace(" data-shell-main", "")
    (filled,) = render_shells(source, [shell], assets=context.assets)
    css = "\n".join(
        [(folder / "style.css").read_text(), BUILT_IN.css_for(context.used.types), rendered.styles]
    )
    return filled.fill(head=_head(page, context, css), blocks=rendered.html)


def _head(page: dict[str, Any], context: RenderContext, css: str) -> str:
    css = ASSET.sub(lambda found: f"url({context.assets[found[1]]})", css)
    title = context.site.name if not page["slug"] else f"{page['title']} · {context.site.name}"
    return (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><meta name="description" content="{page.get("meta_description", "")}">'
        f'<link rel="icon" href="data:,"><style>{css}</style>'
    )


def write_site(slug: str, target: Path, schema: dict[str, Any] | None = None) -> None:
    """Write the pages and assets below `target`."""
    for url, html in render_site(slug, schema).items():
        path = target / url.strip("/") / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html)
    for name, path in asset_files(slug).items():
        (target / "assets" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target / "assets" / name)


if __name__ == "__main__":
    write_site(
        sys.argv[1], Path(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text()) if sys.argv[3:] else None
    )
