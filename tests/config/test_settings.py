"""Every setting with every kind of wrong value is refused in one sentence, or has its documented default."""

import os
import subprocess
import sys

import pytest

from app.config import SETTINGS, Config, Setting, load_config
from tests import house
from tests.scale import every

WRONG = {
    "empty": "",
    "only a space": " ",
    "a space at the end": "{right} ",
    "a space at the beginning": " {right}",
    "a line break at the end": "{right}\n",
    "a line break in the middle": "{right}\nQUILLSPACE_ENV=development",
    "another type": "¿?",
    "quotes from a shell": '"{right}"',
    "a control character": "{right}\x07",
}
RIGHT = {
    "QUILLSPACE_ENV": "production",
    "QUILLSPACE_HOME": "/srv/quillspace",
    "QUILLSPACE_SITES_BIND": "0.0.0.0",
    "QUILLSPACE_APP_BIND": "0.0.0.0",
    "QUILLSPACE_SITES_HTTP": "redirect",
    "QUILLSPACE_TLS_ISSUER": "acme",
    "QUILLSPACE_APP_UPSTREAM": "10.0.0.1:8000",
    "QUILLSPACE_EDGE_HOME": "/srv/edge",
    "QUILLSPACE_CADDY_ADMIN": "/run/caddy.sock",
    "QUILLSPACE_EDGE_DISK_BUDGET": "20G",
    "QUILLSPACE_EDGE_PURGE": "https://cdn.example/purge/{host}",
    "REDIS_URL": "rediss://:hush@queue.example:6379/0",
    "OBJECT_STORE_URL": "s3://files?endpoint=https://s3.example&region=eu",
    "SMTP_URL": "smtp://user:hush@mail.example:587",
    "APP_DOMAIN": "app.example.com",
    "SITES_DOMAIN": "sites.example.net",
}
WRONG_PORTS = ["eighty", "0", "-1", "65536", "80.0", "8_0", "٨٠", "1e3", "9" * 30]
WRONG_DATABASES = [
    "localhost",
    "mysql://host/db",
    "postgresql://",
    "postgresql://host:port/db",
    "postgresql://host:0/db",
]
OWN = {
    "QUILLSPACE_ENV": ["prod", "Production", "PRODUCTION", "staging", "dev", "true", "1", "none"],
    "QUILLSPACE_HOME": ["/dev/null", "/dev/null/below"],
    "QUILLSPACE_SITES_BIND": ["everywhere", "256.1.1.1", "0.0.0.0:80"],
    "QUILLSPACE_SITES_HTTP": ["yes", "redirects"],
    "QUILLSPACE_TLS_ISSUER": ["letsencrypt"],
    "QUILLSPACE_APP_UPSTREAM": ["127.0.0.1", "http://127.0.0.1:8000", "app:0", "app:65536"],
    "QUILLSPACE_EDGE_DISK_BUDGET": ["20 G", "-1", "20GB", "2.5G", "9" * 18 + "T", "G"],
    "QUILLSPACE_EDGE_PURGE": ["https://cdn.example/purge", "htps://cdn/{host}", "purge '{host}"],
    "QUILLSPACE_EDGE_KEY": ["two words", "a'b", "a{b}c"],
    "SECRET_KEY": ["two words"],
    "REDIS_URL": ["localhost:6379", "http://queue", "redis://queue:port", "redis://", "redis://queue:99999"],
    "OBJECT_STORE_URL": [
        "s3://",
        "s3://key:secret@files",
        "s3:files",
        "https://files",
        "file://files",
        "/srv/files",
        "s3://files?endpoint=s3.example",
        "s3://files/folder",
    ],
    "SMTP_URL": ["mail.example", "http://mail.example", "smtp://", "smtp://mail:x"],
    "APP_DOMAIN": [
        "http://app.example.com",
        "app.example.com:443",
        "app.example.com/",
        "a_b",
        "-a.com",
        "a..b",
    ],
    "SITES_DOMAIN": ["https://sites.example", "*.sites.example"],
}
OWN |= {setting.name: WRONG_PORTS for setting in SETTINGS if setting.name.endswith("_PORT")}
OWN |= {setting.name: WRONG_DATABASES for setting in SETTINGS if setting.name.startswith("DATABASE_")}
"""What is wrong for one setting only: misspelt words, other types, numbers out of range."""
ANY_WORD = {"QUILLSPACE_HOME", "QUILLSPACE_EDGE_HOME", "QUILLSPACE_CADDY_ADMIN", "SECRET_KEY"} | {
    setting.name for setting in SETTINGS if setting.name.startswith("AWS_")
}
"""Settings for which any text without spaces at its ends is right, so that none is of another type."""
DEFAULTS = load_config({})


