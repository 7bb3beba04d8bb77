"""`quillspace doctor` reports problems with advice and never crashes."""

import subprocess
import sys

import psycopg
import pytest

from app.cli.doctor import database, machine
from app.cli.doctor.checks import CHECKS
from app.cli.doctor.finding import Verdict
from app.cli.doctor.running import examine
from app.config import load_config
from app.services import publishing
from app.tenancy import tenant_scope
from tests import house
from tests.services.publishing.support import change


@pytest.fixture
def admin(config):
    with psycopg.connect(house.admin_url(config), autocommit=True) as connection:
        yield connection


def test_all_checks_pass_on_a_running_instance(running_quillspace):
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "doctor"],
        cwd=house.ROOT,
        env=running_quillspace.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "All checks passed.", done.stdout
    assert done.returncode == 0
    assert "PostgreSQL 18" in done.stdout
    assert "Valkey 9" in done.stdout


def test_stopped_components_are_reported_with_exit_code_one(quillspace):
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
