"""Screens that are opened during a publication show it."""

import pytest

from app.services import publishing
from app.tenancy import tenant_scope


@pytest.mark.parametrize("path", ["/pages/{page}/edit", "/sites/{site}/publications"])
def test_a_newly_opened_screen_shows_the_running_publication(client, people, path):
    people.ada.sign_in(client)
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        build = publishing.request_publication(people.ada.site_id)

    response = client.get(path.format(page=people.ada.page_id, site=people.ada.site_id))

    assert response.status_code == 200
    assert f"/publications/{build.id}" in response.text
