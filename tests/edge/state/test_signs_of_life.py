"""Edges tell the database that they are alive and whether they are behind, and doctor reads it on any machine."""

from contextlib import contextmanager, suppress

import psycopg
import pytest

from app.cli.doctor import edge as doctor
from app.cli.doctor.finding import Verdict
from app.edge import agent as agent_module
from tests import house
from tests.edge.state.support import following, go_live_with_missing_build, page
from tests.services.publishing.support import change, publish
from tests.waiting import wait_for


@pytest.fixture(autouse=True)
def _often(monkeypatch):
    monkeypatch.setattr(agent_module, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(agent_module, "POLL_SECONDS", 0.1)


def rows(config):
    with psycopg.connect(house.admin_url(config), autocommit=True) as admin:
        return admin.execute("SELECT id, heard_at, behind_since FROM edges ORDER BY id").fetchall()


def age(engine, column, minutes=2):
    change(engine, f"UPDATE edges SET {column} = now() - make_interval(mins => :m)", m=minutes)


def test_every_edge_gives_signs_of_life_under_its_own_id(clean_database, people, tmp_path):
    with following(clean_database, tmp_path / "one"), following(clean_database, tmp_path / "two"):
        first = rows(clean_database)
        wait_for(lambda: all(new[1] > old[1] for old, new in zip(first, rows(clean_database), strict=True)))
        assert [behind for _id, _heard, behind in first] == [None, None]
        assert doctor.check_all_agents(clean_database).summary == "2 known, all up to date"
    with following(clean_database, tmp_path / "one"):
        assert {row[0] for row in rows(clean_database)} == {row[0] for row in first}


def test_an_edge_says_since_when_it_is_behind_and_that_it_has_caught_up(
    clean_database, people, admin_engine, tmp_path
):
    build = publish(people.ada)
    with following(clean_database, tmp_path / "edge") as agent:
        wait_for(lambda: page(agent, "ada.localhost"))
        go_live_with_missing_build(admin_engine, people.ada)
        wait_for(lambda: rows(clean_database)[0][2])
        since = rows(clean_database)[0][2]
        heard = rows(clean_database)[0][1]
        wait_for(lambda: rows(clean_database)[0][1] > heard)
        assert rows(clean_database)[0][2] == since

        age(admin_engine, "behind_since")
        found = doctor.check_all_agents(clean_database)
        assert (found.verdict, "has served an earlier build" in found.summary) == (Verdict.BAD, True)

        change(
            admin_engine, "UPDATE sites SET live_build_id = :b WHERE id = :s", b=build, s=people.ada.site_id
        )
        change(
            admin_engine,
            "INSERT INTO edge_events (tenant_id, kind, site_id) VALUES (:t, 'build', :s)",
            t=people.ada.tenant_id,
            s=people.ada.site_id,
        )
        wait_for(lambda: rows(clean_database)[0][2] is None)


def test_doctor_names_an_edge_on_another_machine_that_is_away(clean_database, admin_engine):
    insert = "INSERT INTO edges (id, name) VALUES (gen_random_uuid(), 'edge-in-oslo')"
    change(admin_engine, insert)
    assert doctor.check_all_agents(clean_database).verdict is Verdict.GOOD

    age(admin_engine, "heard_at")
    found = doctor.check_all_agents(clean_database)
    assert found.verdict is Verdict.BAD
    assert found.summary.startswith("the edge on edge-in-oslo has not been heard from for 12")

    age(admin_engine, "heard_at", minutes=25 * 60)
    assert doctor.check_all_agents(clean_database).verdict is Verdict.GOOD


@contextmanager
def without_the_table(config):
    with psycopg.connect(house.admin_url(config), autocommit=True) as admin:
        admin.execute("ALTER TABLE edges RENAME TO edges_of_the_next_release")
        try:
            yield
        finally:
            with suppress(psycopg.errors.DuplicateTable):
                admin.execute("ALTER TABLE edges_of_the_next_release RENAME TO edges")


def test_an_edge_works_before_the_database_is_migrated(clean_database, people, tmp_path):
    with without_the_table(clean_database), following(clean_database, tmp_path / "edge") as agent:
        publish(people.ada)
        wait_for(lambda: page(agent, "ada.localhost"))
