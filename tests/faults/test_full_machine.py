"""A machine whose only disk is full: database, queue, files and logs. Nothing acknowledged is lost, and it recovers."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.cli.doctor.finding import Verdict
from app.cli.doctor.machine import check_disk
from app.config import load_config
from app.models import BuildStatus
from app.services import documents
from bench.author import Browser, make_author
from bench.content import document, page
from tests.faults.deployment import Deployment, wait_for
from tests.faults.slow_clients.test_slow_clients import status_of
from tests.running import free_ports, launch, wait_until_ready
from tests.tiny_disk import TinyDisk

pytestmark = [pytest.mark.threat("F12"), pytest.mark.soak, pytest.mark.timeout(600)]

MOUNT = 'mount -t tmpfs -o size="$0" none "$1" && shift && exec "$@"'
SIZE = "700m"
SAVES = 60


@pytest.fixture
def machine(tmp_path) -> Iterator[tuple[Deployment, TinyDisk]]:
    """A QuillSpace on a small disk of its own. Its sockets are elsewhere, because its path is too long for them."""
    home = tmp_path / ("a-long-name-" * 8)
    home.mkdir()
    prefix = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNT, SIZE, str(home)]
    running = launch(home, settings={}, ports=free_ports(), prefix=prefix)
    inside = Path(f"/proc/{running.process.pid}/root{home}")
    try:
        wait_until_ready(running)
        deployment = Deployment(replace(running, home=inside))
        sockets = (inside / "run").readlink()
        yield deployment, TinyDisk(inside)
        deployment.engine.dispose()
        running.stop()
        shutil.rmtree(sockets, ignore_errors=True)
    finally:
        running.process.kill()


def save(browser, path, words) -> int:
    """Save the block at this path; return the status."""
    fields = {name: str(uuid4()) for name in ("operation_id", "client_id", "group_id")}
    try:
        browser.send("PATCH", path, text=words, **fields)
    except HTTPError as error:
        return error.code
    return 200


def heading(author) -> str:
    """Return the id of a heading of the page."""
    with author.scope():
        tree = documents.tree_at(author.pages[""])
    return next(node.id for node in tree.nodes.values() if node.type == "Heading")


def test_a_full_machine_loses_nothing_that_it_acknowledged_and_recovers(machine):
    deployment, disk = machine
    author = make_author("full", [page("", document(5))])
    browser = Browser(deployment.running.url, author)
    block = heading(author)
    path = f"/pages/{author.pages['']}/blocks/{block}"
    site = deployment.create_site(pages=5)
    site.wait_finished(site.publish())
    site.wait_live()

    acknowledged = sum(save(browser, path, f"Words {number}") == 200 for number in range(SAVES))
    assert acknowledged == SAVES

    disk.fill()
    statuses = Counter()
    for number in range(SAVES):
        statuses[save(browser, path, f"More words {number}")] += 1
        assert site.read("/") == (200, 1)
        assert status_of(deployment.running.port, "/sign-in") == 200
    assert set(statuses) <= {200, 503}
    assert statuses[503]
    finding = check_disk(load_config(deployment.running.environment))
    assert finding.verdict is Verdict.BAD
    assert finding.summary.startswith("0.0 GiB free")
    acknowledged += statuses[200]

    disk.empty()
    wait_for(lambda: save(browser, path, "The last words") == 200, 60)
    with deployment.engine.connect() as connection:
        query = text("SELECT count(*) FROM page_operations WHERE page_id = :page")
        assert connection.execute(query, {"page": author.pages[""]}).scalar_one() >= acknowledged + 1
    with author.scope():
        assert documents.tree_at(author.pages[""]).nodes[block].props["text"] == "The last words"
    assert site.wait_finished(site.publish()).status is BuildStatus.SUCCESS
    site.wait_live()
    assert site.crawl() == {(200, site.edition)}
