"""A publication rebuilds only what has changed, and redirects old URLs."""

from datetime import UTC, datetime, timedelta

import time_machine

from app.components.component_registry import ComponentRegistry
from app.services import publishing, redirects, site_passwords
from app.services.publishing.rendering import site_files
from app.tenancy import tenant_scope
from tests.factories import make_page, puck
from tests.services.publishing.support import change, link_to, manifest, on_site, publish, read, store, view

BUTTON = (
    "UPDATE pages SET snapshot_meta = '{}', puck_data = "
    """'{"root":{"props":{}},"content":[{"type":"Button","props":{"id":"b1"}}],"zones":{}}' WHERE id = :id"""
)


def plan_line(person, build) -> str:
    """Return the log line about rendered pages."""
    return view(person, build).lines[1].message


def three_pages(admin_engine, person):
    with on_site(admin_engine, person) as (session, site):
        return [
            make_page(session, site, slug=slug, title=slug.title(), data=puck(slug), position=position)
            for position, slug in enumerate(("about", "books", "news"), start=1)
        ]


def resolve(person, build, path):
    with tenant_scope(person.tenant_id):
        rules = redirects.read_address_book(person.site_id).rules
    pages = manifest(person, build).pages
    end = rules.resolve(path, pages, set(pages.values()).__contains__)
    return end.status, end.target


def edit(admin_engine, page):
    change(
        admin_engine,
        "UPDATE pages SET revision = revision + 1, snapshot_revision = revision + 1, puck_data = "
        "jsonb_set(puck_data, '{content,0,props,text}', to_jsonb('Changed ' || (revision + 1))) WHERE id = :id",
        id=page.id,
    )


def test_if_nothing_changed_nothing_is_rendered_and_the_files_are_the_same(people, admin_engine):
    three_pages(admin_engine, people.ada)
    first, second = publish(people.ada), publish(people.ada)

    assert plan_line(people.ada, second) == "Nothing changed: 4 pages stay as they were."
    assert manifest(people.ada, first).files == manifest(people.ada, second).files


def test_only_the_edited_page_is_rendered(people, admin_engine):
    about, *_ = three_pages(admin_engine, people.ada)
    first = publish(people.ada)
    edit(admin_engine, about)
    second = publish(people.ada)

    assert plan_line(people.ada, second) == "Preparing 1 page; 3 pages stay as they were."
    before, after = manifest(people.ada, first).files, manifest(people.ada, second).files
    changed = {path for path in after if before.get(path) != after[path]}
    assert changed == {"/about.html"}
    assert "Changed 1" in read(people.ada, second, "/about.html")


def test_a_new_title_in_the_menu_rebuilds_every_page(people, admin_engine):
    about, *_ = three_pages(admin_engine, people.ada)
    publish(people.ada)
    change(admin_engine, "UPDATE pages SET title = 'Over me' WHERE id = :id", id=about.id)

    assert plan_line(people.ada, publish(people.ada)) == "Preparing 4 pages."


def test_a_new_title_outside_the_menu_rebuilds_only_its_page(people, admin_engine):
    about, *_ = three_pages(admin_engine, people.ada)
    change(admin_engine, "UPDATE pages SET in_menu = false WHERE id = :id", id=about.id)
    publish(people.ada)
    change(admin_engine, "UPDATE pages SET title = 'Over me' WHERE id = :id", id=about.id)

    assert plan_line(people.ada, publish(people.ada)) == "Preparing 1 page; 3 pages stay as they were."


def test_a_page_that_links_to_a_moved_one_is_rebuilt(people, admin_engine):
    about, *_ = three_pages(admin_engine, people.ada)
    change(admin_engine, "UPDATE pages SET in_menu = false WHERE id = :id", id=about.id)
    with on_site(admin_engine, people.ada) as (session, site):
        make_page(session, site, slug="links", title="Links", data=link_to(about.id), position=9)
    publish(people.ada)
    change(admin_engine, "UPDATE pages SET slug = 'me' WHERE id = :id", id=about.id)

    build = publish(people.ada)

    assert plan_line(people.ada, build) == "Preparing 2 pages; 3 pages stay as they were."
    assert 'href="/me"' in read(people.ada, build, "/links.html")


def test_an_old_address_redirects_until_another_page_takes_it(people, admin_engine):
    about, books, _ = three_pages(admin_engine, people.ada)
    publish(people.ada)
    change(admin_engine, "UPDATE pages SET slug = 'me' WHERE id = :id", id=about.id)
    moved = publish(people.ada)
    change(admin_engine, "UPDATE pages SET slug = 'myself' WHERE id = :id", id=about.id)
    again = publish(people.ada)
    change(admin_engine, "UPDATE pages SET slug = 'about' WHERE id = :id", id=books.id)
    taken = publish(people.ada)

    assert manifest(people.ada, moved).pages[str(about.id)] == "/me"
    assert manifest(people.ada, again).pages[str(about.id)] == "/myself"
    assert resolve(people.ada, taken, "/me") == (301, "/myself")
    assert resolve(people.ada, taken, "/books") == (301, "/about")
    assert manifest(people.ada, taken).pages[str(books.id)] == "/about"


