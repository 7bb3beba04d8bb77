"""The agent with a real database: committed changes reach the disk, and the agent survives outages."""

import psycopg
import pytest
from sqlalchemy import text

from app.edge import agent as agent_module
from app.edge.agent import Agent
from app.edge.state import ChangeFeed
from app.services import domains, publishing, redirects, site_passwords, sites
from app.tenancy import tenant_scope
from tests.edge.state.support import following, go_live_with_missing_build, page, wait_for
from tests.services.publishing.support import change, publish, store


def test_a_publication_reaches_the_disk_without_waiting_for_the_next_poll(
    people, clean_database, tmp_path, monkeypatch
):
    monkeypatch.setattr(agent_module, "POLL_SECONDS", 60)
    with following(clean_database, tmp_path / "edge") as agent:
        publish(people.ada)

        wait_for(lambda: "Dear reader" in page(agent, "ada.localhost"))


def test_builds_published_before_the_start_are_laid_out_at_the_start(people, clean_database, tmp_path):
    publish(people.ada)
    publish(people.carol)

    with following(clean_database, tmp_path / "edge") as agent:
        assert "Dear reader" in page(agent, "ada.localhost")
        assert "Dear reader" in page(agent, "carol.localhost")


def test_a_rollback_is_shown_at_once(people, agent, admin_engine):
    first = publish(people.ada)
    change(admin_engine, "UPDATE sites SET name = 'Second'")
    publish(people.ada)
    wait_for(lambda: "Second" in page(agent, "ada.localhost"))

    with tenant_scope(people.ada.tenant_id):
        publishing.roll_back(people.ada.site_id, first)

    wait_for(lambda: "Second" not in page(agent, "ada.localhost"))


def test_a_new_host_name_shows_the_site_and_the_old_one_redirects(people, agent):
    publish(people.ada)
    wait_for(lambda: page(agent, "ada.localhost"))

    with tenant_scope(people.ada.tenant_id):
        domains.assign_subdomain(sites.get_site(people.ada.site_id), "lovelace")

    wait_for(lambda: page(agent, "lovelace.localhost"))
    wait_for(lambda: not page(agent, "ada.localhost"))
    assert agent.snapshot.hosts["ada.localhost"].redirects_to == "lovelace.localhost"


def test_redirects_and_moved_pages_reach_the_edge_and_survive_its_restart(
    people, agent, admin_engine, tmp_path
):
    publish(people.ada)
    with tenant_scope(people.ada.tenant_id):
        redirects.add_redirect(people.ada.site_id, from_path="/old", target="/")

    def rules():
        return agent.rules.get(people.ada.site_id)

    wait_for(lambda: "/old" in rules().redirects)
    change(admin_engine, "UPDATE pages SET slug = 'first' WHERE id = :id", id=people.ada.page_id)
    publish(people.ada)
    wait_for(lambda: rules().former_addresses == (("/", str(people.ada.page_id)),))
    saved = tmp_path / "edge" / "redirects" / f"{people.ada.site_id}.json"
    wait_for(lambda: '"left": []' not in saved.read_text())

    again = Agent(home=tmp_path / "edge", dsn=lambda: "", store=store())
    assert again.rules.get(people.ada.site_id).to_json() == rules().to_json()


def test_a_password_removes_a_page_or_the_whole_site_from_the_public_folders_at_once(people, agent):
    publish(people.ada)
    wait_for(lambda: page(agent, "ada.localhost"))
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        site_passwords.set_lock(people.ada.site_id, people.ada.page_id, "secret")
        wait_for(lambda: not page(agent, "ada.localhost"))
        publish(people.ada)
        wait_for(lambda: page(agent, "ada.localhost", "404.html"))
        assert not page(agent, "ada.localhost")
        site_passwords.set_lock(people.ada.site_id, None, "secret")
        wait_for(lambda: not page(agent, "ada.localhost", "404.html"))
        site_passwords.remove_lock(people.ada.site_id, None)
        site_passwords.remove_lock(people.ada.site_id, people.ada.page_id)
        wait_for(lambda: page(agent, "ada.localhost"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE hosts SET state = 'disabled' WHERE hostname = 'ada.localhost'",
        "DELETE FROM hosts WHERE hostname = 'ada.localhost'",
    ],
)
def test_a_removed_host_name_stops_being_served_at_once(people, agent, admin_engine, statement):
    publish(people.ada)
    wait_for(lambda: page(agent, "ada.localhost"))

    change(admin_engine, statement)
    change(
        admin_engine,
        "INSERT INTO edge_events (tenant_id, kind, site_id, hostname) VALUES (:t, 'gone', :s, 'ada.localhost')",
        t=people.ada.tenant_id,
        s=people.ada.site_id,
    )

    wait_for(lambda: not page(agent, "ada.localhost"))
    assert "ada.localhost" not in agent.snapshot.hosts
    assert page(agent, "carol.localhost") == ""


