"""Previews on an edge with a real database: shown soon after they are built, and removed at once."""

import time

import pytest
from sqlalchemy import select, text

from app.delivery.preview_links import cookie_of
from app.edge.state import Snapshot
from app.models import Preview
from app.services import previews, publishing, site_passwords
from app.services.previews.secrets import secret_of
from app.tenancy import tenant_scope, transaction
from tests.edge.state.support import following, wait_for
from tests.edge.state.support import page as public_page
from tests.services.publishing.support import change, publish, store


@pytest.fixture
def agent(clean_database, tmp_path):
    with following(clean_database, tmp_path / "edge") as agent:
        yield agent


def page(agent, preview) -> str:
    """Return the home page as shown to a browser that opened the link, or "" if it is not shown."""
    host = agent.snapshot.host(preview.hostname)
    live = agent.snapshot.live.get(preview.id)
    cookie = cookie_of(secret_of(preview.id))
    if not (host and live and host.link.is_open_for({"qs-preview": cookie})):
        return ""
    file = agent.layout.home / "builds" / str(live.build_id) / "index.html"
    return file.read_text() if file.exists() else ""


def make(ada, **more) -> Preview:
    """Create a preview link and finish its build."""
    with tenant_scope(ada.tenant_id, user_id=ada.id), transaction() as session:
        made = previews.create_preview(ada.site_id, **({"days": 7} | more))
        preview = session.scalars(select(Preview).where(Preview.id == made)).one()
    with tenant_scope(ada.tenant_id):
        publishing.publish(preview.build_id)
    return preview


def test_a_preview_is_shown_only_with_its_link(people, agent):
    preview = make(people.ada)

    wait_for(lambda: "Dear reader" in page(agent, preview))
    assert public_page(agent, preview.hostname) == ""
    assert public_page(agent, "ada.localhost") == ""


def test_a_revoked_preview_and_its_files_are_removed_at_once(people, agent):
    publish(people.ada)
    preview = make(people.ada)
    wait_for(lambda: page(agent, preview))

    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        previews.revoke_preview(preview.id)

    wait_for(lambda: not page(agent, preview))
    assert agent.snapshot.host(preview.hostname) is None
    wait_for(lambda: not (agent.layout.home / "builds" / str(preview.build_id)).exists())
    assert "Dear reader" in public_page(agent, "ada.localhost")


def test_an_expired_preview_is_removed_without_an_event(people, agent, admin_engine):
    preview = make(people.ada)
    change(
        admin_engine,
        "UPDATE previews SET expires_at = now() + interval '4 seconds' WHERE id = :id",
        id=preview.id,
    )
    change(
        admin_engine,
        "INSERT INTO edge_events (tenant_id, kind, site_id) VALUES (:tenant, 'preview', :id)",
        tenant=people.ada.tenant_id,
        id=preview.id,
    )
    wait_for(lambda: (host := agent.snapshot.host(preview.hostname)) and host.link.until < time.time() + 5)

    wait_for(lambda: not page(agent, preview))


def test_a_restarted_agent_shows_only_valid_previews(people, clean_database, tmp_path):
    active, revoked = make(people.ada), make(people.ada)
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        previews.revoke_preview(revoked.id)

    with following(clean_database, tmp_path / "edge") as agent:
        assert "Dear reader" in page(agent, active)
        assert page(agent, revoked) == ""
    saved = Snapshot.load(tmp_path / "edge" / "snapshot.json").hosts[active.hostname]
    assert saved.link.until == pytest.approx(active.expires_at.timestamp())


def test_a_locked_page_is_in_the_preview_and_stays_locked_on_the_site(people, agent):
    ada = people.ada
    live = publish(ada)
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        site_passwords.set_lock(ada.site_id, ada.page_id, "open sesame")
    live = publish(ada)
    wait_for(lambda: public_page(agent, "ada.localhost") == "" and agent.snapshot.live)

    preview = make(ada, build_id=live)

    wait_for(lambda: "Dear reader" in page(agent, preview))
    assert public_page(agent, "ada.localhost") == ""


def test_the_snapshot_on_disk_contains_no_secret(people, agent):
    preview = make(people.ada)
    file = agent.layout.home / "snapshot.json"
    wait_for(lambda: preview.hostname in file.read_text())
    secret = secret_of(preview.id)

    saved = file.read_text()

    assert secret not in saved
    assert cookie_of(secret) not in saved


def test_a_preview_that_cannot_be_laid_out_does_not_block_sites_and_is_retried(
    people, clean_database, tmp_path, admin_engine
):
    preview = make(people.ada)
    data = store().read_manifest(people.ada.tenant_id, preview.build_id)
    store().delete_manifest(people.ada.tenant_id, preview.build_id)

    with following(clean_database, tmp_path / "edge") as agent:
        wait_for(lambda: preview.id in agent.failed)
        publish(people.carol)
        wait_for(lambda: "Dear reader" in public_page(agent, "carol.localhost"))
        with admin_engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM edge_reports")) == 0

        store().put_manifest(people.ada.tenant_id, preview.build_id, data)
        wait_for(lambda: "Dear reader" in page(agent, preview))
