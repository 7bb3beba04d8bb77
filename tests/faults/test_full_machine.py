"""A machine whose only disk is full: database, queue, files and logs. Nothing acknowledged is lost, and it recovers."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.client import HTTPException
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
from app.tenancy import tenant_scope
from bench.author import Browser, make_author
from bench.content import document, page
from tests.faults.deployment import Deployment, wait_for
from tests.running import free_ports, launch, wait_until_ready
from tests.tiny_disk import TinyDisk

pytestmark = [pytest.mark.threat("F12"), pytest.mark.soak, pytest.mark.timeout(600)]

MOUNT = 'mount -t tmpfs -o size="$0" none "$1" && shift && exec "$@"'
SIZE = "700m"
LONG_TEXT = "Lorem ipsum " * 8_000
"""Large enough to fill what the database has reserved, after some saves."""
SAVES = 1500


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


def save(browser, page_id, heading, words) -> int:
    """Save a text; return the status, or 0 without a response."""
    fields = {name: str(uuid4()) for name in ("operation_id", "client_id", "group_id")}
    try:
        browser.send("PATCH", f"/pages/{page_id}/blocks/{heading}", text=words, **fields)
    except HTTPError as error:
        return error.code
    except (OSError, HTTPException):
        return 0
    return 200


def test_a_full_machine_loses_nothing_that_it_acknowledged_and_recovers(machine):
    deployment, disk = machine
    author = make_author("full", [page("", document(5))])
    browser = Browser(deployment.running.url, author)
    with author.scope():
        tree = documents.tree_at(author.pages[""])
    heading = next(node.id for node in tree.nodes.values() if node.type == "Heading")
    site = deployment.create_site(pages=5)
    site.wait_finished(site.publish())
    site.wait_live()

    disk.fill()
    statuses, acknowledged = set(), 0
    for number in range(SAVES):
        status = save(browser, author.pages[""], heading, f"Words {number} {'x' * 100}")
        statuses.add(status)
        acknowledged += status == 200
        assert site.read("/") == (200, 1)
        if {503, 0} & statuses and number > 50:
            break
        with suppress(HTTPError, OSError, HTTPException):
            browser.post(f"/sites/{author.site_id}/pages", title=LONG_TEXT[:100])
    config = load_config(deployment.running.environment)
    finding = check_disk(config)
    assert finding.verdict is Verdict.BAD
    assert finding.summary.startswith("0.0 GiB free")
    assert finding.advice
    assert statuses <= {200, 503, 0}
    print(f"{acknowledged} saves acknowledged, {statuses}")

    disk.empty()
    deployment.wait_healthy()
    wait_for(lambda: save(browser, author.pages[""], heading, "The last words") == 200, 60)
    with deployment.engine.connect() as connection:
        query = text("SELECT count(*) FROM page_operations WHERE page_id = :page")
        assert connection.execute(query, {"page": author.pages[""]}).scalar_one() >= acknowledged + 1
    with author.scope():
        assert documents.tree_at(author.pages[""]).nodes[heading].props["text"] == "The last words"
    with tenant_scope(site.tenant_id):
        build = site.publish()
    assert site.wait_finished(build).status is BuildStatus.SUCCESS
    site.wait_live()
    assert site.crawl() == {(200, site.edition)}
