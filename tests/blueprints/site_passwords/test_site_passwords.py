import pytest

from app.services import site_passwords
from app.tenancy import tenant_scope
from tests.services.publishing.support import publish


def test_lists_show_which_pages_and_sites_need_a_password(client, people):
    people.ada.sign_in(client)
    site = f"/sites/{people.ada.site_id}"
    publish(people.ada)
    lists = [f"{site}/pages", "/sites"]
    assert not any("Password-protected" in client.get(each).text for each in lists)

    client.patch(f"/pages/{people.ada.page_id}/password", data={"password": "open sesame"})
    assert ["Password-protected" in client.get(each).text for each in lists] == [True, False]
    assert "Readers need" not in client.get(f"{site}/publications").text

    client.patch(f"{site}/password", data={"password": "open sesame"})
    assert "Password-protected" in client.get("/sites").text
    assert f'Readers need <a href="{site}/password">a password</a>' in client.get(f"{site}/publications").text


@pytest.mark.parametrize("of", ["page", "site"])
def test_a_password_is_set_and_removed(client, people, of):
    people.ada.sign_in(client)
    here = (
        f"/pages/{people.ada.page_id}/password" if of == "page" else f"/sites/{people.ada.site_id}/password"
    )
    page_id = people.ada.page_id if of == "page" else None

    def is_locked():
        with tenant_scope(people.ada.tenant_id):
            return site_passwords.is_locked(people.ada.site_id, page_id)

    assert client.patch(here, data={"password": "abc"}).status_code == 422
    assert not is_locked()
    client.patch(here, data={"password": "open sesame"})
    assert is_locked()
    assert "Only readers with the password" in client.get(here).text
    assert "open sesame" not in client.get(here).text
    client.patch(here, data={"open": "1"})
    assert not is_locked()
