"""Many pages are made by children on all cores, and come out as this process makes them."""

import pytest

from app.models import BuildStatus
from app.services import publishing
from app.services.publishing.rendering import page_builder, worker_pool
from tests.factories import make_page, puck
from tests.services.publishing.support import change, live_build, manifest, on_site, publish, view


@pytest.fixture
def children(monkeypatch):
    """This process as a worker has itself prepared, and every build as one of many pages."""
    monkeypatch.setattr(page_builder, "MANY", 1)
    publishing.prefork_worker_pool()
    yield worker_pool.pool()
    publishing.close_worker_pool()


def pages(admin_engine, person, count=7):
    with on_site(admin_engine, person) as (session, site):
        for number in range(count):
            make_page(session, site, slug=f"p{number}", title=f"P {number}", data=puck(f"p{number}"))


def test_children_make_the_same_files_as_the_worker_itself(people, admin_engine, children, monkeypatch):
    pages(admin_engine, people.ada)
    theirs = manifest(people.ada, publish(people.ada)).files
    monkeypatch.setattr(page_builder, "MANY", 1000)
    change(admin_engine, "UPDATE sites SET settings = jsonb_set(settings, '{unused}', '1')")

    ours = manifest(people.ada, publish(people.ada)).files

    assert ours == theirs
    assert len(children._idle) == children.size


def kill(children):
    """End all children as a machine without memory would."""
    for child in children._idle:
        child._process.kill()
        child._process.join()


def test_children_that_died_while_idle_are_replaced(people, admin_engine, children):
    pages(admin_engine, people.ada)
    kill(children)

    build = publish(people.ada)

    assert live_build(people.ada) == build


def test_a_child_that_dies_at_work_costs_an_attempt(people, admin_engine, children, monkeypatch):
    pages(admin_engine, people.ada)
    kill(children)
    monkeypatch.setattr(worker_pool._Child, "is_alive", True)

    build = publish(people.ada)

    assert view(people.ada, build).status is BuildStatus.PENDING
    assert live_build(people.ada) is None


def test_a_child_whose_worker_is_killed_amid_a_batch_ends_as_it_should(people, admin_engine, children):
    pages(admin_engine, people.ada)
    publish(people.ada)
    child = next(child for child in children._idle if child.frame)

    child._connection.send((None, []))
    child._connection.close()
    child._process.join(20)

    assert child._process.exitcode == 0


def test_a_fault_of_the_design_reaches_the_author_from_a_child(people, admin_engine, children):
    change(admin_engine, "UPDATE template_versions SET id = id, html_source = E'{{ head }}\\n{% if %}'")

    build = publish(people.ada)

    assert view(people.ada, build).status is BuildStatus.ERROR
    assert "shell.html, line 2" in view(people.ada, build).error
