"""`quillspace doctor` names each cause once, with advice, and ends in time even if a service never answers."""

import json
import socket
import subprocess
import sys
from contextlib import contextmanager

import psycopg
import pytest

from app.cli.doctor import address, clocks
from app.cli.doctor.checks import CHECKS, checks_for
from app.cli.doctor.finding import Check, Verdict
from app.cli.doctor.running import run_checks
from app.config import load_config
from app.extensions import configure
from tests import house
from tests import weed as weed_server
from tests.ports import free_ports
from tests.scale import every


@pytest.fixture(scope="module")
def silent_port():
    """A port that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield listener.getsockname()[1]


@pytest.fixture(scope="module")
def closed_port():
    """A port that refuses connections."""
    return free_ports(1)[0]


def examine(deployment, **settings):
    """Return what the checks find with these settings, by part."""
    config = load_config({**deployment.running.environment, **settings})
    configure(config, pool_size=2)
    try:
        return {finding.part: finding for finding in run_checks(checks_for(config), config)}
    finally:
        deployment.configure_services()


def failed(found):
    return {part for part, finding in found.items() if finding.verdict is Verdict.BAD}


BROKEN = {
    "database refuses": ("DATABASE_URL", "postgresql://u:p@127.0.0.1:{closed}/quillspace", {"database"}),
    "database is silent": ("DATABASE_URL", "postgresql://u:p@127.0.0.1:{silent}/quillspace", {"database"}),
    "queue refuses": ("REDIS_URL", "redis://127.0.0.1:{closed}", {"queue"}),
    "queue is silent": ("REDIS_URL", "redis://127.0.0.1:{silent}", {"queue"}),
    "bucket refuses": ("OBJECT_STORE_URL", "s3://files?endpoint=http://127.0.0.1:{closed}", {"object store"}),
    "bucket is silent": (
        "OBJECT_STORE_URL",
        "s3://files?endpoint=http://127.0.0.1:{silent}",
        {"object store"},
    ),
    "mail refuses": ("SMTP_URL", "smtp://127.0.0.1:{closed}", {"mail server"}),
    "mail is silent": ("SMTP_URL", "smtp://127.0.0.1:{silent}", {"mail server"}),
    "app's address is unreachable": ("APP_DOMAIN", "nowhere.invalid", {"address"}),
}


@pytest.mark.sampled
@pytest.mark.parametrize("name", every(3, list(BROKEN)))
def test_each_service_that_fails_is_named_alone(deployment, silent_port, closed_port, monkeypatch, name):
    setting, text, expected = BROKEN[name]
    for key, value in weed_server.KEYS.items():
        monkeypatch.setenv(key, value)
    settings = {setting: text.format(closed=closed_port, silent=silent_port), "QUILLSPACE_ENV": "development"}

    found = examine(deployment, **settings)

    assert failed(found) == expected
    assert [part for part in failed(found) if not found[part].advice] == []


@contextmanager
def altered(deployment, change, back):
    with psycopg.connect(
        house.admin_url(load_config(deployment.running.environment)), autocommit=True
    ) as admin:
        admin.execute(change)
        try:
            yield
        finally:
            admin.execute(back)


def test_a_login_with_too_many_rights_is_named_with_its_setting(deployment):
    admin = house.admin_url(load_config(deployment.running.environment))
    found = examine(deployment, DATABASE_URL=admin)
    assert failed(found) == {"logins"}
    assert found["logins"].summary == "DATABASE_URL logs in as postgres, which is a superuser"


def test_a_wrong_password_is_named_with_its_setting(deployment):
    right = load_config(deployment.running.environment).database_platform_url
    wrong = f"{right.partition(':quillspace')[0]}".replace(right.split(":")[2].split("@")[0], "wrong")
    found = examine(deployment, DATABASE_PLATFORM_URL=wrong)
    assert failed(found) == {"logins"}
    assert found["logins"].summary.startswith("DATABASE_PLATFORM_URL: ")


def test_a_schema_that_is_behind_is_named_alone(deployment):
    with altered(
        deployment,
        "UPDATE alembic_version SET version_num = '-' || version_num",
        "UPDATE alembic_version SET version_num = ltrim(version_num, '-')",
    ):
        assert failed(examine(deployment)) == {"schema"}


def test_all_checks_pass_on_a_running_instance(deployment):
    done = doctor(deployment)
    assert done.stdout.splitlines()[-1] == "All checks passed.", done.stdout
    assert done.returncode == 0
    assert "PostgreSQL 18" in done.stdout
    assert "Valkey 9" in done.stdout


def doctor(deployment, *arguments, **settings):
    return subprocess.run(
        [sys.executable, "-m", "app.cli", "doctor", *arguments],
        cwd=house.ROOT,
        env={**deployment.running.environment, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_report_for_programs_has_stable_ids_and_an_exit_code(deployment, closed_port):
    done = doctor(deployment, "--json", REDIS_URL=f"redis://127.0.0.1:{closed_port}")
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr, report["healthy"]) == (1, "", False)
    assert [each["id"] for each in report["checks"]] == [Check.id_of(check.part) for check in CHECKS]
    status = {each["id"]: each["status"] for each in report["checks"]}
    assert (status["queue"], status["workers"], status["database"]) == ("bad", "skipped", "ok")


def test_a_machine_that_is_only_an_edge_is_checked_for_what_an_edge_needs(deployment, tmp_path):
    whole = load_config(deployment.running.environment)
    settings = {
        **deployment.running.environment,
        "QUILLSPACE_HOME": str(tmp_path),
        "DATABASE_EDGE_URL": whole.database_edge_url,
        "OBJECT_STORE_URL": whole.object_store_url,
    }
    config = load_config(settings)
    found = {finding.part: finding for finding in run_checks(checks_for(config), config)}
    assert failed(found) == set()
    assert {"database", "logins", "object store", "edge agent", "caddy", "clocks"} <= found.keys()
    assert {"web", "relay", "workers", "mail server", "outbox"} & found.keys() == set()


def test_a_clock_that_is_wrong_is_named(deployment, monkeypatch):
    config = load_config(deployment.running.environment)
    monkeypatch.setattr(clocks, "read_queue", lambda _config: 0.0)
    finding = clocks.check_clocks(config)
    assert finding.verdict is Verdict.BAD
    assert "the clock of Valkey is " in finding.summary


@pytest.mark.parametrize(
    ("whole", "left", "verdict"),
    [
        (90, 60, Verdict.GOOD),
        (90, 10, Verdict.NOTE),
        (90, 2, Verdict.BAD),
        (6, 2, Verdict.GOOD),
        (6, 1, Verdict.NOTE),
        (0.5, 0.2, Verdict.GOOD),
        (0.5, 0.04, Verdict.BAD),
    ],
)
def test_a_certificate_is_judged_by_its_end_and_by_how_long_it_was_issued_for(
    monkeypatch, whole, left, verdict
):
    production = load_config({"QUILLSPACE_ENV": "production", "APP_DOMAIN": "app.localhost"})
    monkeypatch.setattr(address, "read_validity", lambda _host, _port: address.Validity(whole, left))
    assert address.check_certificate(production).verdict is verdict


def test_the_object_store_is_tried_out_and_nothing_is_left_in_it(deployment, weed):
    bucket = weed.make_bucket()
    found = examine(deployment, OBJECT_STORE_URL=weed.url(bucket))
    assert failed(found) == set()
    assert weed.client().list_objects_v2(Bucket=bucket).get("Contents", []) == []


def test_a_bucket_that_may_only_be_read_is_reported(deployment, weed):
    bucket = weed.make_bucket()
    rule = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [rule]}
    weed.client().put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    found = examine(deployment, OBJECT_STORE_URL=weed.url(bucket))
    assert failed(found) == {"object store"}
    assert found["object store"].summary.startswith(f"cannot write objects in s3://{bucket}")
