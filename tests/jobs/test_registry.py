"""Jobs, topics, queues and workers match each other."""

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest
from rq.job import JobStatus

from app import jobs, services
from app.embedded.supervision.children import WORKERS
from app.jobs import registry
from app.jobs.job import Job
from app.jobs.queueing import QUEUES, find_job, queue
from tests.jobs.support import work


def modules_of(package):
    return [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]


def written_topics():
    """Yield the topics of all outbox messages that services write."""
    for module in modules_of(services):
        for node in ast.walk(ast.parse(Path(module.__file__).read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "OutboxMessage":
                (topic,) = (given.value for given in node.keywords if given.arg == "topic")
                yield topic.value if isinstance(topic, ast.Constant) else getattr(module, topic.id)


def test_services_and_jobs_use_the_same_topics():
    assert set(written_topics()) == set(registry.TOPICS)


def test_every_queue_has_a_worker():
    assert {job.queue for job in registry.JOBS.values()} <= set(QUEUES)
    assert {name for queues in WORKERS for name in queues.split(",")} == set(QUEUES)


def test_every_job_is_registered_under_a_unique_name():
    defined = {
        id(found): found
        for module in modules_of(jobs)
        for found in vars(module).values()
        if isinstance(found, Job)
    }

    assert sorted(job.name for job in defined.values()) == sorted(registry.JOBS)
    assert len(registry.TOPICS) == len([job for job in defined.values() if job.topic])


@pytest.mark.parametrize(("old", "job"), registry.OLD_NAMES.items())
def test_a_job_queued_under_its_old_name_still_runs(clean_database, monkeypatch, old, job):
    ran = []
    monkeypatch.setitem(
        registry.OLD_NAMES, old, Job(name=job.name, run=lambda **sent: ran.append(sent), queue=job.queue)
    )
    queue(job.queue).enqueue_call(registry.OLD_PREFIX + old, kwargs={"tenant_id": "x"})

    work()

    assert ran == [{"tenant_id": "x"}]


def test_the_old_names_are_complete():
    assert {registry.OLD_PREFIX + old for old in registry.OLD_NAMES} == {
        f"app.{'jobs'}.{name}"
        for name in (
            "publishing.publish_site",
            "mail.send_mail",
            "links.check_links",
            "garbage.collect",
            "housekeeping.fold_logs",
        )
    }


@pytest.mark.threat("F10")
@pytest.mark.parametrize(
    "name", ["os.mkdir", "app.services.publishing.publish", "app.jobs.nothing", "send_mail.run"]
)
def test_a_function_that_is_not_registered_is_not_run(clean_database, tmp_path, name):
    made = tmp_path / "made"
    job = queue("default").enqueue_call(name, args=[str(made)])

    work()

    assert not made.exists()
    assert find_job(job.id).get_status() is JobStatus.FAILED
