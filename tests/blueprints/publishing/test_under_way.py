"""A publication that is under way when somebody opens a screen that shows it."""

import pytest

from app.services import publishing
from app.tenancy import tenant_scope


@pytest.mark.parametrize("path", ["/pages/{page}/edit", "/sites/{site}/publications"])
def test_a_screen_that_is_opened_meanwhile_shows_it(client, people, path):
    people.ada.sign_in(client)
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        build = publishing.request_publication(people.ada.site_id)

    answer = client.get(path.format(page=people.ada.page_id, site=people.ada.site_id))

    assert answer.status_code == 200
    assert f"/publications/{build.id}" in answer.text
