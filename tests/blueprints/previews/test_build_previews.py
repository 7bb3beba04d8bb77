"""A look at an earlier publication, before readers see it again."""

import re

import pytest

from app.services.previews import previews
from app.tenancy import tenant_scope
from tests.services.publishing.support import change, publish


@pytest.fixture
def ada(client, people):
    people.ada.sign_in(client)
    return people.ada


def listed(person):
    with tenant_scope(person.tenant_id, user_id=person.id):
        return previews.list_previews(person.site_id)


def look(client, build):
    return client.post(f"/publications/{build}/previews")


def test_a_look_opens_the_earlier_publication_in_a_new_tab(client, ada):
    earlier = publish(ada)
    publish(ada)
    html = client.get(f"/sites/{ada.site_id}/publications").text
    assert f'<form action="/publications/{earlier}/previews" method="post" target="_blank"' in html

    answer = look(client, earlier)

    (link,) = listed(ada)
    assert link.published_at is not None
    assert re.search(rf'href="{re.escape(link.url)}"[^>]* data-onward>Open it now<', answer.text)


def test_who_looks_again_opens_the_link_that_is_there(client, ada):
    earlier = publish(ada)

    for _ in range(3):
        look(client, earlier)

    assert len(listed(ada)) == 1


def test_a_link_that_is_about_to_end_is_not_opened_again(client, ada, admin_engine):
    earlier = publish(ada)
    look(client, earlier)
    change(admin_engine, "UPDATE previews SET expires_at = now() + interval '10 minutes'")

    answer = look(client, earlier)

    new, old = listed(ada)
    assert new.url in answer.text
    assert old.url not in answer.text


def test_without_room_for_a_link_the_author_is_told_what_to_do(client, ada, monkeypatch):
    earlier = publish(ada)
    monkeypatch.setattr(previews, "MAX_LINKS", 0)

    answer = client.post(f"/publications/{earlier}/previews", follow_redirects=True)

    assert "Please turn one off first." in answer.text


def test_who_only_reads_and_strangers_cannot_look(client, ada, people, admin_engine):
    earlier = publish(ada)
    change(admin_engine, "UPDATE memberships SET role = 'viewer' WHERE user_id = :id", id=ada.id)
    assert look(client, earlier).status_code == 403

    people.carol.sign_in(client)
    assert look(client, earlier).status_code == 404