def test_old_addresses_redirect_after_a_rollback_too(people, admin_engine):
    about, *_ = three_pages(admin_engine, people.ada)
    first = publish(people.ada)
    for slug in ("me", "myself"):
        change(admin_engine, "UPDATE pages SET slug = :slug WHERE id = :id", slug=slug, id=about.id)
        publish(people.ada)

    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        back = publishing.roll_back(people.ada.site_id, first).id
    assert [resolve(people.ada, back, path) for path in ("/me", "/myself")] == [(301, "/about")] * 2
    again = publish(people.ada)
    assert [resolve(people.ada, again, path) for path in ("/about", "/me")] == [(301, "/myself")] * 2


def test_assets_stay_for_an_hour_for_readers_who_have_an_older_page_open(people, admin_engine):
    css = "UPDATE template_versions SET css = '@font-face{src:url(asset:fonts/%s.woff2)}'"

    def fonts(build):
        return {path.split(".")[0][9:] for path in manifest(people.ada, build).files if "woff2" in path}

    change(admin_engine, css % "literata")
    first = publish(people.ada)
    change(admin_engine, css % "newsreader")
    change(admin_engine, "UPDATE sites SET tagline = 'one'")
    second = publish(people.ada)
    change(admin_engine, "UPDATE sites SET tagline = 'two'")
    third = publish(people.ada)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61)):
        change(admin_engine, "UPDATE sites SET tagline = 'three'")
        later = publish(people.ada)

    assert (fonts(first), fonts(second), fonts(third), fonts(later)) == (
        {"literata"},
        {"literata", "newsreader"},
        {"literata", "newsreader"},
        {"newsreader"},
    )


def test_lastmod_changes_only_with_the_pages_content(people, admin_engine):
    about, *_ = three_pages(admin_engine, people.ada)
    publish(people.ada)
    change(
        admin_engine,
        "UPDATE site_builds SET input_keys = replace(input_keys::text, to_char(now(), 'YYYY-MM-DD'), "
        "'2020-02-02')::jsonb",
    )
    change(
        admin_engine,
        "UPDATE pages SET revision = revision + 1, snapshot_revision = revision + 1 WHERE slug = ''",
    )
    edit(admin_engine, about)

    sitemap = read(people.ada, publish(people.ada), "/sitemap.xml")

    assert sitemap.count("<lastmod>2020-02-02</lastmod>") == 3


def test_pages_are_rendered_again_if_the_store_has_lost_the_manifest(people, admin_engine):
    three_pages(admin_engine, people.ada)
    first = publish(people.ada)
    store().delete_manifest(people.ada.tenant_id, first)

    build = publish(people.ada)

    assert plan_line(people.ada, build) == "Preparing 4 pages."


def test_many_pages_are_rendered_in_batches(people, admin_engine, monkeypatch):
    monkeypatch.setattr(site_files, "BATCH", 2)
    three_pages(admin_engine, people.ada)

    build = publish(people.ada)

    assert view(people.ada, build).pages_done == 4
    assert {"/about.html", "/books.html", "/news.html"} <= manifest(people.ada, build).files.keys()


def test_a_new_version_of_a_component_rebuilds_only_pages_that_use_it(people, admin_engine, monkeypatch):
    about, *_ = three_pages(admin_engine, people.ada)
    change(admin_engine, BUTTON, id=about.id)
    publish(people.ada)
    another_version(monkeypatch, "Button")

    assert plan_line(people.ada, publish(people.ada)) == "Preparing 1 page; 3 pages stay as they were."


def test_a_reinstalled_component_rebuilds_the_pages_that_use_it(people, admin_engine, monkeypatch):
    about, *_ = three_pages(admin_engine, people.ada)
    change(admin_engine, BUTTON.replace("Button", "Clock"), id=about.id)
    publish(people.ada)
    another_version(monkeypatch, "Clock")

    assert plan_line(people.ada, publish(people.ada)) == "Preparing 1 page; 3 pages stay as they were."


def test_a_page_behind_a_password_is_hidden_from_search_engines(people, admin_engine):
    about, *_ = three_pages(admin_engine, people.ada)
    publish(people.ada)
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        site_passwords.set_lock(people.ada.site_id, about.id, "secret")

    build = publish(people.ada)

    assert plan_line(people.ada, build) == "Preparing 1 page; 3 pages stay as they were."
    assert '<meta name="robots" content="noindex">' in read(people.ada, build, "/about.html")
    assert "/about<" not in read(people.ada, build, "/sitemap.xml")
    assert "/books<" in read(people.ada, build, "/sitemap.xml")


def another_version(monkeypatch, name: str) -> None:
    """Change this component's digest, as a new version would."""
    known = ComponentRegistry.component_digest
    monkeypatch.setattr(
        ComponentRegistry,
        "component_digest",
        lambda registry, asked: "new" if asked == name else known(registry, asked),
    )
