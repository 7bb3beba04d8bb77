"""Folding shrinks the log without changing any state that can still be read from it."""

import json
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import ProgrammingError

from app.jobs import housekeeping
from app.models import PageOperation
from app.services import documents, editing, history
from app.services.documents import Gesture, folding
from app.services.documents.cache import trees
from app.services.documents.folding import Row, closed_upto, runs_of
from app.tenancy import current_tenant_id, platform_transaction, tenant_scope, transaction
from app.tree import codecs
from tests.factories import People
from tests.services.documents.conftest import Desk

SENTENCE = "It is a truth universally acknowledged"


def burst(desk: Desk, *words: str, group: UUID | None = None) -> UUID:
    """Type texts in one group, and return the group's id."""
    group = group or uuid4()
    for count in range(1, len(words) + 1):
        desk.write("heading-1", text=" ".join(words[:count]), group_id=group)
    return group


def age_operations(engine: Engine) -> None:
    """Shift all operations a quarter of an hour into the past."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE page_operations SET created_at = created_at - interval '15 minutes'"))


def fold(engine: Engine) -> int:
    age_operations(engine)
    return documents.fold_logs()


def log_of(page_id: UUID) -> list[PageOperation]:
    query = select(PageOperation).where(PageOperation.page_id == page_id).order_by(PageOperation.revision)
    with transaction() as session:
        return list(session.scalars(query))


def folded(page_id: UUID) -> list[int | None]:
    return [row.folded_into for row in log_of(page_id)]


def text_of(desk: Desk, revision: int | None = None) -> str:
    return desk.read(revision)["content"][0]["props"]["text"]


def test_a_burst_becomes_one_row_and_the_others_keep_their_ids(desk: Desk, admin_engine: Engine):
    burst(desk, *SENTENCE.split())
    before = [(row.operation_id, row.revision, row.group_id) for row in log_of(desk.page_id)]

    assert fold(admin_engine) == 5

    rows = log_of(desk.page_id)
    assert [(row.operation_id, row.revision, row.group_id) for row in rows] == before
    assert [row.folded_into for row in rows] == [6, 6, 6, 6, 6, None]
    assert [bool(codecs.from_json(row.payload)) for row in rows] == [False] * 5 + [True]
    [change] = codecs.from_json(rows[-1].payload).changes
    assert (change.edits["text"].before, change.edits["text"].after) == ("Dear reader", SENTENCE)


def test_the_page_is_the_same_before_the_burst_and_after_it(desk: Desk, admin_engine: Engine):
    burst(desk, "One", "two", "three")
    desk.add("Quote")
    fold(admin_engine)

    for is_warm in (True, False):
        if not is_warm:
            trees.clear()
        assert text_of(desk) == "One two three"
        assert text_of(desk, 3) == "One two three"
        assert text_of(desk, 0) == "Dear reader"


def test_the_job_folds_the_pages_of_all_authors(desk: Desk, admin_engine: Engine):
    burst(desk, "One", "two")
    age_operations(admin_engine)

    housekeeping.fold_logs()

    assert folded(desk.page_id) == [2, None]


def test_operations_younger_than_ten_minutes_are_not_folded(desk: Desk, admin_engine: Engine):
    group = burst(desk, "One", "two")
    assert documents.fold_logs() == 0
    age_operations(admin_engine)
    burst(desk, "One", "two", "three", group=group)

    assert documents.fold_logs() == 0
    assert folded(desk.page_id) == [None] * 5

    assert fold(admin_engine) == 4
    assert folded(desk.page_id) == [5, 5, 5, 5, None]


def test_folded_rows_are_not_processed_again(desk: Desk, admin_engine: Engine):
    burst(desk, "One", "two")
    fold(admin_engine)
    desk.add("Quote")
    burst(desk, "Three", "four")

    assert fold(admin_engine) == 1
    assert folded(desk.page_id) == [2, None, None, 5, None]


def test_an_operation_by_somebody_else_splits_a_burst(desk: Desk, people: People, admin_engine: Engine):
    group = burst(desk, "One", "two")
    with tenant_scope(people.bob.tenant_id, user_id=people.bob.id):
        desk.add("Quote")
    burst(desk, "One", "two", "three", group=group)

    fold(admin_engine)

    assert folded(desk.page_id) == [2, None, None, 6, 6, None]


@pytest.mark.parametrize("keeps", ["version", "publication", "snapshot"])
def test_referenced_states_remain_readable(desk: Desk, admin_engine: Engine, keeps: str):
    burst(desk, "One", "two", "three", "four")
    middle = json.dumps(desk.read(2))
    if keeps == "version":
        history.name_version(desk.page_id, name="In the middle", revision=2)
    elif keeps == "publication":
        change_page(admin_engine, desk.page_id, "published_revision = 2")
    else:
        change_page(
            admin_engine, desk.page_id, "snapshot_revision = 2, puck_data = CAST(:data AS jsonb)", middle
        )

    fold(admin_engine)

    trees.clear()
    assert folded(desk.page_id) == [2, None, 4, None]
    assert text_of(desk, 2) == "One two"
    assert text_of(desk) == "One two three four"


def change_page(engine: Engine, page_id: UUID, what: str, data: str = "") -> None:
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE pages SET {what} WHERE id = :id"), {"id": page_id, "data": data})


def test_a_late_retry_is_applied_once(desk: Desk, admin_engine: Engine):
    gesture = Gesture(group_id=uuid4())
    editing.update_block(desk.page_id, "heading-1", {"text": "One"}, gesture=gesture)
    burst(desk, "One", "two", group=gesture.group)
    fold(admin_engine)

    again = editing.update_block(desk.page_id, "heading-1", {"text": "One"}, gesture=gesture)

    assert again.repeated
    assert text_of(desk) == "One two"


def test_a_folded_burst_is_undone_and_redone_as_one_step(desk: Desk, admin_engine: Engine):
    desk.add("Quote")
    burst(desk, "One", "two", "three")
    fold(admin_engine)

    assert desk.undo().label == "Changed the text of Heading"
    assert text_of(desk) == "Dear reader"
    desk.redo()
    assert text_of(desk) == "One two three"
    fold(admin_engine)
    trees.clear()
    desk.undo()
    desk.undo()
    assert [block["type"] for block in desk.read()["content"]] == ["Heading"]


@pytest.mark.parametrize("remembered", [1, 2, 3, 4])
@pytest.mark.parametrize("end", ["One two three", "Dear reader"])
def test_a_process_that_has_cached_a_folded_state_reads_correctly(
    desk: Desk, admin_engine: Engine, remembered: int, end: str
):
    desk.add("Quote")
    group = burst(desk, "One", "two")
    desk.write("heading-1", text=end, group_id=group)
    old = documents.tree_at(desk.page_id, remembered)
    desk.add("Divider")
    fold(admin_engine)
    trees.clear()
    trees.put((current_tenant_id(), desk.page_id), remembered, old)

    assert text_of(desk, 0) == "Dear reader"
    assert text_of(desk, 4) == end
    assert text_of(desk) == end
    assert [block["type"] for block in desk.read()["content"]] == ["Heading", "Quote", "Divider"]


def test_a_burst_longer_than_a_batch_is_folded_in_pieces(
    desk: Desk, admin_engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(folding, "BATCH", 3)
    desk.add("Quote")
    burst(desk, *SENTENCE.split(), "by", "all")

    fold(admin_engine)

    assert folded(desk.page_id) == [None, 4, 4, None, 7, 7, None, 9, None]
    assert text_of(desk) == f"{SENTENCE} by all"


def test_each_tenants_log_is_folded_separately(people: People, admin_engine: Engine):
    for person in (people.ada, people.carol):
        with tenant_scope(person.tenant_id, user_id=person.id):
            burst(Desk(person.page_id), person.name, "writes")

    assert fold(admin_engine) == 2

    for person in (people.ada, people.carol):
        with tenant_scope(person.tenant_id, user_id=person.id):
            trees.clear()
            assert text_of(Desk(person.page_id)) == f"{person.name} writes"


def rows(*groups: str) -> list[Row]:
    """Create rows of these groups by one person; a capital letter marks a recent row."""
    return [
        Row(number, UUID(int=ord(group.lower())), None, "do", group.islower())
        for number, group in enumerate(groups, start=1)
    ]


@pytest.mark.parametrize(
    ("groups", "upto"),
    [("", None), ("A", None), ("aab", 3), ("aabB", 2), ("aaB", 2), ("aA", None), ("aBc", 1)],
)
def test_open_groups_are_not_folded(groups: str, upto: int | None):
    assert closed_upto(rows(*groups)) == upto


def test_bursts_are_split_at_referenced_revisions():
    assert list(runs_of(rows(*"aabccca"), set())) == [[1, 2], [4, 5, 6]]
    assert list(runs_of(rows(*"aaaa"), {2})) == [[1, 2], [3, 4]]
    assert list(runs_of(rows(*"aaaa"), {1, 4})) == [[2, 3, 4]]


def test_a_revision_is_read_from_a_version_if_that_is_nearer_than_the_snapshot(
    desk: Desk, admin_engine: Engine
):
    burst(desk, "One", "two")
    history.name_version(desk.page_id, name="Early")
    with admin_engine.begin() as connection:
        connection.execute(
            text("UPDATE pages SET revision = 1000, snapshot_revision = 1000 WHERE id = :id"),
            {"id": desk.page_id},
        )
        connection.execute(text("DELETE FROM page_operations"))
    trees.clear()

    assert text_of(desk, 2) == "One two"


def test_the_sweep_role_may_not_update_recent_rows_or_authorship(desk: Desk, admin_engine: Engine):
    burst(desk, "One", "two")
    empty = text("UPDATE page_operations SET label = '' WHERE page_id = :id")
    with platform_transaction() as session:
        assert session.execute(empty, {"id": desk.page_id}).rowcount == 0
    age_operations(admin_engine)

    for column in ("actor_id", "operation_id", "created_at", "revision"):
        with pytest.raises(ProgrammingError, match="permission denied"), platform_transaction() as session:
            session.execute(text(f"UPDATE page_operations SET {column} = {column}"))
    with pytest.raises(ProgrammingError, match="permission denied"), platform_transaction() as session:
        session.execute(text("DELETE FROM page_operations"))
    with pytest.raises(ProgrammingError, match="permission denied"), transaction() as session:
        session.execute(text("UPDATE page_operations SET label = ''"))
