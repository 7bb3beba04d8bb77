"""The agent's log entries contain the id of the request that caused a change."""

import logging

import pytest

from app import logs, request_ids
from tests.edge.state.support import go_live_with_missing_build, page, wait_for
from tests.services.publishing.support import publish


@pytest.fixture
def traced_log(caplog):
    """A function that waits for log entries that contain a given text, and returns their request ids."""
    caplog.handler.addFilter(logs.RequestIdFilter())
    caplog.set_level(logging.INFO, "quillspace.edge")

    def ids_of(message):
        wait_for(lambda: message in caplog.text)
        return {entry.request_id for entry in caplog.records if message in entry.getMessage()}

    return ids_of


def test_log_entries_have_the_id_of_the_request_that_published(people, agent, traced_log):
    request_id = request_ids.make()

    with request_ids.entered(request_id):
        build = publish(people.ada)

    assert traced_log(f"serves build {build}") == {request_id}


def test_log_entries_about_a_failed_layout_have_the_id_of_the_request_that_published(
    people, agent, admin_engine, traced_log
):
    publish(people.ada)
    wait_for(lambda: page(agent, "ada.localhost"))
    request_id = request_ids.make()

    broken = go_live_with_missing_build(admin_engine, people.ada, request_id=request_id)

    assert traced_log(f"Build {broken} could not be laid out") == {request_id}
