"""Revoked content is removed at once, even if the store fails, the disk is full or another site cannot be laid out."""

import threading
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import text

from app import extensions
from app.adapters.object_store import open_store
from app.edge import agent as agents
from app.edge.disk import APART
from app.edge.disk import layout as layouts
from app.edge.disk.layout import ADDRESSES
from app.edge.state import ChangeFeed, Changes
from app.services import previews, redirects, site_passwords
from app.tenancy import tenant_scope
from tests.edge.state.support import following, go_live_with_missing_build, page, wait_for
from tests.edge.state.test_previews import make
from tests.services.publishing.support import change, publish, store
from tests.tiny_disk import tiny_disk
from tests.weather import Fault, faulty_proxy

NOTICE = "INSERT INTO edge_events (tenant_id, kind, site_id, hostname) VALUES (:t, 'host', :s, :h)"
HOST, OTHER = "ada.localhost", "carol.localhost"


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    """Shorten the retry interval."""
    monkeypatch.setattr(agents, "RETRY_SECONDS", 0.5)


def published(agent, *people) -> list:
    """Publish these people's sites, wait until the edge shows them, and return the builds."""
    builds = [publish(person) for person in people]
    wait_for(
        lambda: all("Dear reader" in page(agent, f"{person.name.lower()}.localhost") for person in people)
    )
    return builds


def lock(person, page_id=None) -> None:
    with tenant_scope(person.tenant_id, user_id=person.id):
        site_passwords.set_lock(person.site_id, page_id, "open sesame")


def remove_host(engine, person, host=HOST) -> None:
    change(engine, "DELETE FROM hosts WHERE hostname = :h", h=host)
    change(engine, NOTICE, t=person.tenant_id, s=person.site_id, h=host)


def test_a_password_applies_to_the_current_build_while_the_newest_cannot_be_laid_out(
    people, agent, admin_engine
):
    ada = people.ada
    published(agent, ada)
    go_live_with_missing_build(admin_engine, ada)
    wait_for(lambda: agent.failed)
    assert page(agent, HOST)

    lock(ada, ada.page_id)
    wait_for(lambda: not page(agent, HOST))
    assert page(agent, HOST, "404.html")

    lock(ada)
    wait_for(lambda: not page(agent, HOST, "404.html"))


def test_a_site_is_withheld_while_its_locked_page_cannot_be_separated(people, agent, admin_engine):
    (build,) = published(agent, people.ada)
    obstacle = agent.layout.home / APART / str(build)
    obstacle.write_text("in the way")

    lock(people.ada, people.ada.page_id)
    wait_for(lambda: not page(agent, HOST, "404.html"))
    assert agent.fetch_host(HOST) is False
    assert not page(agent, HOST)

    obstacle.unlink()
    wait_for(lambda: page(agent, HOST, "404.html"))
    assert not page(agent, HOST)


@pytest.mark.parametrize("left", [None, ""])
def test_a_build_whose_page_paths_are_lost_shows_no_locked_page(
    people, clean_database, tmp_path, admin_engine, left
):
    lock(people.ada, people.ada.page_id)
    with following(clean_database, tmp_path / "edge") as agent:
        build = publish(people.ada)
        wait_for(lambda: page(agent, HOST, "404.html"))
        agent.layout.separate_pages(build, [])
    addresses = agent.layout.home / ADDRESSES / f"{build}.json"
    addresses.unlink() if left is None else addresses.write_text(left)
    data = store().read_manifest(people.ada.tenant_id, build)
    store().delete_manifest(people.ada.tenant_id, build)
    # A restarted process has an empty cache.
    layouts._read_addresses.cache_clear()

    with following(clean_database, tmp_path / "edge") as agent:
        assert not page(agent, HOST)
        store().put_manifest(people.ada.tenant_id, build, data)
        wait_for(lambda: page(agent, HOST, "404.html"))
        assert not page(agent, HOST)


def test_redirects_passwords_and_removed_hosts_apply_on_a_full_disk(
    people, clean_database, admin_engine, tmp_path
):
    ada, carol = people.ada, people.carol
    with tiny_disk(tmp_path / "disk", "8m") as disk, following(clean_database, disk.path / "edge") as agent:
        published(agent, ada, carol)
        disk.fill()
        with tenant_scope(ada.tenant_id, user_id=ada.id):
            redirects.add_redirect(ada.site_id, from_path="/old", target="/")
        wait_for(lambda: "/old" in agent.rules.get(ada.site_id).redirects)

        lock(ada, ada.page_id)
        remove_host(admin_engine, carol, OTHER)
        wait_for(lambda: not page(agent, HOST) and not page(agent, OTHER))

        disk.empty()
        file = agent.layout.home / "redirects" / f"{ada.site_id}.json"
        wait_for(lambda: file.exists() and "/old" in file.read_text())


