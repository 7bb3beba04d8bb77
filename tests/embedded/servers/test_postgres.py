"""The embedded PostgreSQL: initialisation, privacy and roles."""

import signal
import stat
from pathlib import Path

import psycopg
import pytest

from app.config import DATABASE_ROLES
from app.embedded import scratch
from app.embedded.folders import private_folder
from app.embedded.servers import postgres, roles
from app.embedded.supervision import processes
from tests import house


def server_setting(config, name):
    with psycopg.connect(house.admin_url(config)) as connection:
        return connection.execute("SELECT current_setting(%s)", (name,)).fetchone()[0]


def pid_owner(pid):
    return Path(f"/proc/{pid}").stat().st_uid


def test_postgres_listens_only_on_a_socket(config):
    assert server_setting(config, "listen_addresses") == ""
    assert (config.home / "run" / ".s.PGSQL.5432").is_socket()


def test_postgres_does_not_run_as_root_in_its_namespace(config):
    pid = int((config.home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    own, ours = Path(f"/proc/{pid}/ns/user"), Path("/proc/self/ns/user")
    assert own.readlink() != ours.readlink() or pid_owner(pid) != 0


def test_a_wrong_password_is_refused(config):
    address = config.database_url.replace("quillspace_app:", "quillspace_app:wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address)


@pytest.mark.parametrize("role", ["admin", *DATABASE_ROLES])
def test_url_files_are_private(config, role):
    facts = (config.home / "postgres" / f"{role}.dsn").stat()
    assert stat.S_IMODE(facts.st_mode) == 0o600


@pytest.mark.parametrize("role", ["app", "platform", "edge"])
def test_logins_cannot_bypass_row_level_security(config, role):
    with psycopg.connect(house.admin_url(config)) as connection:
        rights = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication "
            "FROM pg_roles WHERE rolname = %s",
            (roles.role_name(role),),
        ).fetchone()
        owned = connection.execute(
            "SELECT count(*) FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner WHERE rolname = %s",
            (roles.role_name(role),),
        ).fetchone()
    assert rights == (False,) * 5
    assert owned == (0,)


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE mine (id int)", "CREATE SCHEMA mine", "CREATE TEMP TABLE t (id int)"]
)
def test_the_apps_role_may_not_create_anything(config, statement):
    with (
        psycopg.connect(config.database_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_preparing_again_keeps_passwords_unless_a_reset_is_requested(config):
    assert roles.prepare(house.admin_url(config), {"app": "new"}, renew=False) == []
    psycopg.connect(config.database_url).close()


def test_a_role_with_too_many_privileges_is_rejected(config):
    admin = house.admin_url(config)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("ALTER ROLE quillspace_edge CREATEDB")
        try:
            with pytest.raises(RuntimeError, match="quillspace_edge has too many privileges"):
                roles.prepare(admin, {"edge": "new"}, renew=False)
        finally:
            connection.execute("ALTER ROLE quillspace_edge NOCREATEDB")


def test_a_restart_after_a_kill_recovers_the_data(tmp_path):
    with house.temporary_home() as home:
        private_folder(home / "log")
        for number in range(2):
            server = postgres.Postgres(home)
            child = processes.start(server.prepare(), home / "log" / "postgres.log")
            postgres.wait_for(server.address)
            with psycopg.connect(server.address) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS starts (number int)")
                connection.execute("INSERT INTO starts VALUES (%s)", (number,))
                count = connection.execute("SELECT count(*) FROM starts").fetchone()
            child.send_signal(signal.SIGKILL)
            child.wait()
        assert count == (2,)


def test_an_incomplete_data_folder_is_not_used():
    with house.temporary_home() as home:
        half = private_folder(private_folder(home / "postgres") / "data.new")
        (half / "PG_VERSION").write_text("18")
        with scratch.running(home, is_fast=True) as config:
            psycopg.connect(config.database_url).close()


def test_existing_folders_keep_their_permissions():
    with house.temporary_home() as closed:
        home = closed / "deeper" / "home"
        home.mkdir(parents=True)
        home.parent.chmod(0o700)
        home.chmod(0o750)
        with scratch.running(home, is_fast=True):
            modes = [stat.S_IMODE(path.stat().st_mode) for path in (closed, home.parent, home)]
    assert modes == [0o700, 0o700, 0o750]
