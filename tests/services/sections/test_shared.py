"""Shared sections: separate documents that pages reference."""

from uuid import uuid4

import pytest

from app.errors import Conflict, Invalid, NotFound
from app.models import SitePart
from app.services import documents, editing, pages, sections, sites
from app.services.documents import Gesture
from app.services.editing import canvas_context, get_page_row
from app.tenancy import tenant_scope
from app.tree.model import FixedProp, SlotRefuses
from app.tree.rendering import render_page
from tests.services.sections.conftest import HEADING


def canvas(desk):
    context = canvas_context(desk.page_id, assets={})
    return render_page(documents.tree_at(desk.page_id), context).html


def write(page_id, text):
    editing.update_block(page_id, HEADING, {"text": text}, gesture=Gesture())


def uses(section_id):
    return [use.title for use in sections.get_section(section_id).uses]


def test_sharing_a_block_leaves_the_page_looking_the_same(ada, home):
    before = canvas(home)
    section_id = home.share()

    assert 'data-block-type="Shared"' in canvas(home)
    assert "Dear reader" in canvas(home)
    assert "Dear reader" in before
    assert [block["props"]["id"] for block in documents.export_page(section_id)["content"]] == [HEADING]


def test_one_edit_of_a_section_changes_every_page_that_shows_it(ada, home, about):
    section_id = home.share()
    about.show(section_id)

    write(section_id, "Good morning")

    assert all("Good morning" in canvas(desk) for desk in (home, about))
    assert uses(section_id) == ["About", "Home"]


def test_sharing_is_undone_in_one_step_and_redone_in_one_step(ada, home):
    before = home.read()
    section_id = home.share()

    assert not home.undo().skipped
    assert home.read() == before
    assert uses(section_id) == []
    home.redo()
    assert "Dear reader" in canvas(home)
    assert uses(section_id) == ["Home"]


def test_a_repeated_request_shares_once(ada, home):
    gesture = Gesture()
    for _ in range(2):
        editing.share_block(home.page_id, HEADING, name="Greeting", gesture=gesture)

    assert len(sections.list_sections(ada.site_id)) == 1
    assert len(home.read()) == 1


def test_steps_within_a_section_are_undone_separately(ada, home):
    section_id = home.share()
    write(section_id, "Good morning")

    documents.undo(section_id, gesture=Gesture())

    assert "Dear reader" in canvas(home)
    assert [block["type"] for block in home.read()] == ["Shared"]


def test_a_detached_section_is_a_copy_of_the_pages_own(ada, home, about):
    section_id = home.share()
    place = about.show(section_id)

    editing.detach_block(about.page_id, place, gesture=Gesture())
    write(section_id, "Good morning")

    assert [block["type"] for block in about.read()] == ["Heading"]
    assert "Dear reader" in canvas(about)
    assert uses(section_id) == ["Home"]
    assert not about.undo().skipped
    assert "Good morning" in canvas(about)


def test_only_a_block_with_an_existing_section_can_be_detached(ada, home, about):
    section_id = home.share()
    place = about.show(section_id)

    with pytest.raises(FixedProp):
        editing.detach_block(section_id, HEADING, gesture=Gesture())
    editing.remove_block(section_id, HEADING, gesture=Gesture())
    with pytest.raises(SlotRefuses):
        editing.detach_block(about.page_id, place, gesture=Gesture())


def test_a_section_cannot_be_inserted_into_itself_or_a_section_that_it_contains(ada, home, about):
    outer = home.share()
    inner = home.share(next(block["props"]["id"] for block in _add_heading(home)), name="Inner")
    editing.insert_shared(outer, inner, gesture=Gesture())

    for document, section_id in ((outer, outer), (inner, outer), (inner, inner)):
        with pytest.raises(Conflict):
            editing.insert_shared(document, section_id, gesture=Gesture())
    assert len(documents.export_page(inner)["content"]) == 1


def test_an_undo_cannot_put_a_section_inside_itself(ada, home):
    outer = home.share()
    inner = home.share(next(block["props"]["id"] for block in _add_heading(home)), name="Inner")
    place = editing.insert_shared(outer, inner, gesture=Gesture()).operation.changes[-1].block.id
    editing.remove_block(outer, place, gesture=Gesture())
    editing.insert_shared(inner, outer, gesture=Gesture())

    with pytest.raises(Conflict):
        documents.undo(outer, gesture=Gesture())


