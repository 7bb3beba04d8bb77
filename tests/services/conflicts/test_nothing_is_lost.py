"""Two people at random on one page: every string that was typed is on it, is kept, or was written over by somebody
who had typed it or seen it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models import Choice, Site
from app.services import conflicts, documents
from app.services.conflicts import TextConflict
from app.tenancy import tenant_scope
from tests.factories import People, make_page
from tests.services.conflicts.conftest import Tab

INTERLEAVINGS = 200
NEVER_SEEN = 10**9
CONTENT = [
    {"type": "Heading", "props": {"id": "heading", "text": "Dear reader"}},
    {
        "type": "Section",
        "props": {
            "id": "section",
            "content": [{"type": "Text", "props": {"id": "text", "body": "<p>Once</p>"}}],
        },
    },
    {
        "type": "Header",
        "props": {
            "id": "header",
            "links": [{"label": "Books", "link": ""}, {"label": "About", "link": ""}],
        },
    },
]
TEXTS = [("heading", "text"), ("text", "body"), ("header", "links.0.label"), ("header", "links.1.label")]
ACTS = ["write"] * 8 + ["look", "look", "remove", "arrange", "undo", "undo", "choose"]


@dataclass
class Table:
    """Two editors at one page, and what has been typed by whom at which revision."""

    editors: list[Tab]
    dice: Random
    typed: dict[str, tuple[int, int]] = field(default_factory=dict)
    excused: set[str] = field(default_factory=set)
    there: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)

    def turn(self) -> None:
        """One of them does something; nothing may be lost by it."""
        who = self.dice.randrange(2)
        tab, act = self.editors[who], self.dice.choice(ACTS)
        there, kept = self.there, self.kept
        if act == "write":
            self._write(who)
        else:
            self._try(getattr(self, f"_{act}"), tab)
        self.there, self.kept = self._read_page(), self._read_conflicts()
        self.excused |= {text for text in there - self.there if self._may_go(text, who)}
        for text in (there | kept) - self.there - self.kept - self.excused:
            assert self.typed[text][0] == who, (act, text)
            self.excused.add(text)
        if act != "look" and self.dice.random() < 0.4:
            tab.look()

    def _may_go(self, text: str, who: int) -> bool:
        """Whether it is this editor's own, or was before their eyes."""
        author, revision = self.typed[text]
        return author == who or self.editors[who].seen >= revision

    def check(self) -> None:
        """Every string is accounted for."""
        assert self.typed.keys() <= self.there | self.kept | self.excused

    def _write(self, who: int) -> None:
        tab, text = self.editors[who], f"«{len(self.typed)}»"
        block, path = self.dice.choice(TEXTS)
        try:
            applied = tab.set(block, {path: text})
            self.typed[text] = (who, applied.revision)
        except TextConflict:
            self.typed[text] = (who, NEVER_SEEN)
            assert text in self._read_conflicts()
        except DomainError:
            # A part that this editor took away, or an item that is not there: it stays in its field, refused in words.
            return

    def _try(self, act, tab: Tab) -> None:
        try:
            act(tab)
        except DomainError:
            return

    def _look(self, tab: Tab) -> None:
        tab.look()

    def _remove(self, tab: Tab) -> None:
        tab.remove(self.dice.choice(["heading", "section", "text"]))

    def _arrange(self, tab: Tab) -> None:
        tab.arrange("header", self.dice.choice(["add", "remove", "down"]), self.dice.randrange(2))

    def _undo(self, tab: Tab) -> None:
        tab.undo()

    def _choose(self, tab: Tab) -> None:
        kept = tab.open_conflicts()
        if kept:
            row = self.dice.choice(sorted((one.row for one in kept), key=lambda row: row.mine))
            tab.choose(row.id, self.dice.choice(list(Choice)))

    def _read_page(self) -> set[str]:
        return self._in(json.dumps(self.editors[0].blocks(), ensure_ascii=False))

    def _read_conflicts(self) -> set[str]:
        tab = self.editors[0]
        with tenant_scope(tab.person.tenant_id, user_id=tab.person.id):
            rows = [kept.row for kept in conflicts.list_conflicts(tab.page_id)]
        return self._in(" ".join(f"{row.mine} {row.theirs}" for row in rows))

    def _in(self, words: str) -> set[str]:
        return {text for text in self.typed if text in words}


@pytest.fixture
def fresh_pages(people: People, admin_engine: Engine) -> Iterator[UUID]:
    """One new page after another, so that no run sees what an earlier one did."""

    def pages() -> Iterator[UUID]:
        number = 0
        while True:
            number += 1
            with Session(admin_engine) as session, session.begin():
                site = session.get_one(Site, (people.ada.tenant_id, people.ada.site_id))
                data = {"root": {"props": {}}, "content": CONTENT}
                page_id = make_page(session, site, slug=f"page-{number}", title="Page", data=data).id
            yield page_id

    return pages()


@pytest.mark.timeout(900)
@settings(
    max_examples=INTERLEAVINGS,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32), turns=st.integers(4, 16))
def test_two_people_lose_no_string(people: People, fresh_pages: Iterator[UUID], seed: int, turns: int):
    page_id = next(fresh_pages)
    table = Table([Tab(people.ada, page_id), Tab(people.bob, page_id)], Random(seed))

    for _ in range(turns):
        table.turn()

    table.check()
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        documents.tree_at(page_id)
