"""Messages for authors during an outage of the object store."""

import pytest

from app.adapters.object_store.errors import Cause
from app.services import publishing
from app.services.publishing.lease import WAITING
from app.tenancy import tenant_scope
from tests.blueprints.media.test_assets import upload
from tests.pictures import jpeg
from tests.services.publishing.support import live_build, publish

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ada(client, people):
    people.ada.sign_in(client)
    return people.ada


def test_a_publication_waiting_for_the_store_is_shown_as_such_and_can_be_stopped(client, ada, outage):
    outage.begin()
    with tenant_scope(ada.tenant_id):
        build = publishing.request_publication(ada.site_id).id
        publishing.publish(build)

    html = client.get(f"/sites/{ada.site_id}/publications/{build}", headers=HTMX).text

    assert str(Cause.AWAY).replace("'", "&#39;") in html
    assert WAITING in html
    assert f"/publications/{build}/cancellations" in html
    assert 'hx-trigger="every 700ms"' in html


@pytest.mark.parametrize("path", ["/publications/{build}/rollbacks", "/sites/{site}/previews"])
def test_actions_that_need_the_store_report_the_outage(client, ada, outage, path):
    first = publish(ada)
    second = publish(ada)
    outage.begin()

    response = client.post(path.format(build=first, site=ada.site_id), data={"show": str(first), "days": "7"})

    assert response.status_code == 303
    assert str(Cause.AWAY).replace("'", "&#39;") in client.get(response.headers["Location"]).text
    assert live_build(ada) == second


def test_an_upload_reports_the_outage(client, ada, outage):
    outage.begin()

    response = upload(client, jpeg())

    assert response.status_code == 503
    assert str(Cause.AWAY).replace("'", "&#39;") in response.text
