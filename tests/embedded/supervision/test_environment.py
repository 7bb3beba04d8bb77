"""Each process gets only the settings that it needs."""

import pytest

from app.config import load_config
from app.embedded.supervision import children, environment
from app.embedded.supervision.environment import SECRETS
from app.jobs.queueing import QUEUES

EVERYTHING = {
    **{name: f"postgresql://{name.lower().replace('_', '-')}" for name in SECRETS},
    "REDIS_URL": "redis://queue",
    "SECRET_KEY": "a-key-for-tests",
    "PATH": "/usr/bin",
    "AWS_SECRET_ACCESS_KEY": "key",
    "SMTP_URL": "smtp://mail",
    "SHELL_HISTORY": "private",
    "QUILLSPACE_PORT": "9000",
}


@pytest.fixture
def programs(tmp_path):
    environ = {**EVERYTHING, "QUILLSPACE_HOME": str(tmp_path)}
    return {program.name: program for program in children.programs(load_config(environ), environ)}


def holds(program):
    return {name for name in SECRETS if program.environment.get(name, "none") != "none"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("web", {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"}),
        ("edge", {"DATABASE_EDGE_URL"}),
        ("caddy", set()),
        ("relay", {"DATABASE_URL", "DATABASE_PLATFORM_URL", "REDIS_URL"}),
        ("worker-1", {"DATABASE_URL", "DATABASE_PLATFORM_URL", "REDIS_URL", "SECRET_KEY"}),
    ],
)
def test_each_process_gets_only_its_own_secrets(programs, name, expected):
    assert holds(programs[name]) == expected


def test_unknown_variables_are_not_passed_on(programs):
    assert [name for name, program in programs.items() if "SHELL_HISTORY" in program.environment] == []


def test_only_migrations_get_the_owners_login(programs):
    assert "DATABASE_OWNER_URL" in holds(children.migration(EVERYTHING, with_demo=False))
    assert [name for name, program in programs.items() if "DATABASE_OWNER_URL" in holds(program)] == []


def test_a_withheld_url_is_not_read_from_the_home_folder_either(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "owner.dsn").write_text("postgresql://owner")
    environ = environment.restrict({"QUILLSPACE_HOME": str(tmp_path)}, environment.WEB)
    assert load_config(environ).database_owner_url == ""
    assert load_config({"QUILLSPACE_HOME": str(tmp_path)}).database_owner_url == "postgresql://owner"


def test_one_worker_is_always_free_for_publications_and_one_for_mail(programs):
    one, other = (programs[name].command[-1].split(",") for name in ("worker-1", "worker-2"))

    assert one[0] == "publishing"
    assert "default" not in one
    assert other[0] == "mail"
    assert set(one) | set(other) == set(QUEUES)


def test_background_processes_have_a_lower_priority(programs):
    assert [name for name, program in programs.items() if program.niceness] == [
        "relay",
        "worker-1",
        "worker-2",
    ]


def test_caddy_has_the_key_that_authenticates_it_to_the_app(programs, tmp_path):
    key = programs["caddy"].environment["QUILLSPACE_EDGE_KEY"]
    app = load_config({**programs["web"].environment, "QUILLSPACE_HOME": str(tmp_path)})

    assert key == app.edge_key != ""
    assert load_config({"QUILLSPACE_HOME": str(tmp_path)}).edge_key == ""
    assert load_config({"QUILLSPACE_EDGE_KEY": "another"}).edge_key == "another"
