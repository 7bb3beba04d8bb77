"""A job that is stuck where no signal reaches it is ended by the worker's parent, and its lane is free again."""

import contextlib
import os
import signal
import subprocess
import sys

import pytest

from app.jobs import outbox, queueing
from app.jobs.attempts import retries
from app.jobs.attempts.failures import STUCK
from app.services import parked_work
from tests.jobs.support import open_messages
from tests.services.publishing.support import change
from tests.waiting import wait_for

WORKER = """
import dataclasses, itertools, signal, socket, threading
from app import logs
from app.cli.context import connect
from app.jobs import guard, registry, worker

def loop():
    sum(itertools.repeat(0))  # never returns, and never lets go of the interpreter

def finish():
    pass

def listen():
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=lambda: ours.recv(1))
    thread.start()
    thread.join()

def run(*, kind, **details):
    globals()[kind]()

logs.configure()
guard.GRACE_SECONDS = 0.5
registry.JOBS["send_mail"] = dataclasses.replace(registry.JOBS["send_mail"], run=run)
worker.publishing.prefork_worker_pool = worker.shells.warm_shell_workers = lambda: None
connect("worker")
raise SystemExit(worker.run(["mail"]))
"""
ADD = (
    "INSERT INTO outbox (tenant_id, topic, payload) "
    "VALUES (:t, 'mail', jsonb_build_object('kind', CAST(:kind AS text)))"
)


@pytest.fixture
def worker(people, clean_database, monkeypatch):
    monkeypatch.setattr(queueing, "TIMEOUT_SECONDS", 1)
    monkeypatch.setattr(retries, "MAX_FAULTS", 1)
    environment = {**os.environ, "QUILLSPACE_HOME": str(clean_database.home)}
    with subprocess.Popen([sys.executable, "-c", WORKER], env=environment, start_new_session=True) as process:
        try:
            yield process
            if process.poll() is None:
                process.terminate()
                assert process.wait(30) == 0
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", ["loop", "listen"])
def test_a_stuck_job_is_killed_and_parked_with_a_reason_and_later_jobs_run(
    worker, people, admin_engine, kind
):
    for name in (kind, "finish"):
        change(admin_engine, ADD, t=people.ada.tenant_id, kind=name)

    wait_for(lambda: outbox.deliver() == 0 and open_messages(admin_engine) == 0)

    (parked,) = parked_work.list_parked()
    assert (parked.error, parked.tries) == (STUCK.reason, 1)


@pytest.mark.timeout(60)
def test_a_worker_ends_with_its_parent_even_if_that_is_killed(worker, people, admin_engine):
    change(admin_engine, ADD, t=people.ada.tenant_id, kind="listen")
    outbox.deliver()
    group = worker.pid
    wait_for(lambda: queueing.queue("mail").count == 0)

    os.kill(group, signal.SIGKILL)
    worker.wait()

    wait_for(lambda: not has_processes(group))


def has_processes(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
