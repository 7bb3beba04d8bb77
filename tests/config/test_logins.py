"""No process starts with a database login that could open a door between customers."""

import os
import subprocess
import sys
from dataclasses import replace

import psycopg
import pytest

from app import extensions
from app.adapters.startup import load_checked_config
from app.config import used_by
from app.database_logins import ROLES
from tests import house
from tests.scale import every

PASSWORD = "for-tests"
WRONG = {
    "superuser": ("SUPERUSER", "is a superuser"),
    "bypasses": ("BYPASSRLS", "bypasses row-level security"),
    "creates_roles": ("CREATEROLE", "may create roles"),
    "creates_databases": ("CREATEDB", "may create databases"),
    "of_superuser": ("IN ROLE postgres", "is a member of postgres and has all its rights"),
    "of_backup": ("IN ROLE quillspace_backup", "is a member of quillspace_backup and has all its rights"),
    "of_files": ("IN ROLE pg_read_server_files", "is a member of pg_read_server_files"),
    "stranger": ("", "is not quillspace_"),
}
COMMANDS = {"web": "DATABASE_URL", "worker": "DATABASE_PLATFORM_URL", "relay": "DATABASE_URL"}
COMMANDS |= {"edge": "DATABASE_EDGE_URL", "migrate": "DATABASE_OWNER_URL"}


@pytest.fixture(scope="module")
def wrong_logins(config):
    """The addresses of logins that no process may use, by what is wrong with them."""
    with psycopg.connect(house.admin_url(config), autocommit=True) as admin:
        for name, (rights, _fault) in WRONG.items():
            admin.execute(f"CREATE ROLE wrong_{name} LOGIN PASSWORD '{PASSWORD}' {rights}")
            admin.execute(f"GRANT CONNECT ON DATABASE quillspace TO wrong_{name}")
        yield {name: address(config, f"wrong_{name}") for name in WRONG}
        for name in WRONG:
            admin.execute(f"DROP OWNED BY wrong_{name}")
            admin.execute(f"DROP ROLE wrong_{name}")


def address(config, user):
    server = house.admin_url(config).partition("@")[2]
    return f"postgresql://{user}:{PASSWORD}@{server}"


def environment(config, **more):
    return {"PATH": os.environ["PATH"], "QUILLSPACE_HOME": str(config.home), **more}


def process_with(setting):
    return next(process for process in COMMANDS if setting in used_by(process))


def test_each_process_starts_with_its_own_logins(config):
    for process in COMMANDS:
        load_checked_config(process, environment(config))


PAIRS = [(setting, name) for setting in ROLES for name in WRONG]


@pytest.mark.sampled
@pytest.mark.parametrize(("setting", "name"), every(3, PAIRS))
def test_a_login_with_too_many_rights_is_refused_for_every_address(config, wrong_logins, setting, name):
    with pytest.raises(ValueError, match=f"^{setting} logs in as wrong_{name}, which {WRONG[name][1]}"):
        load_checked_config(process_with(setting), environment(config, **{setting: wrong_logins[name]}))


@pytest.mark.parametrize("setting", ROLES)
def test_an_address_takes_no_login_of_another_address(config, setting):
    right = {name: getattr(config, name.lower()) for name in ROLES}
    for other in ROLES.keys() - {setting}:
        with pytest.raises(
            ValueError, match=f"^{setting} logs in as {ROLES[other]}, which has the rights of"
        ):
            load_checked_config(process_with(setting), environment(config, **{setting: right[other]}))


def test_a_superuser_who_takes_on_the_apps_role_is_refused(config, wrong_logins):
    disguised = f"{wrong_logins['superuser']}&options=-c%20role%3Dquillspace_app"
    with pytest.raises(ValueError, match="which is a superuser"):
        load_checked_config("web", environment(config, DATABASE_URL=disguised))


@pytest.mark.sampled
@pytest.mark.parametrize("command", every(2, list(COMMANDS)))
def test_every_command_refuses_a_superuser_in_one_sentence(config, wrong_logins, command):
    setting = COMMANDS[command]
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", command],
        cwd=house.ROOT,
        env=environment(config, **{setting: wrong_logins["superuser"]}),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"Error: {setting} logs in as wrong_superuser, which is a superuser. Set it to")
    assert PASSWORD not in line


def test_a_login_that_gains_rights_later_is_refused_by_the_next_connection(
    client, clean_database, wrong_logins
):
    extensions.configure(replace(clean_database, database_url=wrong_logins["bypasses"]))
    try:
        response = client.get("/sign-in", headers={"Cookie": "quillspace=x"})
        health = client.get("/healthz")
    finally:
        house.connect(clean_database)
    assert (response.status_code, health.status_code) == (200, 503)


WEAK = ["short", "a" * 40, "change-me-change-me-change-me-now", "my-very-secret-key-0123456789abcdef"]
PRODUCTION = {
    "QUILLSPACE_ENV": "production",
    "APP_DOMAIN": "app.example.com",
    "SITES_DOMAIN": "sites.example",
}


@pytest.mark.parametrize("key", WEAK)
def test_production_needs_a_key_that_cannot_be_guessed(config, key):
    for process, name in (("web", "SECRET_KEY"), ("worker", "SECRET_KEY"), ("edge", "QUILLSPACE_EDGE_KEY")):
        with pytest.raises(ValueError, match=f"^{name} can be guessed; set it to at least 32 random"):
            load_checked_config(process, environment(config, **PRODUCTION, **{name: key}))
    load_checked_config("web", environment(config, SECRET_KEY=key))


@pytest.mark.parametrize("name", ["APP_DOMAIN", "SITES_DOMAIN"])
def test_production_needs_its_own_domains(config, name):
    environ = environment(config, **PRODUCTION)
    load_checked_config("web", environ)
    with pytest.raises(ValueError, match=f"^{name} is localhost, but QUILLSPACE_ENV is production; set"):
        load_checked_config("web", {**environ, name: ""})


def test_a_process_without_an_address_that_it_needs_says_so(tmp_path):
    for process, name in (("web", "DATABASE_URL"), ("edge", "DATABASE_EDGE_URL"), ("relay", "DATABASE_URL")):
        with pytest.raises(ValueError, match=f"^{name} is not set, and QuillSpace has never been started in"):
            load_checked_config(process, {"QUILLSPACE_HOME": str(tmp_path)})
