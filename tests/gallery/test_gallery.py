"""Every template in the gallery, as files and as rendered pages."""

import json
import re
from functools import cache
from typing import Any

import html5lib
import pytest

from app.components.contrast import READABLE, contrast
from app.components.registry import BUILT_IN
from app.components.rendering import SiteFacts
from app.tree import codecs
from tests.axe import faults
from tests.gallery.render_pages import FONTS, GALLERY, asset_files, render_site, template_slugs

TOKENS = (
    *(f"--font-{name}" for name in ("body", "display", "ui")),
    *(f"--size-{step}" for step in range(1, 8)),
    *(f"--space-{step}" for step in range(1, 9)),
    *("--measure", "--page-width", "--radius", "--leading"),
    *("--paper", "--surface", "--ink", "--quiet", "--line", "--accent", "--on-accent"),
)
PAIRS = [
    *((ink, paper) for ink in ("ink", "quiet", "accent") for paper in ("paper", "surface")),
    ("on-accent", "accent"),
    ("ink", "line"),
]
HEAVIEST = 60_000
PAGE = re.compile(r"\{\{page:([\w/-]+)\}\}")
SOME_ID = "00000000-0000-4000-8000-000000000000"

every_template = pytest.mark.parametrize("slug", template_slugs())


@cache
def site(slug: str) -> dict[str, str]:
    """Return the template's pages by URL."""
    return render_site(slug)


@cache
def schema(slug: str) -> dict[str, Any]:
    """Return the pages that a new site of this template starts with."""
    return dict(json.loads((GALLERY / slug / "pages.json").read_text()))


def css(slug: str) -> str:
    """Return the template's own style sheet."""
    return (GALLERY / slug / "style.css").read_text()


def blocks(slug: str) -> list[dict[str, Any]]:
    """Return every block of every page."""

    def inside(value: Any) -> list[dict[str, Any]]:
        if isinstance(value, dict):
            own = [value] if isinstance(value.get("type"), str) and "props" in value else []
            return own + [block for part in value.values() for block in inside(part)]
        return [block for part in value for block in inside(part)] if isinstance(value, list) else []

    return [block for page in schema(slug)["pages"] for block in inside(page["data"]["content"])]


@every_template
def test_a_template_has_four_to_six_pages_including_a_home_page(slug):
    slugs = [page["slug"] for page in schema(slug)["pages"]]

    assert slugs[0] == ""
    assert 4 <= len(slugs) == len(set(slugs)) <= 6


@every_template
def test_pages_contain_only_known_components_with_valid_values(slug):
    for block in blocks(slug):
        component = BUILT_IN.find(block["type"])
        assert component is not None, block["type"]
        for name, value in block["props"].items():
            if name != "id" and name not in component.slots:
                filled = json.loads(PAGE.sub(SOME_ID, json.dumps(value)))
                assert component.fields[name].clean(filled) == filled, (block["props"]["id"], name)


@every_template
def test_pages_survive_a_round_trip_through_the_tree(slug):
    for page in schema(slug)["pages"]:
        assert codecs.dump_puck(codecs.load_puck(page["data"], BUILT_IN)) == page["data"]


@every_template
def test_internal_links_lead_to_existing_pages(slug):
    targets = set(PAGE.findall(json.dumps(schema(slug))))

    assert targets <= {page["slug"] or "home" for page in schema(slug)["pages"]}


@every_template
def test_pictures_and_fonts_are_the_templates_own_assets(slug):
    named = set(re.findall(r"asset:([\w./-]+)", css(slug) + json.dumps(schema(slug))))

    assert named <= asset_files(slug).keys()
    assert not re.search(r'"src": "(?!asset:)', json.dumps(schema(slug)))
    assert not re.search(r"url\((?!asset:)", css(slug))


@every_template
def test_every_design_token_is_defined(slug):
    assert [token for token in TOKENS if f"{token}:" not in css(slug)] == []