def right(setting: Setting) -> str:
    if setting.name in RIGHT:
        return RIGHT[setting.name]
    if setting.name.startswith("DATABASE"):
        return "postgresql://user:hush@db.example:5432/quillspace"
    return "8123" if setting.name.endswith("PORT") else "abcdefghij0123456789ABCDEFGHIJ-_."


def outcome(environ: dict[str, str]) -> Config | str:
    """Return the settings, or the sentence that refuses them."""
    try:
        return load_config(environ)
    except ValueError as error:
        return str(error)


def wrong_values() -> list[tuple[Setting, str]]:
    return [
        (setting, text.replace("{right}", right(setting)))
        for setting in SETTINGS
        for text in [*WRONG.values(), *OWN.get(setting.name, ())]
        if text != WRONG["another type"] or setting.name not in ANY_WORD
    ]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_right_value_is_accepted(setting):
    assert isinstance(outcome({"QUILLSPACE_ENV": "production", setting.name: right(setting)}), Config)


def test_every_wrong_value_of_every_setting_is_refused_or_means_the_default():
    accepted = []
    for setting, text in wrong_values():
        found = outcome({"QUILLSPACE_ENV": "production", setting.name: text})
        if isinstance(found, str):
            assert found.startswith(f"{setting.name} is "), found
            assert found.endswith("."), found
            assert "\n" not in found, found
            assert " must " in found or " use " in found, found
            assert not (setting.is_secret and "hush" in found), found
        else:
            accepted.append((setting.name, text))

    with_default = [setting.name for setting in SETTINGS if setting.may_be_empty]
    assert accepted == [(name, "") for name in with_default]


def test_an_empty_setting_has_its_documented_default():
    empty = {setting.name: "" for setting in SETTINGS if setting.may_be_empty}
    assert load_config(empty) == DEFAULTS


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("QUILLSPACE_ENVIRONMENT", "QUILLSPACE_ENV"),
        ("QUILLSPACE_EVN", "QUILLSPACE_ENV"),
        ("QUILLSPACE_SITE_PORT", "QUILLSPACE_SITES_PORT"),
        ("QUILLSPACE_EDGEKEY", "QUILLSPACE_EDGE_KEY"),
        ("quillspace_env", "QUILLSPACE_ENV"),
        ("DATABASE_PLATFROM_URL", "DATABASE_PLATFORM_URL"),
        ("APP_DOMIAN", "APP_DOMAIN"),
        ("SECRET_KEYS", "SECRET_KEY"),
    ],
)
def test_a_misspelt_name_is_refused_and_the_right_one_is_named(misspelt, meant):
    assert (
        outcome({misspelt: "production"}) == f"There is no setting {misspelt}. Call it {meant}, or unset it."
    )


@pytest.mark.parametrize("name", ["QUILLSPACE_REDRAW", "QUILLSPACE_SOAK", "PATH", "DATABASE_READONLY_URL"])
def test_other_variables_are_ignored(name):
    assert load_config({name: "1"}) == DEFAULTS


def test_an_app_for_other_people_does_not_run_in_development_by_accident():
    assert "QUILLSPACE_ENV is not set" in outcome({"APP_DOMAIN": "books.example.com"})
    assert isinstance(outcome({"APP_DOMAIN": "books.example.com", "QUILLSPACE_ENV": "development"}), Config)
    assert isinstance(outcome({"APP_DOMAIN": "books.localhost"}), Config)


COMMANDS = (
    ["web"],
    ["worker"],
    ["relay"],
    ["edge"],
    ["migrate"],
    ["up"],
    ["doctor"],
    ["site", "builds", "x"],
)


@pytest.mark.sampled
@pytest.mark.parametrize("command", every(3, COMMANDS), ids=lambda command: command[0])
def test_every_command_refuses_a_misspelt_environment_in_one_sentence(command, tmp_path):
    environment = {"PATH": os.environ["PATH"], "QUILLSPACE_HOME": str(tmp_path), "QUILLSPACE_ENV": "prod"}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *command],
        cwd=house.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in (done.stdout + done.stderr).splitlines() if "QUILLSPACE_ENV" in line]
    assert done.returncode == 1
    assert said[0].endswith("QUILLSPACE_ENV is 'prod'; it must be development or production.")
    assert "Traceback" not in done.stderr