def test_a_transaction_that_commits_late_is_not_skipped(clean_database, people, admin_engine):
    insert = "INSERT INTO edge_events (tenant_id, kind, hostname) VALUES (%s, 'host', %s)"
    with (
        ChangeFeed.follow(clean_database.database_edge_url) as feed,
        psycopg.connect(
            admin_engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
        ) as early,
    ):
        feed.read_all()
        early.execute(insert, [people.ada.tenant_id, "early.localhost"])
        for number in range(3):
            change(
                admin_engine,
                "INSERT INTO edge_events (tenant_id, kind, hostname) VALUES (:t, 'host', :h)",
                t=people.ada.tenant_id,
                h=f"late-{number}.localhost",
            )
        first = feed.read_changes().hostnames
        nothing = feed.read_changes().hostnames
        early.commit()
        second = feed.read_changes().hostnames

    assert first == {f"late-{number}.localhost" for number in range(3)}
    assert nothing == set()
    assert second == {"early.localhost"}


def test_the_agent_reconnects_after_its_connection_was_terminated(people, agent, admin_engine):
    with admin_engine.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'quillspace_edge'")
        )
    publish(people.ada)

    wait_for(lambda: page(agent, "ada.localhost"))


def test_a_build_that_cannot_be_laid_out_does_not_block_others(people, agent, admin_engine):
    change(admin_engine, "INSERT INTO hosts (tenant_id, id, site_id, hostname, kind, state) VALUES "
           "(:t, gen_random_uuid(), :s, 'second.localhost', 'subdomain', 'active')",
           t=people.ada.tenant_id, s=people.ada.site_id)  # fmt: skip
    build = publish(people.ada)
    wait_for(lambda: page(agent, "ada.localhost"))
    store().delete_manifest(people.ada.tenant_id, build)
    go_live_with_missing_build(admin_engine, people.ada)
    publish(people.carol)

    wait_for(lambda: page(agent, "carol.localhost"))
    assert "Dear reader" in page(agent, "ada.localhost")


def test_the_edge_role_sees_hosts_and_live_builds_and_nothing_else(clean_database, people):
    with psycopg.connect(clean_database.database_edge_url, autocommit=True) as connection:
        for table in ("pages", "site_builds", "users", "sessions", "memberships", "outbox", "audit_log"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM {table}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT name FROM sites")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE hosts SET state = 'active'")


def test_a_restart_during_a_store_outage_keeps_the_current_build(
    people, clean_database, tmp_path, admin_engine
):
    publish(people.ada)
    with following(clean_database, tmp_path / "edge") as agent:
        wait_for(lambda: page(agent, "ada.localhost"))
    change(admin_engine, "UPDATE sites SET name = 'Second'")
    build = publish(people.ada)
    data = store().read_manifest(people.ada.tenant_id, build)
    store().delete_manifest(people.ada.tenant_id, build)

    with following(clean_database, tmp_path / "edge") as agent:
        assert "Dear reader" in page(agent, "ada.localhost")
        store().put_manifest(people.ada.tenant_id, build, data)
        wait_for(lambda: "Second" in page(agent, "ada.localhost"))


def test_two_edges_follow_independently_and_a_stopped_one_catches_up(
    people, clean_database, admin_engine, tmp_path
):
    publish(people.ada)
    with following(clean_database, tmp_path / "first") as first:
        with following(clean_database, tmp_path / "second") as second:
            assert "Dear reader" in page(first, "ada.localhost")
            assert "Dear reader" in page(second, "ada.localhost")
        change(admin_engine, "UPDATE sites SET name = 'Second'")
        publish(people.ada)
        wait_for(lambda: "Second" in page(first, "ada.localhost"))
        assert "Second" not in page(second, "ada.localhost")
        # The missed events are gone, so only a full read can catch up.
        change(admin_engine, "DELETE FROM edge_events")

        with following(clean_database, tmp_path / "second") as second:
            assert "Second" in page(second, "ada.localhost")
            change(admin_engine, "UPDATE sites SET name = 'Third'")
            publish(people.ada)
            wait_for(
                lambda: "Third" in page(first, "ada.localhost") and "Third" in page(second, "ada.localhost")
            )