@every_template
def test_colours_have_enough_contrast_in_light_and_dark(slug):
    light, dark = css(slug).split("@media (prefers-color-scheme: dark)")
    colours = re.compile(r"--([\w-]+): (#[0-9a-f]{6})")
    in_light = dict(colours.findall(light))

    for scheme in (in_light, {**in_light, **dict(colours.findall(dark))}):
        for ink, paper in PAIRS:
            assert contrast(scheme[ink], scheme[paper]) >= READABLE, (ink, paper)


@every_template
def test_fallback_faces_have_the_metrics_of_the_faces_they_replace(slug):
    faces = json.loads((FONTS.parent / "fonts.json").read_text())
    used = [face for face in faces if f"asset:{face['file']}" in css(slug) and face.get("fallback")]
    upright = next(face for face in used if face["style"] == "normal")["fallback"]

    assert f"size-adjust: {float(upright['size_adjust'][:-1]):g}%" in css(slug)
    assert f"ascent-override: {float(upright['ascent_override'][:-1]):g}%" in css(slug)


@every_template
def test_every_page_is_valid_small_and_without_script(slug):
    for url, html in site(slug).items():
        html5lib.HTMLParser(strict=True).parse(html)
        assert len(html.encode()) < HEAVIEST, url
        assert "<script" not in html
        assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
        assert "{{" not in html


@every_template
def test_every_page_has_one_title_and_its_landmarks(slug):
    for html in site(slug).values():
        document = html5lib.parse(html, namespaceHTMLElements=False)
        body = document.find("body")
        assert len(document.findall(".//h1")) == 1
        assert len(document.findall(".//main[@id='content']")) == 1
        assert body.find("header//nav") is not None
        assert body.find("footer") is not None
        assert body.find("a").get("href") == "#content"


@every_template
@pytest.mark.parametrize(
    ("language", "skip"), [("de", "Zum Inhalt"), ("pt-BR", "Ir para o conteúdo"), ("ja", "Skip to")]
)
def test_the_shell_uses_the_language_of_the_site_if_translated(slug, language, skip):
    home = render_site(slug, site=SiteFacts(name="Ada", language=language))["/"]

    assert home.startswith("<!doctype html>")
    assert f'<html lang="{language}">' in home
    assert f'<a class="skip" href="#content">{skip}' in home


@every_template
def test_a_page_in_a_right_to_left_language_has_that_direction(slug):
    assert '<html lang="ar" dir="rtl">' in render_site(slug, site=SiteFacts(name="Ada", language="ar"))["/"]


@every_template
def test_a_page_with_its_own_header_and_footer_has_no_second_one(slug):
    parts = [{"type": name, "props": {"id": name}} for name in ("Header", "Hero", "Footer")]
    data = {"root": {"props": {}}, "content": parts, "zones": {}}
    html = render_site(slug, {"pages": [{"slug": "", "title": "Home", "data": data}]}, SiteFacts(name="Ada"))[
        "/"
    ]

    assert html.count("<header") == html.count("<footer") == 1
    assert html.count("c-header__name") >= 1


@every_template
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (768, "light"), (360, "dark")])
def test_no_page_has_accessibility_violations_or_overflows_the_screen(browser, slug, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.route("**/*", lambda route: _respond(route, slug))

    for url in site(slug):
        page.goto(f"http://gallery.test{url}")
        assert faults(page) == [], url
    context.close()


def _respond(route: Any, slug: str) -> None:
    path = re.sub(r"^https?://[^/]+", "", route.request.url)
    if path in site(slug):
        route.fulfill(body=site(slug)[path], content_type="text/html")
    elif (name := path.removeprefix("/assets/")) in asset_files(slug):
        kind = "image/svg+xml" if name.endswith(".svg") else "font/woff2"
        route.fulfill(body=asset_files(slug)[name].read_bytes(), content_type=kind)
    else:
        route.fulfill(status=404)
