"""`quillspace up`: startup, restarts, errors and shutdown."""

import signal
import socket
import subprocess

import psutil
import pytest

from app.embedded.supervision import health
from tests import house
from tests.embedded.support import eventually
from tests.running import free_ports, launch, start_quillspace, wait_until_ready

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def home():
    """One home folder for all instances that this module starts."""
    with house.temporary_home() as home:
        yield home


@pytest.fixture(scope="module")
def ports():
    return free_ports()


@pytest.fixture
def running(home, ports):
    running = launch(home, settings={}, ports=ports)
    wait_until_ready(running)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()
        eventually(lambda: processes_of(home) == [], seconds=30)


@pytest.fixture(scope="module")
def shared_instance():
    """An instance that keeps running while its processes are killed."""
    with start_quillspace() as shared_instance:
        yield shared_instance


def processes_of(home):
    """Return all processes that use this home folder."""
    found = []
    for process in psutil.process_iter():
        try:
            words = [*process.cmdline(), process.environ().get("QUILLSPACE_HOME", "")]
        except psutil.Error:
            continue
        if any(str(home) in word for word in words):
            found.append(process)
    return found


def only_process(home, words):
    """Return the process of this home folder whose command line contains these words."""
    return next(process for process in processes_of(home) if words in " ".join(process.cmdline()))


def test_up_prints_its_urls_and_stops_on_ctrl_c(running, home):
    line = running.words().splitlines()[0]
    assert line.startswith("QuillSpace is ready: the app at ")
    assert f"http://localhost:{running.port} " in line
    assert health.status(running.port, "/healthz") == 200
    assert running.stop(signal.SIGINT) == 0
    assert processes_of(home) == []


def test_a_second_start_prepares_nothing_again(running, home, ports):
    cluster, migration = home / "postgres" / "data" / "PG_VERSION", home / "log" / "migrate.log"
    before = [path.stat().st_mtime_ns for path in (cluster, migration)]
    assert running.stop() == 0
    again = launch(home, settings={}, ports=ports)
    wait_until_ready(again)
    assert [path.stat().st_mtime_ns for path in (cluster, migration)] == before
    assert again.stop() == 0
    assert processes_of(home) == []


def test_a_second_quillspace_on_the_same_home_is_rejected_in_one_sentence(shared_instance):
    other = shared_instance.environment | {"QUILLSPACE_PORT": "1"}
    done = subprocess.run(
        shared_instance.process.args, env=other, cwd=house.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout.startswith(f"QuillSpace is already running in {shared_instance.home} (process ")
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("web", "granian"),
        ("worker-1", "app.cli worker"),
        ("postgres", "bin/postgres -D"),
        ("valkey", "valkey-server"),
    ],
)
def test_killed_processes_are_restarted_and_reported(shared_instance, name, words):
    only_process(shared_instance.home, words).kill()
    eventually(lambda: f"{name} exited unexpectedly (signal SIGKILL)" in shared_instance.words(), seconds=15)
    eventually(lambda: health.status(shared_instance.port, "/healthz") == 200, seconds=30)


@pytest.mark.parametrize("who", ["supervisor", "guard"])
def test_killing_quillspace_leaves_no_processes_behind(running, home, who):
    guard = psutil.Process(running.process.pid)
    supervisor = guard.children()[0]
    (supervisor if who == "supervisor" else guard).kill()
    running.process.wait(timeout=40)
    eventually(lambda: processes_of(home) == [], seconds=40)


def test_a_port_in_use_is_reported_in_one_sentence_before_anything_starts(ports):
    with house.temporary_home() as home, socket.socket() as other:
        other.bind(("127.0.0.1", ports[0]))
        other.listen()
        refused = launch(home, settings={}, ports=ports)
        assert refused.process.wait(timeout=30) == 1
        assert refused.words() == (
            f"Port {ports[0]} is in use by another program. Set QUILLSPACE_PORT to another port.\n"
        )
        assert not (home / "postgres").exists()


def test_incomplete_database_settings_are_rejected_in_one_sentence(ports):
    with house.temporary_home() as home:
        refused = launch(home, settings={"DATABASE_URL": "postgresql://elsewhere/quillspace"}, ports=ports)
        assert refused.process.wait(timeout=30) == 1
        assert refused.words().startswith(
            "DATABASE_OWNER_URL and DATABASE_PLATFORM_URL and DATABASE_EDGE_URL must be"
        )


def test_a_stop_during_startup_leaves_no_processes(ports):
    with house.temporary_home() as home:
        running = launch(home, settings={}, ports=ports)
        eventually((home / "postgres" / "admin.dsn").exists, seconds=30)
        assert running.stop() == 0
        assert processes_of(home) == []


def test_external_data_services_are_used_instead_of_embedded_ones(config, ports):
    with house.temporary_home() as home:
        urls = {
            "DATABASE_URL": config.database_url,
            "DATABASE_OWNER_URL": config.database_owner_url,
            "DATABASE_PLATFORM_URL": config.database_platform_url,
            "DATABASE_EDGE_URL": config.database_edge_url,
            "REDIS_URL": config.redis_url,
        }
        running = launch(home, settings=urls, ports=ports)
        wait_until_ready(running)
        assert [part for part in ("postgres", "valkey") if (home / part).exists()] == []
        assert running.stop() == 0
