"""The metadata of published pages is complete, and uses the vocabulary of schema.org."""

import json
import re
from functools import partial

import msgspec_schemaorg.models as vocabulary
import pytest

from app.services import media, seo, site_passwords
from app.services.publishing.planning.site_plan import read_plan
from app.services.publishing.rendering import site_files
from app.services.seo import build_sitemaps, search_settings
from app.tenancy import tenant_scope
from tests.factories import make_page
from tests.pictures import encoded, photo
from tests.services.publishing.support import change, manifest, on_site, publish, read

BOOK = {
    "id": "b1",
    "title": "Emma",
    "blurb": "<p>Handsome, clever &amp; rich.</p>",
    "details": [
        {"label": "ISBN", "value": "978-0-14-143958-7"},
        {"label": "Publisher", "value": "John Murray"},
    ],
}
DOCUMENT = {"root": {"props": {}}, "content": [{"type": "Book", "props": BOOK}], "zones": {}}


@pytest.fixture
def emma(people, admin_engine):
    with on_site(admin_engine, people.ada) as (session, site):
        make_page(session, site, slug="books", title="Books")
        return make_page(session, site, slug="books/emma", title="Emma", data=DOCUMENT)


def graph(html):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])


def unknown(thing):
    """Yield the types and properties that schema.org does not define."""
    kind = getattr(vocabulary, thing["@type"], None) if "@type" in thing else None
    if "@type" in thing and kind is None:
        yield thing["@type"]
    for name, value in thing.items():
        if kind and not name.startswith("@") and name not in kind.__struct_fields__:
            yield f"{thing['@type']}.{name}"
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from unknown(inner)


def test_every_type_and_property_is_in_the_vocabulary(people, emma):
    build = publish(people.ada)
    for path in ("/index.html", "/books.html", "/books/emma.html"):
        assert list(unknown({"@graph": graph(read(people.ada, build, path))["@graph"]})) == []


def test_books_people_and_breadcrumbs_are_described(people, emma):
    found = graph(read(people.ada, publish(people.ada), "/books/emma.html"))["@graph"]
    by_type = {thing["@type"]: thing for thing in found}

    assert by_type["Book"]["name"] == "Emma"
    assert by_type["Book"]["isbn"] == "978-0-14-143958-7"
    assert by_type["Book"]["description"] == "Handsome, clever & rich."
    assert by_type["Book"]["author"] == {"@id": by_type["Person"]["@id"]}
    steps = by_type["WebPage"]["breadcrumb"]["itemListElement"]
    assert [(step["position"], step["name"]) for step in steps] == [(1, "Home"), (2, "Books"), (3, "Emma")]
    ids = {thing["@id"] for thing in found if "@id" in thing}
    assert by_type["WebPage"]["isPartOf"]["@id"] in ids


@pytest.mark.parametrize("subject", search_settings.SUBJECTS)
def test_a_page_is_described_as_an_article_or_event_if_its_author_chose_so(people, emma, subject):
    settings = seo.PageSearch(subject=subject, date="2027-03-15", place="Assembly Rooms, Bath")
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        seo.update_page_search(emma.id, settings, description="An evening")
    page = read(people.ada, publish(people.ada), "/books/emma.html")

    found = graph(page)["@graph"]
    by_type = {thing["@type"]: thing for thing in found}
    assert list(unknown({"@graph": found})) == []
    thing, person = by_type[subject.title()], {"@id": by_type["Person"]["@id"]}
    assert thing["mainEntityOfPage"] == {"@id": by_type["WebPage"]["@id"]}
    assert thing["description"] == "An evening"
    if subject == "article":
        assert (thing["headline"], thing["datePublished"], thing["author"]) == ("Emma", "2027-03-15", person)
        assert '<meta property="article:published_time" content="2027-03-15">' in page
    else:
        assert (thing["name"], thing["startDate"], thing["performer"]) == ("Emma", "2027-03-15", person)
        assert thing["location"]["name"] == "Assembly Rooms, Bath"


def test_the_authors_settings_are_in_the_head(people, emma):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        seo.update_site_search(
            people.ada.site_id,
            seo.SiteSearch(pattern="{page} – {author}", image="https://x.example/a.jpg"),
        )
        seo.update_page_search(
            emma.id,
            seo.PageSearch(title="Emma, a novel", canonical="https://elsewhere.example/emma"),
            description="A comedy",
        )
    build = publish(people.ada)
    page, books = read(people.ada, build, "/books/emma.html"), read(people.ada, build, "/books.html")

    assert "<title>Emma, a novel</title>" in page
    assert '<link rel="canonical" href="https://elsewhere.example/emma">' in page
    assert '<meta property="og:title" content="Emma, a novel">' in page
    assert '<meta property="og:image" content="https://x.example/a.jpg">' in page
    assert '<meta name="description" content="A comedy">' in page
    assert "<title>Books – Ada Lovelace</title>" in books


def test_without_settings_from_the_author_the_head_is_complete(people, emma):
    page = read(people.ada, publish(people.ada), "/books/emma.html")
    for name in ("og:type", "og:title", "og:url", "og:description", "og:site_name", "og:locale"):
        assert f'<meta property="{name}" content="' in page
    assert '<meta name="twitter:card" content="summary">' in page
    assert "<title>Emma · Letters</title>" in page


