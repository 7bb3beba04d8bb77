"""Whatever is written into the queue, no foreign code runs, no request is sent, and the worker takes the next job."""

import json
import pickle
import socket
import zlib

import pytest
from rq import Queue
from rq.serializers import PickleSerializer

from app.extensions import redis
from app.jobs import registry
from app.jobs.housekeeping import fold_logs
from app.jobs.job import Job
from app.jobs.publishing import publish_site
from app.jobs.queued import MAX_BYTES, TIMEOUT_SECONDS
from app.jobs.queueing import find_job, queue
from tests.jobs.support import work

pytestmark = pytest.mark.threat("F10")

JOB = publish_site.name
FIELDS_WITH_CODE = ("data", "meta", "result", "exc_info", "status", "created_at", "description")
CALLBACKS = ("success_callback_name", "failure_callback_name", "stopped_callback_name")
BOMB_BYTES = 50 * 1024 * 1024
STRANGE_DATA = [
    b"",
    b"\x80\x04.",
    b"7",
    b"{}",
    b'["a"]',
    b'[["os.mkdir"], null, [], {}]',
    json.dumps(["mkdir", {"a": 1}, [], {}]).encode(),
    json.dumps([JOB, None, [], [1]]).encode(),
    b"[" * 100_000,
    b"9" * 100_000,
    b'["\\ud800", null, [], {}]',
]
STRANGE_FIELDS = {
    "created_at": b"yesterday",
    "enqueued_at": b"\xff",
    "timeout": b"soon",
    "result_ttl": b"\x00",
    "failure_ttl": b"nan",
    "status": b"excellent",
    "origin": b"\xff\xfe",
    "worker_name": b"\xff",
    "meta": b"[1, 2]",
    "dependency_ids": b"{",
    "retries_left": b"many",
    "repeat_intervals": b"{",
    "rate_limit_concurrency": b"x",
    "\ud800": b"a name that is not text",
}


class Trap:
    """Creates a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (self.path, "w")


@pytest.fixture
def survives(clean_database, monkeypatch):
    """Run the worker, which has to run another job after it has met the hostile ones."""

    def check() -> None:
        ran = []
        monkeypatch.setitem(registry.JOBS, "good", Job(name="good", run=ran.append, queue="publishing"))
        queue("publishing").enqueue_call("good", args=[1])
        work()
        assert ran == [1]

    return check


def forge(name="fold_logs", **fields):
    """Queue a valid job, and then overwrite some of its fields."""
    job = queue("publishing").enqueue_call(fold_logs.name if name == "fold_logs" else name)
    for field, content in fields.items():
        redis().hset(job.key, field.encode("utf-8", "surrogatepass"), content)
    return job


def test_a_pickle_in_any_field_is_not_unpickled(survives, tmp_path):
    trap = tmp_path / "trap"
    content = pickle.dumps((JOB, None, [Trap(str(trap))], {}))
    for field in FIELDS_WITH_CODE:
        forge(**{field: content})
        forge(**{field: zlib.compress(content)})

    survives()

    assert not trap.exists()


def test_a_job_of_another_program_is_not_unpickled(survives, tmp_path):
    trap = tmp_path / "trap"
    other = Queue("publishing", connection=redis(), serializer=PickleSerializer)
    other.enqueue_call(JOB, args=[Trap(str(trap))])

    survives()

    assert not trap.exists()


def test_callbacks_of_a_job_are_not_imported(survives, tmp_path, monkeypatch):
    """Importing a module of their choice would run its code."""
    (tmp_path / "their_module.py").write_text(f"open({str(tmp_path / 'trap')!r}, 'w')\ndef run(*_): pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    for field in CALLBACKS:
        forge(**{field: b"their_module.run"})
        forge("nothing", **{field: b"their_module.run"})

    survives()

    assert not (tmp_path / "trap").exists()


def test_webhooks_of_a_job_are_not_requested(survives):
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        address = f"http://127.0.0.1:{canary.getsockname()[1]}/"
        for status in ("finished", "failed"):
            hooks = json.dumps([{"url": address, "job_status": status, "timeout": 1}])
            forge(webhooks=hooks)
            forge("nothing", webhooks=hooks)

        survives()

        with pytest.raises(BlockingIOError):
            canary.accept()


def test_strange_content_ends_no_worker(survives):
    for content in STRANGE_DATA:
        forge(data=content)
        forge(data=zlib.compress(content))

    survives()


def test_strange_fields_end_no_worker(survives):
    for field, content in STRANGE_FIELDS.items():
        forge(**{field: content})

    survives()


def test_ids_that_lead_to_no_job_end_no_worker(survives):
    redis().set("rq:job:text", "no hash")
    redis().lpush("rq:job:list", "no hash")
    redis().rpush("rq:queue:publishing", b"\xff\xfe", "", "missing", "text", "list", "x" * 100_000, "a:b:c")

    survives()


def test_content_that_grows_when_it_is_read_is_dropped(survives, monkeypatch):
    read = []
    whole = zlib.decompress
    monkeypatch.setattr(zlib, "decompress", lambda data: read.append(len(whole(data))) or whole(data))
    forge(data=zlib.compress(b" " * BOMB_BYTES))
    forge(exc_info=zlib.compress(b" " * BOMB_BYTES))
    forge(data=b" " * (MAX_BYTES + 1))

    survives()

    assert max(read) < BOMB_BYTES


def test_a_job_cannot_choose_to_run_for_ever(survives):
    jobs = [forge(timeout=timeout) for timeout in (b"-1", b"0", b"9" * 400, b"99999999")]

    assert {find_job(job.id).timeout for job in jobs} == {TIMEOUT_SECONDS}
    survives()


def test_a_job_cannot_repeat_itself(survives):
    job = forge(repeats_left=b"1000000", repeat_intervals=b"[0]", retries_left=b"1000000")

    survives()

    assert find_job(job.id).repeats_left is None
    assert queue("publishing").count == 0
