"""The app is killed while somebody writes: what it answered to is stored, once and whole."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from uuid import UUID, uuid4

import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models import Role
from app.services import documents
from app.tenancy import tenant_scope
from bench.author import Browser
from tests.factories import Person, make_person, make_site, make_template, make_tenant
from tests.faults.deployment import Deployment, wait_for

SETTLED = 5.6
"""A process of the app that falls within so many seconds of its beginning makes granian give up for a while."""
STORED = """
SELECT operation_id, revision FROM page_operations WHERE page_id = :page ORDER BY revision
"""


@dataclass
class Writer:
    """Types into one heading as fast as it is saved, and sends again what was not answered."""

    browser: Browser
    page_id: UUID
    answered: list[str] = field(default_factory=list)
    words: int = 0

    def save(self, stopping: threading.Event) -> None:
        """Send one change until somebody answers to it."""
        self.words += 1
        operation = str(uuid4())
        while not stopping.is_set():
            try:
                path = f"/pages/{self.page_id}/blocks/heading-1"
                self.browser.send("PATCH", path, text=f"Words {self.words}", operation_id=operation)
            except (OSError, HTTPException):
                time.sleep(0.05)
                continue
            self.answered.append(operation)
            return

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Meanwhile they write."""
        stopping = threading.Event()

        def write() -> None:
            while not stopping.is_set():
                self.save(stopping)

        thread = threading.Thread(target=write)
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            thread.join()


def settle(deployment: Deployment) -> Person:
    """An author with a page of her own."""
    name = f"w{uuid4().hex[:10]}"
    with Session(deployment.engine, expire_on_commit=False) as session, session.begin():
        version = make_template(session, slug=name)
        page = make_site(session, make_tenant(session, name), version, subdomain=name)
        return make_person(session, name, Role.OWNER, page)


def kill_one(deployment: Deployment, chance: random.Random) -> None:
    """End a process of the app: one that answers, or the one that starts those."""
    found: list[psutil.Process] = []

    def look() -> bool:
        web = deployment.processes("web")
        found.extend([each for process in web for each in process.children(recursive=True)] or web)
        return bool(found)

    wait_for(look, 60)
    victim = chance.choice(found)
    victim.kill()
    psutil.wait_procs([victim], timeout=10)


def kill_while_somebody_writes(deployment: Deployment, *, kills: int) -> None:
    """Kill at random moments of the saves, then look at what is stored."""
    chance = random.Random(7)
    author = settle(deployment)
    writer = Writer(Browser(deployment.running.url, author), author.page_id)
    with writer.writing():
        for _ in range(kills):
            before = len(writer.answered)
            time.sleep(SETTLED + chance.uniform(0, 0.4))
            kill_one(deployment, chance)
            wait_for(lambda before=before: len(writer.answered) > before + 2, 60)
    deployment.wait_healthy()
    writer.save(threading.Event())

    with deployment.engine.connect() as connection:
        rows = connection.execute(text(STORED), {"page": author.page_id}).all()
    stored = [str(row.operation_id) for row in rows]
    print(f"{kills} kills, {len(writer.answered)} saves answered, {len(stored)} stored")
    assert set(writer.answered) <= set(stored)
    assert len(stored) == len(set(stored))
    assert [row.revision for row in rows] == list(range(1, len(rows) + 1))
    with tenant_scope(author.tenant_id):
        revision, tree = documents.newest(author.page_id)
    assert revision == len(rows)
    assert tree["heading-1"].props["text"] == f"Words {writer.words}"


@pytest.mark.timeout(300)
def test_what_was_answered_is_stored_although_the_app_was_killed(deployment):
    kill_while_somebody_writes(deployment, kills=3)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_what_was_answered_is_stored_although_the_app_was_killed_a_hundred_times(deployment):
    kill_while_somebody_writes(deployment, kills=100)
