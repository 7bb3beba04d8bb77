"""A worker handles hostile and forged jobs safely."""

import pickle
import zlib
from base64 import b64decode
from uuid import uuid4

import pytest
from rq import Queue
from rq.serializers import PickleSerializer

from app.extensions import redis
from app.jobs.housekeeping import fold_logs
from app.jobs.publishing import publish_site
from app.jobs.queueing import enqueue, find_job, queue
from app.models import BuildStatus
from app.services import documents, publishing
from app.tenancy import tenant_scope
from tests.jobs.support import work
from tests.services.publishing.support import live_build, view

JOB = publish_site.name


@pytest.fixture
def build(people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        return publishing.request_publication(people.ada.site_id).id


@pytest.mark.threat("F10")
@pytest.mark.parametrize(
    "forged",
    [
        {"tenant_id": None},
        {"tenant_id": ""},
        {"tenant_id": "x' OR 1=1"},
        {"tenant_id": str(uuid4())},
        {"build_id": None},
        {"build_id": str(uuid4())},
        {"build_id": ["a"]},
        {"more": 1},
        {},
    ],
)
def test_a_forged_job_has_no_effect(people, build, forged):
    arguments = {"tenant_id": str(people.carol.tenant_id), "build_id": str(build)} | forged
    queue("publishing").enqueue_call(JOB, kwargs=arguments)

    work()

    assert view(people.ada, build).status is BuildStatus.PENDING
    assert live_build(people.carol) is None


class Trap:
    """Creates a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (self.path, "w")


@pytest.mark.threat("F10")
def test_a_pickled_job_is_not_unpickled_and_the_worker_keeps_running(people, build, tmp_path):
    trap = tmp_path / "trap"
    pickled = Queue("publishing", connection=redis(), serializer=PickleSerializer)
    job = pickled.enqueue_call(JOB, kwargs={"tenant_id": "x"})
    redis().hset(job.key, "data", pickle.dumps((JOB, None, [Trap(str(trap))], {})))
    enqueue(publish_site, job_id="good", tenant_id=str(people.ada.tenant_id), build_id=str(build))

    work()

    assert not trap.exists()
    assert live_build(people.ada) == build


MARK = "zephyrine"


def kept_in_valkey():
    """Return everything that Valkey keeps, as text; results of jobs are unpacked."""
    found = []
    for key in redis().scan_iter():
        if redis().type(key) == b"hash":
            found.append(b" ".join(part for item in redis().hgetall(key).items() for part in item))
        elif redis().type(key) == b"stream":
            for _id, fields in redis().xrange(key):
                found += [zlib.decompress(b64decode(fields[b"exc_string"])), *fields.values()]
    return b"\n".join(found).decode(errors="replace")


def chained():
    try:
        int(MARK)
    except ValueError as error:
        raise ExceptionGroup(MARK, [KeyError(MARK)]) from error


def raised():
    raise ValueError(f"Dear {MARK}")


@pytest.mark.parametrize("fail", [raised, chained])
def test_valkey_keeps_the_type_and_place_of_a_failure_but_not_its_words(clean_database, monkeypatch, fail):
    monkeypatch.setattr(documents, "fold_logs", fail)
    enqueue(fold_logs, job_id="fails")

    work()

    kept = find_job("fails").latest_result().exc_string
    assert "test_worker.py" in kept
    assert {"raised": "ValueError", "chained": "KeyError"}[fail.__name__] in kept
    assert kept in kept_in_valkey()
    assert MARK not in kept_in_valkey()
