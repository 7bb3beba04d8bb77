"""The first response of a site that was evicted from the edge's disk."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from http.client import HTTPConnection

from app.adapters.object_store import open_store
from app.edge.disk import Layout
from app.extensions import config
from bench import content
from bench.author import Browser, make_author
from bench.report import Options, Row, row
from bench.running import quillspace
from bench.site import Site, wait_until_ready
from bench.timing import spread, stopwatch
from tests.running import RunningQuillSpace

BLOCKS = 25
SIZES = (10, 1000)


def measure(options: Options) -> Sequence[Row]:
    """Evict the site, request its home page, then request it again."""
    rows: list[Row] = []
    with quillspace() as running:
        for pages in SIZES:
            site = _site(running, f"bench-cold-{pages}", options.rounds(pages, 10))
            rows += _first_responses(site, pages, rounds=options.rounds(20, 3))
    return rows


def _site(running: RunningQuillSpace, subdomain: str, pages: int) -> Site:
    author = make_author(subdomain, list(_pages(pages)))
    site = Site(running, author, f"{subdomain}.localhost", Browser(running.url, author))
    site.wait_for(site.publish())
    wait_until_ready(running.sites_port, site.host)
    return site


def _pages(count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        data = content.document(BLOCKS, seed=number, paragraphs=3)
        yield content.page(f"page-{number}" if number else "", data, in_menu=number < 8)


def _first_responses(site: Site, pages: int, *, rounds: int) -> list[Row]:
    layout = Layout(site.running.home / "edge", open_store(config().object_store_url))
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(rounds):
        build_id = layout.shown_build(site.author.site_id)
        assert build_id
        layout.remove_site(site.author.site_id)
        layout.drop_build(build_id)
        for times in (cold, warm):
            with stopwatch(times):
                _ask(site)
    what = f"a site of {pages} pages"
    return [row(f"{what}, first response when cold", spread(cold)), row(f"{what}, the next", spread(warm))]


def _ask(site: Site) -> None:
    reader = HTTPConnection("127.0.0.1", site.running.sites_port)
    reader.request("GET", "/", headers={"Host": site.host})
    response = reader.getresponse()
    response.read()
    reader.close()
    if response.status != HTTPStatus.OK:
        raise RuntimeError(f"{site.host} responds with {response.status}.")