def test_a_hidden_page_has_noindex_and_is_not_in_the_sitemap(people, emma):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        seo.update_page_search(emma.id, seo.PageSearch(is_hidden=True), description="")
    build = publish(people.ada)
    page = read(people.ada, build, "/books/emma.html")
    assert 'name="robots" content="noindex"' in page
    assert '<meta property="og:title" content="Emma">' in page
    assert 'rel="canonical"' not in page
    assert "ld+json" not in page
    assert "emma" not in read(people.ada, build, "/sitemap.xml")
    assert "noindex" not in read(people.ada, build, "/books.html")


def test_a_page_behind_a_password_has_no_sharing_tags(people, emma):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        site_passwords.set_lock(people.ada.site_id, emma.id, "the word")
    page = read(people.ada, publish(people.ada), "/books/emma.html")
    assert 'name="robots" content="noindex"' in page
    assert "og:" not in page


def test_a_site_with_too_many_pages_for_one_sitemap_has_several(people, emma, monkeypatch):
    monkeypatch.setattr(site_files, "build_sitemaps", partial(build_sitemaps, max_addresses=2))
    build = publish(people.ada)
    assert "<sitemapindex" in read(people.ada, build, "/sitemap.xml")
    lists = [read(people.ada, build, f"/sitemap-{number}.xml") for number in (1, 2)]
    assert [text.count("<loc>") for text in lists] == [2, 1]
    assert "/sitemap.xml" in read(people.ada, build, "/robots.txt")

    monkeypatch.undo()
    build = publish(people.ada)

    assert read(people.ada, build, "/sitemap.xml").count("<loc>") == 3
    assert "/sitemap-1.xml" not in manifest(people.ada, build).files


def test_a_page_with_another_canonical_url_is_not_in_the_sitemap(people, emma):
    def sitemap_with(canonical):
        with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
            seo.update_page_search(emma.id, seo.PageSearch(canonical=canonical), description="")
        return read(people.ada, publish(people.ada), "/sitemap.xml")

    assert "/books/emma<" in sitemap_with("/books/emma")
    assert "/books/emma<" not in sitemap_with("/books")
    assert "/books/emma<" not in sitemap_with("https://elsewhere.example/emma")


def test_a_sharing_picture_from_the_library_has_its_size_and_description(people, emma):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        asset = media.create_asset(encoded(photo(640, 480, seed=640)), name="portrait.png")
        seo.update_page_search(emma.id, seo.PageSearch(image=f"asset:{asset.id}"), description="")
        publish(people.ada)
        media.update_asset(asset.id, name="Portrait", alt='Ada at "her" desk', decorative=False)
    page = read(people.ada, publish(people.ada), "/books/emma.html")

    address = re.search(r'property="og:image" content="([^"]+)"', page)[1]
    assert "/_assets/" in address
    assert '<meta property="og:image:width" content="640">' in page
    assert '<meta property="og:image:height" content="480">' in page
    for name in ('property="og:image:alt"', 'name="twitter:image:alt"'):
        assert f'<meta {name} content="Ada at &#34;her&#34; desk">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page


def test_ai_crawlers_can_be_disallowed(people, emma):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        seo.update_site_search(people.ada.site_id, seo.SiteSearch(keeps_ai_away=True))
    robots = read(people.ada, publish(people.ada), "/robots.txt")
    assert "User-agent: GPTBot\n" in robots
    assert robots.index("Disallow: /\n") < robots.index("User-agent: *\nAllow: /\n")


def test_a_hidden_site_has_noindex_and_an_empty_sitemap(people, emma):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        seo.update_site_search(people.ada.site_id, seo.SiteSearch(is_hidden=True))
    build = publish(people.ada)
    assert 'name="robots" content="noindex"' in read(people.ada, build, "/index.html")
    assert "<loc>" not in read(people.ada, build, "/sitemap.xml")
    assert "Sitemap" not in read(people.ada, build, "/robots.txt")


def test_the_authors_not_found_page_is_the_404_page(people, emma, admin_engine):
    publish(people.ada)
    change(
        admin_engine,
        "UPDATE sites SET missing_page_id = :page WHERE id = :site",
        page=emma.id,
        site=people.ada.site_id,
    )

    build = publish(people.ada)

    assert "Emma" in read(people.ada, build, "/404.html")
    assert 'name="robots" content="noindex"' in read(people.ada, build, "/404.html")
    with tenant_scope(people.ada.tenant_id):
        assert read_plan(people.ada.site_id).urls.get(str(emma.id)) is None
    with pytest.raises(KeyError):
        read(people.ada, build, "/books/emma.html")


def test_author_text_cannot_close_the_script_element(people, emma, admin_engine):
    change(admin_engine, "UPDATE pages SET title = '</script><script>alert(1)' WHERE id = :id", id=emma.id)
    page = read(people.ada, publish(people.ada), "/books/emma.html")
    assert "<script>alert" not in page
    assert graph(page)
