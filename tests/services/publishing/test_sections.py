"""A changed section rebuilds exactly the pages that show it."""

import pytest

from app.models import SitePart
from app.services import documents, editing, pages, publishing, sections
from app.services.documents import Gesture
from app.services.documents.cache import trees
from app.tenancy import tenant_scope
from tests.services.publishing.support import change, publish, read, view

NAMES = ("About", "Books", "News")


@pytest.fixture
def ada(people):
    trees.clear()
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


@pytest.fixture
def others(ada):
    """Three empty pages in addition to the home page, which has a heading."""
    return [pages.create_page(ada.site_id, title=name, in_menu=False).id for name in NAMES]


def share(page_id, name="Greeting", part=None, component="Heading"):
    added = editing.insert_block(page_id, component=component, gesture=Gesture())
    block_id = added.operation.changes[-1].block.id
    shared = editing.share_block(page_id, block_id, name=name, part=part, gesture=Gesture())
    section = shared.tree[shared.operation.changes[-1].block.id].props["section"]
    return next(card.id for card in sections.list_sections(_site(page_id)) if str(card.id) == section)


def _site(page_id):
    return pages.get_page(page_id).site_id


def show(document, section_id):
    editing.insert_shared(document, section_id, gesture=Gesture())


def write(section_id, text):
    (heading,) = (one for one in documents.export_page(section_id)["content"] if one["type"] == "Heading")
    editing.update_block(section_id, heading["props"]["id"], {"text": text}, gesture=Gesture())


def plan_line(person, build):
    """Return the log line about rendered pages."""
    return view(person, build).lines[1].message


def test_a_changed_section_rebuilds_exactly_the_pages_that_show_it(ada, others):
    about, books, _news = others
    section_id = share(about)
    show(books, section_id)
    publish(ada)
    write(section_id, "Good morning")

    build = publish(ada)

    assert plan_line(ada, build) == "Preparing 2 pages; 2 pages stay as they were."
    assert all("Good morning" in read(ada, build, path) for path in ("/about.html", "/books.html"))
    assert "Good morning" not in read(ada, build, "/news.html")


def test_a_page_that_shows_the_section_within_another_one_is_rebuilt_too(ada, others):
    about, books, _news = others
    inner, outer = share(about), share(books, "Outer")
    show(outer, inner)
    publish(ada)
    write(inner, "Good morning")

    build = publish(ada)

    assert plan_line(ada, build) == "Preparing 2 pages; 2 pages stay as they were."
    assert "Good morning" in read(ada, build, "/books.html")


def test_a_renamed_section_changes_nothing_for_readers(ada, others):
    section_id = share(others[0])
    publish(ada)
    sections.rename_section(section_id, name="Hello")

    assert plan_line(ada, publish(ada)) == "Nothing changed: 4 pages stay as they were."


def test_a_site_footer_rebuilds_the_pages_without_their_own(ada, others):
    about, _books, news = others
    editing.insert_block(news, component="Footer", gesture=Gesture())
    section_id = share(about, "Footer")
    first = publish(ada)
    sections.show_on_every_page(section_id, part=SitePart.FOOTER)
    placed = publish(ada)
    write(section_id, "The end")
    changed = publish(ada)

    assert plan_line(ada, placed) == "Preparing 3 pages; 1 page stays as it was."
    assert plan_line(ada, changed) == "Preparing 3 pages; 1 page stays as it was."
    assert all("The end" in read(ada, changed, path) for path in ("/index.html", "/books.html", "/404.html"))
    assert read(ada, changed, "/about.html").count("The end</h2>") == 1
    assert "The end" not in read(ada, changed, "/news.html")
    assert "The end" not in read(ada, first, "/index.html")


def test_the_sites_header_replaces_the_templates_header(ada, others, admin_engine):
    change(
        admin_engine,
        "UPDATE template_versions SET html_source = replace(html_source, '<main>', "
        "'{% if not page.has_header %}<header>The design</header>{% endif %}<main>')",
    )
    section_id = share(others[0], "Top", component="Header")
    before = publish(ada)
    sections.show_on_every_page(section_id, part=SitePart.HEADER)
    after = publish(ada)

    assert "The design" in read(ada, before, "/index.html")
    assert "The design" not in read(ada, before, "/about.html")
    assert "The design" not in read(ada, after, "/index.html")
    assert read(ada, after, "/about.html").count("c-header__name") == read(ada, after, "/index.html").count(
        "c-header__name"
    )


def test_header_text_is_not_in_a_pages_description(ada, others):
    share(others[0], "Top", part=SitePart.HEADER)

    home = read(ada, publish(ada), "/index.html")

    assert '<meta name="description" content="Dear reader">' in home


def test_links_in_a_section_follow_a_moved_page(ada, others):
    about, _books, news = others
    section_id = share(about, component="Button")
    (button,) = documents.export_page(section_id)["content"]
    editing.update_block(section_id, button["props"]["id"], {"link.page": str(news)}, gesture=Gesture())
    publish(ada)
    pages.update_page(news, title="News", slug="latest", meta_description="", in_menu=False)

    build = publish(ada)

    assert plan_line(ada, build) == "Preparing 2 pages; 2 pages stay as they were."
    assert 'href="/latest"' in read(ada, build, "/about.html")


def test_a_restored_section_is_shown_again(ada, others):
    section_id = share(others[0])
    documents.undo(others[0], gesture=Gesture())
    sections.delete_section(section_id)
    documents.redo(others[0], gesture=Gesture())
    gone = publish(ada)
    sections.restore_section(section_id)
    back = publish(ada)

    assert "A heading" not in read(ada, gone, "/about.html")
    assert plan_line(ada, back) == "Preparing 1 page; 3 pages stay as they were."


def test_publishing_stores_the_snapshot_and_published_revision_of_each_section(ada, others, admin_engine):
    section_id = share(others[0])
    first = publish(ada)
    write(section_id, "Good morning")
    publish(ada)

    def row():
        query = "SELECT snapshot_revision, published_revision FROM pages WHERE id = %s"
        with admin_engine.connect() as connection:
            return tuple(connection.exec_driver_sql(query, (section_id,)).one())

    assert row() == (1, 1)
    publishing.roll_back(ada.site_id, first)
    assert row() == (1, 0)