def _add_heading(desk):
    editing.insert_block(desk.page_id, component="Heading", gesture=Gesture())
    return [block for block in desk.read() if block["type"] == "Heading"]


def test_pages_that_show_a_section_within_another_one_count_too(ada, home, about):
    inner = home.share()
    outer = about.share(_add_heading(about)[0]["props"]["id"], name="Outer")
    editing.insert_shared(outer, inner, gesture=Gesture())

    assert uses(inner) == ["About", "Home"]
    assert [card.name for card in sections.list_sections(ada.site_id)] == ["Greeting", "Outer"]


def test_pages_in_the_trash_do_not_count(ada, home, about):
    section_id = home.share()
    about.show(section_id)
    pages.delete_page(about.page_id)

    assert uses(section_id) == ["Home"]


def test_a_used_section_is_not_deleted_and_its_uses_are_named(ada, home):
    section_id = home.share()

    with pytest.raises(Conflict, match="is used on “Home”"):
        sections.delete_section(section_id)
    home.undo()
    sections.delete_section(section_id)
    with pytest.raises(NotFound):
        sections.get_section(section_id)
    sections.restore_section(section_id)
    assert sections.get_section(section_id).name == "Greeting"


def test_a_block_of_a_deleted_section_stays_with_a_notice(ada, home):
    section_id = home.share()
    home.undo()
    sections.delete_section(section_id)
    home.redo()

    assert "no longer exists" in canvas(home)
    sections.restore_section(section_id)
    assert "Dear reader" in canvas(home)


def test_a_section_is_renamed(ada, home):
    section_id = home.share()
    sections.rename_section(section_id, name="Hello")

    assert get_page_row(section_id).title == "Hello"
    with pytest.raises(Invalid):
        sections.rename_section(section_id, name=" ")


def test_only_one_section_at_a_time_is_the_header_of_every_page(ada, home, about):
    first = home.share(part=SitePart.HEADER)
    second = home.share(_add_heading(home)[-1]["props"]["id"], name="Second")

    assert 'data-block-part="header"' in canvas(about)
    sections.show_on_every_page(second, part=SitePart.HEADER)
    assert [sections.get_section(one).site_part for one in (first, second)] == ["", "header"]
    with pytest.raises(Conflict, match="header of every page"):
        sections.delete_section(second)
    sections.show_on_every_page(second, part=None)
    assert "data-block-part" not in canvas(about)


def test_a_section_is_edited_without_the_sites_header(ada, home):
    section_id = home.share(part=SitePart.HEADER)

    context = canvas_context(section_id, assets={})

    assert "data-block-part" not in render_page(documents.tree_at(section_id), context).html


def test_sections_are_not_listed_as_pages(ada, home, about):
    section_id = home.share()

    assert [page.title for page in pages.list_pages(ada.site_id)] == ["Home", "About"]
    assert pages.get_home(ada.site_id).id == home.page_id
    assert [card.pages for card in sites.list_sites()] == [2]
    assert str(section_id) not in canvas_context(home.page_id, assets={}).pages.by_id
    for refuse in (pages.get_page, pages.delete_page, pages.set_home_page):
        with pytest.raises(NotFound):
            refuse(section_id)
    home.undo()
    sections.delete_section(section_id)
    assert pages.list_trash(ada.site_id) == []


def test_sections_of_another_site_or_tenant_are_not_found(people, ada, home):
    section_id = home.share()

    with pytest.raises(NotFound):
        editing.insert_shared(home.page_id, uuid4(), gesture=Gesture())
    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id):
        for act in (
            sections.get_section,
            sections.delete_section,
            lambda one: editing.insert_shared(people.carol.page_id, one, gesture=Gesture()),
        ):
            with pytest.raises(NotFound):
                act(section_id)


def test_a_page_can_omit_the_header_and_show_it_again(ada, home, about):
    section_id = home.share(part=SitePart.HEADER)

    sections.hide_part(about.page_id, part=SitePart.HEADER, gesture=Gesture())
    assert "data-block-part" not in canvas(about)
    about.undo()
    assert "data-block-part" in canvas(about)
    about.redo()
    sections.show_part(about.page_id, part=SitePart.HEADER, gesture=Gesture())
    assert "data-block-part" in canvas(about)
    with pytest.raises(Invalid):
        sections.hide_part(section_id, part=SitePart.HEADER, gesture=Gesture())
