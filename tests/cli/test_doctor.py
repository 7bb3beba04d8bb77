"""`quillspace doctor` reports problems with advice and never crashes."""

import logging
import re
from contextlib import closing

import psycopg
import pytest
from rq import Worker

from app.cli.doctor import database, machine, queue
from app.cli.doctor.checks import CHECKS
from app.cli.doctor.finding import Check, Verdict
from app.cli.doctor.running import examine
from app.config import load_config
from app.jobs.queueing import QUEUES, worker_connection
from app.jobs.queueing import queue as job_queue
from app.services import publishing
from app.tenancy import tenant_scope
from tests import house
from tests.services.publishing.support import change


@pytest.fixture
def admin(config):
    with psycopg.connect(house.admin_url(config), autocommit=True) as connection:
        yield connection


def test_stopped_components_are_reported_with_exit_code_one(quillspace, monkeypatch):
    monkeypatch.setattr(queue, "PATIENCE", 0.0)
    result = quillspace("doctor")
    assert result.exit_code == 1
    assert "BAD   web               no response on port 1" in result.output
    assert "-> Start QuillSpace with `quillspace up`." in result.output
    assert "ok    database          PostgreSQL 18" in result.output


def test_a_missing_installation_is_reported(tmp_path):
    config = load_config({"QUILLSPACE_HOME": str(tmp_path), "QUILLSPACE_PORT": "1"})
    findings = [examine(check, config) for check in CHECKS]
    unreachable = {finding.part for finding in findings if finding.verdict is Verdict.BAD}
    assert {"database", "queue", "workers", "web", "secret key", "edge agent"} <= unreachable
    assert [
        finding.part for finding in findings if finding.verdict is Verdict.BAD and not finding.advice
    ] == []


def test_a_login_that_bypasses_row_level_security_is_reported(config, admin):
    admin.execute("ALTER ROLE quillspace_app BYPASSRLS")
    try:
        finding = database.check_roles(config)
    finally:
        admin.execute("ALTER ROLE quillspace_app NOBYPASSRLS")
    assert finding.verdict is Verdict.BAD
    assert finding.summary.startswith("quillspace_app can bypass row-level security")


def test_a_table_without_row_level_security_is_reported(config, admin):
    admin.execute("ALTER TABLE pages NO FORCE ROW LEVEL SECURITY")
    try:
        finding = database.check_isolation(config)
    finally:
        admin.execute("ALTER TABLE pages FORCE ROW LEVEL SECURITY")
    assert finding.verdict is Verdict.BAD
    assert "pages" in finding.summary


def test_an_outdated_schema_is_reported_with_the_command_that_migrates_it(config, admin):
    newest = admin.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    admin.execute("UPDATE alembic_version SET version_num = '0001_people'")
    try:
        finding = database.check_schema(config)
    finally:
        admin.execute("UPDATE alembic_version SET version_num = %s", (newest,))
    assert (finding.verdict, finding.advice) == (Verdict.BAD, "Run `quillspace migrate`.")


def test_a_short_secret_is_reported(tmp_path):
    finding = machine.check_secret(load_config({"QUILLSPACE_HOME": str(tmp_path), "SECRET_KEY": "short"}))
    assert finding.verdict is Verdict.BAD


def test_publications_that_failed_permanently_are_listed(people, config, admin_engine):
    assert database.check_publications(config).verdict is Verdict.GOOD
    with tenant_scope(people.ada.tenant_id):
        build = publishing.request_publication(people.ada.site_id)
    change(
        admin_engine,
        "UPDATE site_builds SET status = 'error', attempts = 3, error = 'No room.', completed_at = now() "
        "WHERE id = :id",
        id=build.id,
    )

    found = database.check_publications(config)

    assert found.verdict is Verdict.NOTE
    assert str(people.ada.site_id) in found.summary
    assert "No room." in found.summary


def test_parked_work_is_counted_by_kind(people, config, admin_engine):
    assert queue.check_parked_work(config).verdict is Verdict.GOOD
    change(
        admin_engine,
        "INSERT INTO outbox (tenant_id, topic, payload, dispatched_at, parked_at) "
        "SELECT :t, 'mail', '{}', now(), now() FROM generate_series(1, 3)",
        t=people.ada.tenant_id,
    )
    found = queue.check_parked_work(config)
    assert (found.verdict, found.summary) == (Verdict.NOTE, "mail 3")
    assert "`quillspace parked list`" in found.advice


def test_connections_that_run_out_are_noted(config, monkeypatch):
    assert database.check_connections(config).verdict is Verdict.GOOD
    monkeypatch.setattr(database, "BUSY", 0.0)
    assert database.check_connections(config).verdict is Verdict.NOTE


def test_an_extension_that_is_missing_is_named(config, monkeypatch):
    assert database.check_extensions(config).verdict is Verdict.GOOD
    monkeypatch.setattr(database, "EXTENSIONS", ("plpgsql", "pg_prewarm"))
    assert database.check_extensions(config).summary == "pg_prewarm is missing"


def test_the_migrations_need_no_other_extensions():
    text = "".join(path.read_text() for path in (house.ROOT / "migrations").rglob("*.py"))
    languages = set(re.findall(r"LANGUAGE (\w+)", text))
    assert languages - {"sql"} <= set(database.EXTENSIONS)
    assert "CREATE EXTENSION" not in text


def test_a_worker_that_was_killed_is_not_counted(clean_database, monkeypatch):
    monkeypatch.setattr(queue, "PATIENCE", 0.0)
    queues = [job_queue(each) for each in QUEUES]
    with closing(worker_connection("alive-1")) as connection:
        Worker(queues, name="alive-1", connection=connection).register_birth()
        with closing(worker_connection("killed-2")) as killed:
            Worker(queues, name="killed-2", connection=killed).register_birth()
        found = queue.check_workers(clean_database)
    assert (found.verdict, found.summary) == (Verdict.GOOD, "1 running; queued: nothing")
    assert queue.check_workers(clean_database).verdict is Verdict.BAD


def test_the_command_leaves_logging_as_it_was(quillspace, monkeypatch):
    monkeypatch.setattr(queue, "PATIENCE", 0.0)
    quillspace("doctor", "--json")
    assert logging.getLogger("quillspace.relay").isEnabledFor(logging.INFO)


def test_the_manual_explains_every_check():
    rows = re.findall(r"^\| (`[^|]*) \|", (house.ROOT / "docs" / "operator.md").read_text(), re.MULTILINE)
    explained = {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)}
    assert {Check.id_of(check.part) for check in CHECKS} - explained == set()