def test_revoking_does_not_wait_for_a_store_that_hangs(people, clean_database, admin_engine, tmp_path, weed):
    ada, carol = people.ada, people.carol
    with faulty_proxy(weed.ports[0]) as proxy:
        url = weed.url(weed.make_bucket(), read_timeout=60)
        extensions.configure(replace(clean_database, object_store_url=url))
        slow = open_store(url.replace(str(weed.ports[0]), str(proxy.port)))
        with following(clean_database, tmp_path / "edge", store=slow) as agent:
            published(agent, ada)
            proxy.seconds = 20
            proxy.inject(Fault.LATE)
            publish(carol)
            wait_for(lambda: proxy.hits)
            reader = threading.Thread(target=agent.fetch_host, args=[OTHER], daemon=True)
            reader.start()

            lock(ada, ada.page_id)
            wait_for(lambda: not page(agent, HOST))
            remove_host(admin_engine, ada)
            wait_for(lambda: not page(agent, HOST, "404.html"))
            assert reader.is_alive()
            assert not page(agent, OTHER)


def test_a_preview_revoked_during_an_outage_does_not_block_the_edge(
    people, clean_database, tmp_path, admin_engine
):
    preview = make(people.ada)
    store().delete_manifest(people.ada.tenant_id, preview.build_id)
    with following(clean_database, tmp_path / "edge") as agent:
        wait_for(lambda: preview.id in agent.failed)
        with admin_engine.connect() as connection:
            connection.execute(text("ALTER ROLE quillspace_edge NOLOGIN"))
            connection.commit()
            try:
                connection.execute(text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'quillspace_edge'"
                ))  # fmt: skip
                wait_for(lambda: not agent.confirmed_at)
                with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
                    previews.revoke_preview(preview.id)
                connection.execute(text("DELETE FROM edge_events"))
            finally:
                connection.execute(text("ALTER ROLE quillspace_edge LOGIN"))
                connection.commit()

        wait_for(lambda: agent.confirmed_at and not agent.failed)
        confirmed = agent.confirmed_at
        wait_for(lambda: agent.confirmed_at > confirmed + 2)


def test_a_site_unpublished_during_an_outage_is_removed(people, clean_database, tmp_path, admin_engine):
    with following(clean_database, tmp_path / "edge") as agent:
        (build,) = published(agent, people.ada)
        with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
            redirects.add_redirect(people.ada.site_id, from_path="/old", target="/")
        rules = agent.layout.home / "redirects" / f"{people.ada.site_id}.json"
        wait_for(rules.exists)
    change(admin_engine, "UPDATE sites SET live_build_id = NULL WHERE id = :s", s=people.ada.site_id)
    change(admin_engine, "DELETE FROM edge_events")

    with following(clean_database, tmp_path / "edge") as agent:
        assert list((agent.layout.home / "sites").iterdir()) == []
        assert list((agent.layout.home / "hosts").iterdir()) == []
        assert not agent.layout.has_build(build)


def test_a_password_set_during_an_outage_applies_even_if_the_build_is_missing(
    people, clean_database, tmp_path, admin_engine
):
    with following(clean_database, tmp_path / "edge") as agent:
        published(agent, people.ada)
    lock(people.ada)
    go_live_with_missing_build(admin_engine, people.ada)

    with following(clean_database, tmp_path / "edge") as agent:
        assert not page(agent, HOST, "404.html")


def test_a_report_about_a_deleted_site_does_not_fail_the_others(people, agent, admin_engine, caplog):
    published(agent, people.carol)
    go_live_with_missing_build(admin_engine, people.carol)
    wait_for(lambda: people.carol.site_id in agent.failed)
    agent.failed[uuid4()] = agent.failed[people.carol.site_id]

    def count_reports() -> int:
        with admin_engine.connect() as connection:
            return connection.scalar(text("SELECT count(*) FROM edge_reports"))

    wait_for(lambda: count_reports() == 1)
    confirmed = agent.confirmed_at
    wait_for(lambda: agent.confirmed_at > confirmed + 2)
    assert "The database is unreachable" not in caplog.text


def test_a_live_build_is_never_read_without_its_passwords(clean_database, people, admin_engine):
    ada = people.ada
    publish(ada)
    stopping = threading.Event()

    def alternate() -> None:
        """Alternate between two states, each set in one transaction: a live build without a lock, or the reverse."""
        lock = (
            "INSERT INTO site_locks (tenant_id, id, site_id, scope, password_hash, key) "
            "VALUES (:t, gen_random_uuid(), :s, 'site', 'x', 'k')"
        )
        who = {"t": ada.tenant_id, "s": ada.site_id}
        with admin_engine.connect() as connection:
            build = connection.scalar(
                text("SELECT live_build_id FROM sites WHERE id = :s"), {"s": ada.site_id}
            )
            while not stopping.is_set():
                connection.execute(
                    text("UPDATE sites SET live_build_id = NULL WHERE id = :s"), {"s": ada.site_id}
                )
                connection.execute(text(lock), who)
                connection.commit()
                connection.execute(text("DELETE FROM site_locks"))
                connection.execute(
                    text("UPDATE sites SET live_build_id = :b WHERE id = :s"), {"b": build, "s": ada.site_id}
                )
                connection.commit()

    alternating = threading.Thread(target=alternate)
    alternating.start()
    try:
        with ChangeFeed.follow(clean_database.database_edge_url) as feed:
            read = [feed.read_facts(Changes(sites={ada.site_id})) for _ in range(400)]
    finally:
        stopping.set()
        alternating.join()

    assert {(bool(facts.live), bool(facts.locks)) for facts in read} == {(True, False), (False, True)}
