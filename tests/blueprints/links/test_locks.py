import pytest

from app.services import locks
from app.tenancy import tenant_scope


@pytest.mark.parametrize("of", ["page", "site"])
def test_a_password_is_set_and_taken_away(client, people, of):
    people.ada.sign_in(client)
    here = f"/pages/{people.ada.page_id}/lock" if of == "page" else f"/sites/{people.ada.site_id}/lock"
    page_id = people.ada.page_id if of == "page" else None

    def is_locked():
        with tenant_scope(people.ada.tenant_id):
            return locks.is_locked(people.ada.site_id, page_id)

    assert client.post(here, data={"password": "abc"}).status_code == 422
    assert not is_locked()
    client.post(here, data={"password": "open sesame"})
    assert is_locked()
    assert "Only readers with the password" in client.get(here).text
    assert "open sesame" not in client.get(here).text
    client.post(here, data={"open": "1"})
    assert not is_locked()
