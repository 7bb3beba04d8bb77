"""The app is killed during saves: every acknowledged change is stored exactly once."""

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

MIN_UPTIME = 5.6
"""The uptime in seconds after which granian restarts a failed process immediately."""
STORED = """
SELECT operation_id, revision FROM page_operations WHERE page_id = :page ORDER BY revision
"""


@dataclass
class Writer:
    """Saves a heading continuously, and retries saves that were not acknowledged."""

    browser: Browser
    page_id: UUID
    acknowledged: list[str] = field(default_factory=list)
    words: int = 0

    def save(self, stopping: threading.Event) -> None:
        """Send one change until it is acknowledged."""
        self.words += 1
        operation = str(uuid4())
        while not stopping.is_set():
            try:
                path = f"/pages/{self.page_id}/blocks/heading-1"
                self.browser.send("PATCH", path, text=f"Words {self.words}", operation_id=operation)
            except (OSError, HTTPException):
                time.sleep(0.05)
                continue
            self.acknowledged.append(operation)
            return

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Save continuously inside the block."""
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


def create_author(deployment: Deployment) -> Person:
    """Create an author with a site and a page."""
    name = f"w{uuid4().hex[:10]}"
    with Session(deployment.engine, expire_on_commit=False) as session, session.begin():
        version = make_template(session, slug=name)
        page = make_site(session, make_tenant(session, name), version, subdomain=name)
        return make_person(session, name, Role.OWNER, page)


def kill_one(deployment: Deployment, chance: random.Random) -> None:
    """Kill a random process of the web server: a worker process, or the parent if it has no worker processes."""
    found: list[psutil.Process] = []

    def look() -> bool:
        web = deployment.processes("web")
        found.extend([each for process in web for each in process.children(recursive=True)] or web)
        return bool(found)

    wait_for(look, 60)
    victim = chance.choice(found)
    victim.kill()
    psutil.wait_procs([victim], timeout=10)


def kill_during_saves(deployment: Deployment, *, kills: int) -> None:
    """Kill the app at random moments during saves, then check that every acknowledged change is stored exactly once."""
    chance = random.Random(7)
    author = create_author(deployment)
    writer = Writer(Browser(deployment.running.url, author), author.page_id)
    with writer.writing():
        for _ in range(kills):
            before = len(writer.acknowledged)
            time.sleep(MIN_UPTIME + chance.uniform(0, 0.4))
            kill_one(deployment, chance)
            wait_for(lambda before=before: len(writer.acknowledged) > before + 2, 60)
    deployment.wait_healthy()
    writer.save(threading.Event())

    with deployment.engine.connect() as connection:
        rows = connection.execute(text(STORED), {"page": author.page_id}).all()
    stored = [str(row.operation_id) for row in rows]
    print(f"{kills} kills, {len(writer.acknowledged)} saves acknowledged, {len(stored)} stored")
    assert set(writer.acknowledged) <= set(stored)
    assert len(stored) == len(set(stored))
    assert [row.revision for row in rows] == list(range(1, len(rows) + 1))
    with tenant_scope(author.tenant_id):
        revision, tree = documents.newest(author.page_id)
    assert revision == len(rows)
    assert tree["heading-1"].props["text"] == f"Words {writer.words}"


@pytest.mark.timeout(300)
def test_acknowledged_saves_survive_kills_of_the_app(deployment):
    kill_during_saves(deployment, kills=3)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_acknowledged_saves_survive_a_hundred_kills_of_the_app(deployment):
    kill_during_saves(deployment, kills=100)
