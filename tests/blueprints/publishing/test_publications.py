"""Publishing over HTTP."""

from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from app.services import publishing
from app.services.publishing import lease as leases
from app.tenancy import tenant_scope
from tests.factories import People, Person
from tests.services.publishing.support import change, live_build, publish

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ada(client: FlaskClient, people: People) -> Person:
    people.ada.sign_in(client)
    return people.ada


def request_publication(client: FlaskClient, person: Person) -> tuple[UUID, str]:
    response = client.post(f"/sites/{person.site_id}/publications", headers=HTMX)
    assert response.status_code == 200, response.text
    return UUID(response.text.split('id="publication-')[1].split('"')[0]), response.text


def test_publishing_responds_with_a_fragment_that_polls(client, ada):
    build, html = request_publication(client, ada)

    assert html.lstrip().startswith("<div")
    assert f'hx-get="/sites/{ada.site_id}/publications/{build}"' in html
    assert 'hx-trigger="every 700ms"' in html
    assert "Getting ready" in html


def test_the_fragment_shows_the_live_address_and_stops_polling(client, ada):
    build, _ = request_publication(client, ada)
    with tenant_scope(ada.tenant_id):
        publishing.publish(build)

    html = client.get(f"/sites/{ada.site_id}/publications/{build}", headers=HTMX).text

    assert "every 700ms" not in html
    assert "Live at" in html
    assert 'href="http://ada.localhost:8080/"' in html
    assert 'data-copy="http://ada.localhost:8080/"' in html


def test_publishing_without_scripts_redirects_to_the_list(client, ada):
    response = client.post(f"/sites/{ada.site_id}/publications")

    assert response.status_code == 303
    html = client.get(response.headers["Location"]).text
    assert "Getting ready to publish" in html
    assert 'aria-current="page">Publish' in html


def test_the_list_shows_each_publication_with_its_log_and_a_rollback(client, ada):
    first, second = publish(ada), publish(ada)

    html = client.get(f"/sites/{ada.site_id}/publications").text

    assert html.count("What happened</summary>") == 2
    assert "Ada started the publication." in html
    assert f"/publications/{first}/rollbacks" in html
    assert f"/publications/{second}/rollbacks" not in html


def test_a_publication_whose_files_were_deleted_offers_no_rollback(client, ada, admin_engine):
    first = publish(ada)
    publish(ada)
    with admin_engine.begin() as connection:
        connection.execute(
            text("UPDATE site_builds SET cleared_at = now() WHERE id = :build"), {"build": first}
        )

    assert f"/publications/{first}/rollbacks" not in client.get(f"/sites/{ada.site_id}/publications").text


def test_the_list_shows_author_changes_size_and_duration(client, ada):
    publish(ada)

    html = client.get(f"/sites/{ada.site_id}/publications").text

    assert "by Ada" in html
    assert "Changed: Home" in html
    assert " kB</span>" in html
    assert " s</span>" in html


def test_the_editor_shows_a_running_publication_after_a_reload(client, ada):
    build, _ = request_publication(client, ada)
    editor = f"/pages/{ada.page_id}/edit"
    assert f'id="publication-{build}"' in client.get(editor).text

    with tenant_scope(ada.tenant_id):
        publishing.publish(build)

    assert f'id="publication-{build}"' not in client.get(editor).text


def test_a_running_publication_shows_its_current_step_and_progress(client, ada):
    build, _ = request_publication(client, ada)
    with tenant_scope(ada.tenant_id):
        lease = leases.acquire(build)
        lease.renew(message="Preparing 1,000 pages.", pages_total=1000, pages_done=240)

    html = client.get(f"/sites/{ada.site_id}/publications/{build}", headers=HTMX).text

    assert ">Preparing 1,000 pages.</p>" in html
    assert 'data-progress="Publishing, 240 of 1,000"' in html


def test_a_publication_without_progress_is_shown_as_getting_ready(client, ada):
    build, _ = request_publication(client, ada)
    with tenant_scope(ada.tenant_id):
        leases.acquire(build)

    html = client.get(f"/sites/{ada.site_id}/publications/{build}", headers=HTMX).text

    assert ">Getting ready to publish…</p>" in html


def test_pages_with_unpublished_changes_are_listed(client, ada, admin_engine):
    here = f"/sites/{ada.site_id}/publications"
    publish(ada)
    assert "Pages with changes" not in client.get(here).text

    change(admin_engine, "UPDATE pages SET revision = revision + 1")

    assert "Pages with changes: Home" in client.get(here).text


def test_a_running_publication_lists_the_pages_that_will_go_live(client, ada, admin_engine):
    publish(ada)
    build, html = request_publication(client, ada)
    assert "Going live" not in html

    change(admin_engine, "UPDATE pages SET revision = revision + 1")
    html = client.get(f"/sites/{ada.site_id}/publications/{build}", headers=HTMX).text

    assert "Going live: Home<" in html


def test_a_live_publication_lists_the_pages_that_changed(client, ada):
    here = f"/sites/{ada.site_id}/publications"
    first, second = publish(ada), publish(ada)

    assert "Changed: " in client.get(f"{here}/{first}", headers=HTMX).text
    assert (
        "Nothing had changed since the last publication." in client.get(f"{here}/{second}", headers=HTMX).text
    )


