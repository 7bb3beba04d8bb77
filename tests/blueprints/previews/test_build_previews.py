"""Previews of an earlier publication, opened from the list of publications."""

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


def open_preview(client, build):
    return client.post(f"/publications/{build}/previews")


def test_an_earlier_publication_opens_in_a_new_tab(client, ada):
    earlier = publish(ada)
    publish(ada)
    html = client.get(f"/sites/{ada.site_id}/publications").text
    assert f'<form action="/publications/{earlier}/previews" method="post" target="_blank"' in html

    response = open_preview(client, earlier)

    (link,) = listed(ada)
    assert link.published_at is not None
    assert re.search(rf'href="{re.escape(link.url)}"[^>]* data-onward>Open it now<', response.text)


def test_an_existing_link_is_reused(client, ada):
    earlier = publish(ada)

    for _ in range(3):
        open_preview(client, earlier)

    assert len(listed(ada)) == 1


def test_a_link_that_is_about_to_expire_is_not_reused(client, ada, admin_engine):
    earlier = publish(ada)
    open_preview(client, earlier)
    change(admin_engine, "UPDATE previews SET expires_at = now() + interval '10 minutes'")

    response = open_preview(client, earlier)

    new, old = listed(ada)
    assert new.url in response.text
    assert old.url not in response.text


def test_at_the_link_limit_the_author_is_told_what_to_do(client, ada, monkeypatch):
    earlier = publish(ada)
    monkeypatch.setattr(previews, "MAX_LINKS", 0)

    response = client.post(f"/publications/{earlier}/previews", follow_redirects=True)

    assert "Please turn one off first." in response.text


def test_read_only_members_and_other_tenants_cannot_open_an_earlier_publication(
    client, ada, people, admin_engine
):
    earlier = publish(ada)
    change(admin_engine, "UPDATE memberships SET role = 'viewer' WHERE user_id = :id", id=ada.id)
    assert open_preview(client, earlier).status_code == 403

    people.carol.sign_in(client)
    assert open_preview(client, earlier).status_code == 404
