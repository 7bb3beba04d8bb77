"""An author's work on a quiet server, and beside tenants and strangers who take as much of it as they are allowed."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from app.services import documents, publishing
from bench import content
from bench.author import Browser, make_author
from bench.report import Options, Row, row
from bench.running import quillspace
from bench.site import Site
from bench.timing import Spread, spread, stopwatch
from tests.pictures import jpeg
from tests.running import RunningQuillSpace

BLOCKS = 50
HEAVY_TENANTS, HEAVY_PAGES, HEAVY_TEXTS = 2, 40, 20
HEAVY_TEXT = "<p>" + "Lorem <strong>ipsum</strong> dolor <em>sit</em> amet. " * 3_000 + "</p>"
STALLED_UPLOADS, SLOW_CLIENTS = 6, 1000
AT_MOST = 2.0
"""How many times as long the author's actions may take beside the others."""
SLOW_BODY = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nemail=a"


@dataclass
class _Work:
    """The durations of an author's actions in milliseconds."""

    edits: list[float] = field(default_factory=list)
    uploads: list[float] = field(default_factory=list)
    publications: list[float] = field(default_factory=list)


def measure(options: Options) -> Sequence[Row]:
    """Edit, upload and publish, first alone and then beside everyone else."""
    rounds, tenants = options.rounds(30, 3), options.rounds(HEAVY_TENANTS, 1)
    with quillspace() as running:
        author = _site(running, "bench-author", [content.page("", content.document(BLOCKS))])
        heavy = [_site(running, f"bench-heavy-{n}", _heavy_pages()) for n in range(tenants)]
        author.wait_for(author.publish())
        quiet = _work(author, range(rounds))
        with _publishing(heavy), _holding(running, heavy, options.rounds(SLOW_CLIENTS, 50)):
            beside = _work(author, range(rounds, 2 * rounds))
        for site in (author, *heavy):
            _check_nothing_is_stuck(site)
    return [
        *_rows("an edit", quiet.edits, beside.edits),
        *_rows("an upload", quiet.uploads, beside.uploads),
        *_rows("a publication, click to readers", quiet.publications, beside.publications),
    ]


def _site(running: RunningQuillSpace, subdomain: str, pages: Sequence[dict[str, object]]) -> Site:
    author = make_author(subdomain, pages)
    return Site(running, author, f"{subdomain}.localhost", Browser(running.url, author))


def _heavy_pages() -> list[dict[str, object]]:
    """Return pages that consist of the longest texts that are allowed."""
    texts = [{"type": "Text", "props": {"id": f"Text-{n}", "body": HEAVY_TEXT}} for n in range(HEAVY_TEXTS)]
    data = {"root": {"props": {}}, "content": texts, "zones": {}}
    return [content.page(f"page-{number}" if number else "", data) for number in range(HEAVY_PAGES)]


def _work(site: Site, rounds: range) -> _Work:
    """Perform each action once per round; the round's number determines the picture."""
    work, home = _Work(), site.author.pages[""]
    heading = _heading(site, home)
    for number in rounds:
        title = f"Edition {uuid4().hex}"
        with stopwatch(work.edits):
            site.browser.send("PATCH", f"/pages/{home}/blocks/{heading}", **_edit(title))
        picture = jpeg(1600, 1200, seed=number)
        with stopwatch(work.uploads):
            site.browser.upload("/assets?name=picture.jpg", picture)
        with stopwatch(work.publications):
            site.click()
            site.wait_until_shown("/", title.encode())
    return work


def _heading(site: Site, page: UUID) -> str:
    with site.author.scope():
        tree = documents.tree_at(page)
    return next(node.id for node in tree.nodes.values() if node.type == "Heading")


def _edit(title: str) -> dict[str, str]:
    return {
        "operation_id": str(uuid4()),
        "client_id": str(uuid4()),
        "group_id": str(uuid4()),
        "text": title,
    }


@contextmanager
def _publishing(sites: Sequence[Site]) -> Iterator[None]:
    """Publish every page of the sites again and again, until the block ends."""
    stopping = threading.Event()

    def run(site: Site) -> None:
        for number in count():
            if stopping.is_set():
                return
            site.rename(f"Heavy {number}")
            site.click()
            with site.author.scope():
                newest = publishing.list_builds(site.author.site_id)[0]
            while not stopping.wait(0.1):
                with site.author.scope():
                    if publishing.get_build(newest.id).is_over:
                        break

    threads = [threading.Thread(target=run, args=(site,)) for site in sites]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


@contextmanager
def _holding(running: RunningQuillSpace, sites: Sequence[Site], clients: int) -> Iterator[None]:
    """Hold connections with half a form, and uploads of signed-in browsers that have stopped."""
    uploads = [_half_an_upload(sites[number % len(sites)]) for number in range(STALLED_UPLOADS)]
    address = urlsplit(running.url)
    with ExitStack() as held:
        for start in [SLOW_BODY] * clients + uploads:
            client = held.enter_context(
                closing(socket.create_connection((address.hostname or "", address.port or 80), timeout=10))
            )
            client.sendall(start)
        yield


def _half_an_upload(site: Site) -> bytes:
    name, value = site.browser.cookie()
    head = (
        f"POST /assets?name=a.jpg HTTP/1.1\r\nHost: localhost\r\nCookie: {name}={value}\r\n"
        "Content-Length: 20000000\r\n\r\n"
    )
    return head.encode() + b"x" * 100_000


def _check_nothing_is_stuck(site: Site) -> None:
    """Edit, upload and publish once more, and wait until all builds are over. Raises RuntimeError if one failed."""
    site.browser.upload("/assets?name=last.jpg", jpeg(320, 240))
    site.rename("Afterwards")
    site.wait_for(site.publish())
    with site.author.scope():
        running = publishing.find_running(site.author.site_id)
    if running is not None:
        raise RuntimeError(f"A build of {site.host} is still {running.status}.")


def _rows(what: str, quiet: list[float], beside: list[float]) -> list[Row]:
    alone, others = spread(quiet), spread(beside)
    return [
        row(f"{what}, alone", alone),
        row(f"{what}, beside the others", others),
        _ratio(what, alone, others),
    ]


def _ratio(what: str, alone: Spread, others: Spread) -> Row:
    times = others.p95 / alone.p95
    return Row(
        what=f"{what}: p95 beside the others by p95 alone",
        median=times,
        unit="times",
        aim=f"< {AT_MOST:g}",
        is_met=times < AT_MOST,
    )
