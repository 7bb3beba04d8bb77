"""`quillspace parked` lists what was given up, and sends it again."""

import json

import pytest

from app.services import parked_work
from tests.blueprints.support.test_parked_work import PARK
from tests.services.publishing.support import change


@pytest.fixture
def parked(people, admin_engine):
    for topic in ("mail", "mail", "links", "garbage", "no-such-topic"):
        change(admin_engine, PARK, tenant=people.ada.tenant_id, topic=topic)
    return parked_work.list_parked()


def listed(quillspace, *options):
    return json.loads(quillspace("parked", "list", "--json", *options).output)


def test_every_kind_is_listed(quillspace, people, parked):
    rows = listed(quillspace)

    assert [row["kind"] for row in rows] == ["mail", "mail", "link-check", "clean-up", "other"]
    assert {(row["tenant"], row["tries"], row["error"]) for row in rows} == {
        (str(people.ada.tenant_id), 3, "Unavailable")
    }
    assert len(listed(quillspace, "--kind", "mail")) == 2
    assert "link-check" in quillspace("parked", "list").output


@pytest.mark.parametrize(
    ("choose", "left"),
    [(lambda work: [work[0].id], 4), (lambda _: ["--kind", "mail"], 3), (lambda _: ["--all"], 0)],
)
def test_work_is_sent_again(quillspace, parked, choose, left):
    result = quillspace("parked", "send-again", *choose(parked))

    assert (result.exit_code, result.output) == (0, f"Sent again: {5 - left}.\n")
    assert len(listed(quillspace)) == left


@pytest.mark.parametrize("given", [[], ["outbox-1", "--all"], ["--kind", "mail", "--all"]])
def test_a_choice_that_is_not_clear_changes_nothing(quillspace, parked, given):
    assert quillspace("parked", "send-again", *given).exit_code == 2
    assert len(listed(quillspace)) == 5


def test_an_unknown_id_is_reported(quillspace, parked):
    result = quillspace("parked", "send-again", "outbox-99999")
    assert (result.exit_code, result.output) == (1, "Error: No parked work has the id outbox-99999.\n")


def test_nothing_parked_is_said(quillspace, people):
    assert quillspace("parked", "list").output == "No work is parked.\n"
