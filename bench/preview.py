"""Previews of a site with 1,000 pages of 25 blocks each: time until the first page is shown, and time to revoke."""

from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from http.client import HTTPConnection
from time import sleep
from urllib.parse import urlsplit
from uuid import UUID

from app.delivery.preview_links import PATH
from app.services import documents, editing, previews, publishing
from app.services.documents import Gesture
from app.tree.model import ROOT_SLOT
from bench import content
from bench.author import Browser, make_author
from bench.report import Options, Row, row
from bench.running import quillspace
from bench.site import Site
from bench.timing import spread, stopwatch

BLOCKS = 25
READY_BELOW = 2000.0
GONE_BELOW = 2000.0
SUBDOMAIN = "bench-preview"


def measure(options: Options) -> Sequence[Row]:
    """Create previews as the author, and read them without an account."""
    pages = options.rounds(1000, 50)
    with quillspace() as running:
        author = make_author(SUBDOMAIN, list(_pages(pages)))
        site = Site(running, author, f"{SUBDOMAIN}.localhost", Browser(running.url, author))
        rounds = options.rounds(10, 3)
        first = _ready(
            site, f"preview of {pages} pages, rendered for the first time", rounds=1, is_target=False
        )
        site.wait_for(site.publish())
        rebuilt = _ready(
            site,
            f"preview with all {pages} pages rendered again",
            rounds=rounds,
            change=lambda number: site.rename(f"Bench {number}"),
        )
        changed = _ready(
            site,
            f"preview with one changed page of {pages}",
            rounds=rounds,
            change=lambda number: _change(site, number),
        )
        again = _ready(site, "the same preview requested again", rounds=rounds)
        build = _newest(site)
        earlier = _ready(site, "preview of an earlier publication", rounds=rounds, build=build)
        return [first, rebuilt, changed, again, earlier, _gone(site, rounds=rounds)]


def _pages(count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        data = content.document(BLOCKS, seed=number, paragraphs=3)
        yield content.page(f"page-{number}" if number else "", data, in_menu=number < 8)


def _ready(
    site: Site,
    what: str,
    *,
    rounds: int,
    change: Callable[[int], None] | None = None,
    build: UUID | None = None,
    is_target: bool = True,
) -> Row:
    """Measure the time from the click until the link shows a page."""
    waits: list[float] = []
    made: list[UUID] = []
    for number in range(rounds):
        if change:
            change(number)
        with stopwatch(waits):
            preview = _ask(site, build)
            _open(site, preview.url)
        made.append(preview.id)
    for preview_id in made[:-1]:
        _revoke(site, preview_id)
    return row(what, spread(waits), p95_below=READY_BELOW if is_target else None)


def _gone(site: Site, *, rounds: int) -> Row:
    """Measure the time from the click until a request with the preview's cookie is rejected."""
    waits: list[float] = []
    for _number in range(rounds):
        preview = _ask(site, None)
        cookie = _open(site, preview.url)
        with stopwatch(waits):
            _revoke(site, preview.id)
            while _get(site, preview.hostname, "/", cookie)[0] == HTTPStatus.OK:
                sleep(0.002)
    return row("revocation, click to the first rejection", spread(waits), p95_below=GONE_BELOW)


def _ask(site: Site, build: UUID | None) -> previews.PreviewView:
    asked = {"days": "1"} | ({"show": str(build)} if build else {})
    site.browser.post(f"/sites/{site.author.site_id}/previews", **asked)
    with site.author.scope():
        return previews.list_previews(site.author.site_id)[0]


def _open(site: Site, url: str) -> str:
    """Open the link repeatedly until it shows a page, and return the cookie."""
    host = str(urlsplit(url).hostname)
    while True:
        status, cookie = _get(site, host, PATH + url.partition(PATH)[2])
        if status == HTTPStatus.SEE_OTHER and _get(site, host, "/", cookie)[0] == HTTPStatus.OK:
            return cookie
        sleep(0.004)


def _get(site: Site, host: str, path: str, cookie: str = "") -> tuple[int, str]:
    reader = HTTPConnection("127.0.0.1", site.running.sites_port)
    reader.request("GET", path, headers={"Host": host, "Cookie": cookie})
    response = reader.getresponse()
    response.read()
    reader.close()
    return response.status, response.getheader("Set-Cookie", "").partition(";")[0]


def _revoke(site: Site, preview_id: UUID) -> None:
    site.browser.post(f"/previews/{preview_id}/revocations")


def _newest(site: Site) -> UUID:
    with site.author.scope():
        return publishing.list_builds(site.author.site_id)[0].id


def _change(site: Site, number: int) -> None:
    page_id = site.author.pages[f"page-{1 + number}"]
    with site.author.scope():
        hero = documents.tree_at(page_id).root.children[ROOT_SLOT][0]
        editing.update_block(page_id, hero, {"heading": f"Seen in preview {number}"}, gesture=Gesture())