def test_the_list_says_when_a_publication_changed_nothing(client, ada):
    publish(ada)
    assert "Nothing had changed" not in client.get(f"/sites/{ada.site_id}/publications").text

    publish(ada)

    assert client.get(f"/sites/{ada.site_id}/publications").text.count("Nothing had changed") == 1


def test_a_duration_of_zero_is_shown_as_at_once(client, ada, admin_engine):
    publish(ada)
    change(admin_engine, "UPDATE site_builds SET completed_at = created_at")

    assert "<span>instantly</span>" in client.get(f"/sites/{ada.site_id}/publications").text


def test_rolling_back_shows_the_earlier_publication(client, ada):
    first = publish(ada)
    publish(ada)

    response = client.post(f"/publications/{first}/rollbacks")

    assert response.status_code == 303
    html = client.get(response.headers["Location"]).text
    assert 'Restored <a href="#build-' in html
    with tenant_scope(ada.tenant_id):
        assert publishing.get_build(live_build(ada)).kind == "rollback"


def test_a_publication_of_another_tenant_or_site_is_not_found(client, ada, people):
    theirs = publish(people.carol)
    ours = publish(ada)

    for address in (
        f"/sites/{people.carol.site_id}/publications/{theirs}",
        f"/sites/{ada.site_id}/publications/{theirs}",
        f"/sites/{people.carol.site_id}/publications/{ours}",
        f"/sites/{ada.site_id}/publications/{uuid4()}",
        f"/sites/{people.carol.site_id}/publications",
    ):
        assert client.get(address, headers=HTMX).status_code == 404
    assert client.post(f"/publications/{theirs}/rollbacks").status_code == 404
    assert client.post(f"/sites/{people.carol.site_id}/publications").status_code == 404


def test_a_failed_publication_shows_the_reason(client, ada, admin_engine):
    with admin_engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE template_versions SET html_source = E'<html>\\n{{ head }}{{ blocks }}{{ nope() }}'"
        )
    build, _ = request_publication(client, ada)
    with tenant_scope(ada.tenant_id):
        publishing.publish(build)

    html = client.get(f"/sites/{ada.site_id}/publications/{build}", headers=HTMX).text

    assert "line 2" in html
    assert "Readers still see your site as it was before." in html
    assert "hx-get" not in html


def test_a_running_publication_can_be_stopped(client, ada):
    build, html = request_publication(client, ada)
    assert f'action="/publications/{build}/cancellations"' in html

    response = client.post(f"/publications/{build}/cancellations", headers=HTMX)

    assert "Stopped. Readers still see your site as it was before." in response.text
    assert "Publish again" in response.text
    assert "hx-get" not in response.text
    assert response.headers["HX-Trigger"] == "publication-finished"
    listed = client.get(f"/sites/{ada.site_id}/publications").text
    assert "> Stopped </p>" in " ".join(listed.split())
    assert "stopped by Ada" in listed


def test_stopping_without_scripts_redirects_to_the_list(client, ada):
    build, _ = request_publication(client, ada)

    response = client.post(f"/publications/{build}/cancellations")

    assert response.status_code == 303
    assert "Readers still see your site as it was before." in client.get(response.headers["Location"]).text


def test_stopping_a_live_publication_gets_a_message_and_its_address(client, ada):
    build = publish(ada)

    html = client.post(f"/publications/{build}/cancellations", headers=HTMX).text

    assert "It went live a moment before you stopped it." in html
    assert "Live at" in html


def test_read_only_members_cannot_stop_publications_and_other_tenants_builds_are_not_found(
    client, ada, people, admin_engine
):
    build, _ = request_publication(client, ada)
    with admin_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE memberships SET role = 'viewer'")

    html = client.get(f"/sites/{ada.site_id}/publications/{build}", headers=HTMX).text

    assert "Getting ready" in html
    assert "/cancellations" not in html
    assert client.post(f"/publications/{build}/cancellations").status_code == 403
    with tenant_scope(people.carol.tenant_id):
        theirs = publishing.request_publication(people.carol.site_id).id
    with admin_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE memberships SET role = 'owner'")
    assert client.post(f"/publications/{theirs}/cancellations").status_code == 404


def test_the_author_is_told_about_an_edge_that_cannot_show_the_publication_yet(client, ada, admin_engine):
    report = (
        "INSERT INTO edge_reports VALUES (:tenant, :site, :edge, :full, now() - make_interval(secs => :age))"
    )
    facts = {"tenant": ada.tenant_id, "site": ada.site_id}
    change(admin_engine, report, **facts, edge=uuid4(), full=False, age=90)
    address = f"/sites/{ada.site_id}/delivery"
    assert "hx-get" not in client.get(address, headers=HTMX).text

    change(admin_engine, report, **facts, edge=uuid4(), full=True, age=2)

    html = client.get(address, headers=HTMX).text
    assert "one of our servers is full" in html
    assert f'hx-get="{address}" hx-trigger="load delay:5s"' in html
    assert "servers is full" in client.get(f"/sites/{ada.site_id}/publications").text


def test_the_delivery_of_a_live_publication_is_checked_once(client, ada):
    build, _ = request_publication(client, ada)
    with tenant_scope(ada.tenant_id):
        publishing.publish(build)

    html = client.get(f"/sites/{ada.site_id}/publications/{build}", headers=HTMX).text

    assert f'hx-get="/sites/{ada.site_id}/delivery" hx-trigger="load delay:2s"' in html
