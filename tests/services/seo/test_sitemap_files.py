"""Sitemaps, including those of sites too large for a single one, and robots.txt."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from app.services.seo import build_sitemaps, robots_txt
from app.services.seo.sitemap_files import AI_CRAWLERS, MAX_BYTES

ORIGIN = "https://ada.example"
PAGES = [(f"/p{number}", date(2026, 1, 1 + number)) for number in range(5)]
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def listed(content):
    root = ET.fromstring(content)
    return root.tag.partition("}")[2], [each.text for each in root.findall("*/s:loc", NAMES)]


def test_a_small_site_has_one_sitemap():
    found = build_sitemaps(ORIGIN, PAGES)
    assert list(found) == ["/sitemap.xml"]
    assert listed(found["/sitemap.xml"]) == ("urlset", [ORIGIN + path for path, _changed in PAGES])
    assert b"<lastmod>2026-01-05</lastmod>" in found["/sitemap.xml"]


def test_a_large_site_has_a_sitemap_index_and_lists_each_page_once():
    found = build_sitemaps(ORIGIN, PAGES, max_addresses=2)

    assert list(found) == ["/sitemap.xml", "/sitemap-1.xml", "/sitemap-2.xml", "/sitemap-3.xml"]
    kind, lists = listed(found["/sitemap.xml"])
    assert kind == "sitemapindex"
    assert lists == [f"{ORIGIN}/sitemap-{number}.xml" for number in (1, 2, 3)]
    pages = [listed(found[address.removeprefix(ORIGIN)]) for address in lists]
    assert [len(addresses) for _kind, addresses in pages] == [2, 2, 1]
    assert [address for _kind, addresses in pages for address in addresses] == [
        ORIGIN + path for path, _changed in PAGES
    ]
    assert b"<lastmod>2026-01-02</lastmod></sitemap>" in found["/sitemap.xml"]


@pytest.mark.parametrize("count", [2, 4])
def test_a_sitemap_that_is_exactly_full_is_not_split(count):
    assert len(build_sitemaps(ORIGIN, PAGES[:count], max_addresses=count)) == 1


def test_a_sitemap_is_also_limited_in_bytes():
    pages = [(f"/{number}{'a' * 900}", date(2026, 1, 1)) for number in range(10)]

    found = build_sitemaps(ORIGIN, pages, max_bytes=3000)

    assert len(found) > 3
    assert max(map(len, found.values())) <= 3000
    assert MAX_BYTES == 50_000_000


def test_a_site_without_visible_pages_has_an_empty_sitemap():
    assert listed(build_sitemaps(ORIGIN, [])["/sitemap.xml"]) == ("urlset", [])


def test_crawlers_are_allowed_and_get_the_sitemap():
    assert robots_txt(ORIGIN).decode() == f"User-agent: *\nAllow: /\n\nSitemap: {ORIGIN}/sitemap.xml\n"


def test_only_ai_crawlers_can_be_disallowed():
    groups = robots_txt(ORIGIN, keeps_ai_away=True).decode().split("\n\n")

    assert groups[0].splitlines() == [*(f"User-agent: {name}" for name in AI_CRAWLERS), "Disallow: /"]
    assert {"GPTBot", "CCBot", "Google-Extended", "ClaudeBot", "PerplexityBot"} <= set(AI_CRAWLERS)
    assert groups[1] == "User-agent: *\nAllow: /"
    assert groups[2].startswith("Sitemap: ")


def test_a_hidden_site_can_disallow_ai_crawlers_too():
    assert (
        robots_txt(ORIGIN, is_hidden=True, keeps_ai_away=True)
        .decode()
        .endswith("Disallow: /\n\nUser-agent: *\nAllow: /\n")
    )
