"""A publication, from the request to the activation."""

import json
import re
from xml.etree import ElementTree as ET

import html5lib
import pytest
from sqlalchemy import text

from app.errors import NotFound
from app.models import BuildStatus
from app.services import editing, publishing
from app.services.documents import Gesture
from app.tenancy import tenant_scope
from tests.factories import make_page, puck
from tests.services.publishing.support import change, live_build, manifest, on_site, publish, read, view


def test_a_publication_goes_live(people):
    build = publish(people.ada)

    assert view(people.ada, build).status is BuildStatus.SUCCESS
    assert live_build(people.ada) == build
    assert "Dear reader" in read(people.ada, build, "/index.html")
    assert set(manifest(people.ada, build).files) >= {"/404.html", "/sitemap.xml", "/robots.txt"}


def test_every_page_has_a_file_and_its_encodings(people, admin_engine):
    with on_site(admin_engine, people.ada) as (session, site):
        make_page(session, site, slug="books/emma", title="Emma", data=puck("Emma"))

    files = manifest(people.ada, publish(people.ada)).files

    assert {"/index.html", "/books/emma.html"} <= files.keys()
    assert set(files["/books/emma.html"].encoded) == {"br", "gzip"}


def test_a_page_in_the_trash_is_left_out(people, admin_engine):
    with on_site(admin_engine, people.ada) as (session, site):
        page = make_page(session, site, slug="gone", title="Gone")
    change(admin_engine, "UPDATE pages SET deleted_at = now() WHERE id = :id", id=page.id)

    assert "/gone.html" not in manifest(people.ada, publish(people.ada)).files


def test_a_published_page_is_valid_small_and_without_scripts(people):
    html = read(people.ada, publish(people.ada), "/index.html")

    html5lib.HTMLParser(strict=True).parse(html)
    assert len(html) < 60_000
    assert re.findall(r"<script(?! type=\"application/ld\+json\")", html) == []
    assert "data-shell-main" not in html
    assert not re.search(r"data-(block|slot|field)", html)


def test_the_head_describes_the_page(people):
    html = read(people.ada, publish(people.ada), "/index.html")

    assert "<title>Letters</title>" in html
    assert '<meta name="description" content="Dear reader">' in html
    assert '<link rel="canonical" href="http://ada.localhost:8080/">' in html
    assert '<meta property="og:url" content="http://ada.localhost:8080/">' in html
    graph = json.loads(html.split('ld+json">')[1].split("</script>")[0])["@graph"]
    assert {part["@type"] for part in graph} == {"WebSite", "WebPage", "Person"}


def test_author_text_is_escaped_in_the_head(people, admin_engine):
    nasty = '</title></script><script>alert(1)</script>"><b>&'
    change(admin_engine, "UPDATE sites SET name = :n, author_name = :n, tagline = :n", n=nasty)
    change(admin_engine, "UPDATE pages SET title = :n, meta_description = :n", n=nasty)

    html = read(people.ada, publish(people.ada), "/index.html")

    html5lib.HTMLParser(strict=True).parse(html)
    assert "<script>alert" not in html
    assert "<b>" not in html


def test_the_sitemap_lists_every_page(people, admin_engine):
    with on_site(admin_engine, people.ada) as (session, site):
        make_page(session, site, slug="books", title="Books")

    build = publish(people.ada)

    addresses = [node.text for node in ET.fromstring(read(people.ada, build, "/sitemap.xml")).iter()]
    assert "http://ada.localhost:8080/" in addresses
    assert "http://ada.localhost:8080/books" in addresses
    assert "Sitemap: http://ada.localhost:8080/sitemap.xml" in read(people.ada, build, "/robots.txt")


def test_the_404_page_is_in_the_sites_language_and_links_home(people, admin_engine):
    change(admin_engine, "UPDATE sites SET language = 'de'")

    html = read(people.ada, publish(people.ada), "/404.html")

    assert "Diese Seite gibt es nicht" in html
    assert 'href="/"' in html
    assert 'name="robots" content="noindex"' in html
    assert "canonical" not in html


def test_fonts_of_the_design_are_part_of_the_build(people, admin_engine):
    change(
        admin_engine,
        "UPDATE template_versions SET css = '@font-face{font-family:S;src:url(asset:fonts/spectral-400.woff2)}'",
    )

    build = publish(people.ada)

    fonts = [path for path in manifest(people.ada, build).files if path.endswith(".woff2")]
    assert re.fullmatch(r"/_assets/spectral-400\.[0-9a-f]{12}\.woff2", fonts[0])
    assert f"url({fonts[0]})" in read(people.ada, build, "/index.html")


def test_pages_record_their_published_revision(people, admin_engine):
    change(admin_engine, "UPDATE pages SET revision = 7, snapshot_revision = 7")

    publish(people.ada)

    with admin_engine.connect() as connection:
        rows = connection.execute(
            text("SELECT published_revision, published_at IS NOT NULL, tenant_id FROM pages")
        ).all()
    seen = {row.tenant_id: tuple(row[:2]) for row in rows}
    assert seen == {people.ada.tenant_id: (7, True), people.carol.tenant_id: (None, False)}


def test_the_log_is_readable(people):
    lines = view(people.ada, publish(people.ada)).lines

    assert [line.message for line in lines[:2]] == ["Ada started the publication.", "Preparing 1 page."]
    assert "Live at http://ada.localhost:8080: 1 page in" in lines[-1].message


def test_a_site_of_another_tenant_cannot_be_published(people):
    with tenant_scope(people.carol.tenant_id), pytest.raises(NotFound):
        publishing.request_publication(people.ada.site_id)


def test_a_job_that_names_the_wrong_tenant_does_nothing(people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        build = publishing.request_publication(people.ada.site_id)

    with tenant_scope(people.carol.tenant_id):
        publishing.publish(build.id)

    assert view(people.ada, build.id).status is BuildStatus.PENDING
    assert live_build(people.carol) is None


def test_the_newest_revision_is_published_and_stored_as_the_snapshot(people, admin_engine):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        for word in ("one", "two", "three"):
            editing.update_block(people.ada.page_id, "heading-1", {"text": word}, gesture=Gesture())

    build = publish(people.ada)

    assert ">three</h2>" in read(people.ada, build, "/index.html")
    with admin_engine.connect() as connection:
        query = text(
            "SELECT revision, snapshot_revision, puck_data->'content'->0->'props'->>'text' FROM pages"
        )
        row = connection.execute(text(f"{query} WHERE id = :id"), {"id": people.ada.page_id}).one()
    assert tuple(row) == (3, 3, "three")
