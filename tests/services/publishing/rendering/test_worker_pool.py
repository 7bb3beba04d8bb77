"""Worker processes render many pages with the same result as this process."""

import re
import subprocess
import sys

import pytest

from app.models import BuildStatus
from app.services import publishing
from app.services.publishing.rendering import worker_pool, worker_process
from app.services.publishing.rendering.page_renderer import PageRenderer
from tests.factories import make_page, puck
from tests.services.publishing.support import change, live_build, manifest, on_site, publish, view


@pytest.fixture
def children(monkeypatch):
    """A pool of processes as in a worker, used for builds of any size."""
    publishing.prefork_worker_pool()
    yield worker_pool.pool()
    publishing.close_worker_pool()


def pages(admin_engine, person, count=7):
    with on_site(admin_engine, person) as (session, site):
        for number in range(count):
            make_page(session, site, slug=f"p{number}", title=f"P {number}", data=puck(f"p{number}"))


def test_worker_processes_render_the_same_files_as_this_process(people, admin_engine, children, monkeypatch):
    pages(admin_engine, people.ada)
    theirs = manifest(people.ada, publish(people.ada)).files
    monkeypatch.setattr(worker_pool, "_pool", None)
    change(admin_engine, "UPDATE sites SET settings = jsonb_set(settings, '{unused}', '1')")

    ours = manifest(people.ada, publish(people.ada)).files

    assert ours == theirs
    assert len(children._idle) == children.size


def kill(children):
    """Kill all processes, as the kernel does when memory runs out."""
    for child in children._idle:
        child._process.kill()
        child._process.join()


def test_processes_that_die_while_idle_are_replaced(people, admin_engine, children):
    pages(admin_engine, people.ada)
    kill(children)

    build = publish(people.ada)

    assert live_build(people.ada) == build


def test_a_process_that_dies_while_rendering_uses_up_an_attempt(people, admin_engine, children, monkeypatch):
    pages(admin_engine, people.ada)
    kill(children)
    monkeypatch.setattr(worker_pool._Child, "is_alive", True)

    build = publish(people.ada)

    assert view(people.ada, build).status is BuildStatus.PENDING
    assert live_build(people.ada) is None


def test_a_process_exits_cleanly_when_its_parent_is_killed_during_a_batch(people, admin_engine, children):
    pages(admin_engine, people.ada)
    publish(people.ada)
    child = next(child for child in children._idle if child.frame)

    child._connection.send((None, "", []))
    child._connection.close()
    child._process.join(20)

    assert child._process.exitcode == 0


def test_a_template_error_in_a_process_is_reported_to_the_author(people, admin_engine, children):
    change(admin_engine, "UPDATE template_versions SET id = id, html_source = E'{{ head }}\\n{% if %}'")

    build = publish(people.ada)

    assert view(people.ada, build).status is BuildStatus.ERROR
    assert "shell.html, line 2" in view(people.ada, build).error


SERVE_ONE_BROKEN_BATCH = """
import multiprocessing, pickle, threading
from app.components.registry import BUILT_IN
from app.components.rendering import SiteFacts
from app.services.publishing.builds import Frame
from app.services.publishing.rendering.worker_process import serve

frame = Frame(registry=BUILT_IN, site=SiteFacts(), settings={}, origin="", shell="", css="", icon="", facts=(),
              asset_addresses={}, pictures={}, sections={}, parts={})
ours, theirs = multiprocessing.Pipe()
ours.send((pickle.dumps(frame), "the-request-id", ["not a page"]))
threading.Thread(target=lambda: (ours.recv(), ours.close())).start()
serve(theirs)
"""


def test_log_entries_of_a_worker_process_have_the_request_id():
    done = subprocess.run(
        [sys.executable, "-c", SERVE_ONE_BROKEN_BATCH],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert "ERROR [the-request-id] A batch of pages could not be rendered." in done.stderr


def test_a_page_that_takes_too_long_is_ended_and_named(people, admin_engine, monkeypatch):
    """The process is stuck in code that no signal interrupts."""
    monkeypatch.setattr(worker_pool, "PAGE_SECONDS", 0.5)
    monkeypatch.setattr(worker_pool, "serve", serve_stuck)
    publishing.prefork_worker_pool()
    try:
        pages(admin_engine, people.ada, count=2)
        build = publish(people.ada)
    finally:
        publishing.close_worker_pool()

    assert view(people.ada, build).status is BuildStatus.ERROR
    assert "too long to prepare the page “P 1”" in view(people.ada, build).error


def serve_stuck(connection):
    """Serve batches, but backtrack for ever, without releasing the interpreter, at one page."""
    body = PageRenderer._body

    def render(renderer, page, tree):
        if page.title == "P 1":
            re.match(r"(a+)+$", "a" * 60 + "b")
        return body(renderer, page, tree)

    PageRenderer._body = render
    worker_process.serve(connection)
