"""Publishing 1,000 pages of 25 blocks each: all of them, and one changed page, from the click until readers see it."""

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

import psutil

from app.services import documents, editing
from app.services.documents import Gesture, StoredTree
from app.services.publishing.builds.frame import Frame, PlannedPage
from app.services.publishing.planning.site_plan import read_plan
from app.services.publishing.rendering.page_renderer import PageRenderer
from app.tree.model import ROOT_SLOT, Tree
from app.tree.rendering import render_page
from bench import all_cores, content
from bench.author import Author, Browser, make_author
from bench.report import Options, Row, row
from bench.running import quillspace
from bench.site import Site
from bench.timing import spread, stopwatch
from tests.running import RunningQuillSpace

BLOCKS = 25
BATCH = 25
LIVE_BELOW = 1000.0
BACK_BELOW = 2000.0
SUBDOMAIN = "bench-publish"


def measure(options: Options) -> Sequence[Row]:
    """Publish a site with many pages through the app and its workers."""
    pages = options.rounds(1000, 50)
    with quillspace() as running:
        few = _full(_site(running, pages // 10), pages // 10, rounds=options.rounds(5, 2))
        site = _site(running, pages)
        author = site.author
        full = few + _full(site, pages, rounds=options.rounds(5, 2))
        one = _one_page(site, pages, rounds=options.rounds(20, 3))
        back = _back(site, rounds=options.rounds(20, 3))
        alone = [*_rendering(author), _on_all_cores(author, rounds=options.rounds(5, 2))]
        return [*full, *one, back, _disk(site), *_memory(running), *alone]


def _site(running: RunningQuillSpace, pages: int) -> Site:
    subdomain = f"{SUBDOMAIN}-{pages}"
    author = make_author(subdomain, list(_pages(pages)))
    return Site(running, author, f"{subdomain}.localhost", Browser(running.url, author))


def _pages(count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        data = content.document(BLOCKS, seed=number, paragraphs=3)
        yield content.page(f"page-{number}" if number else "", data, in_menu=number < 8)


def _full(site: Site, pages: int, *, rounds: int) -> list[Row]:
    """Publish all pages, renaming the site in every round so that every page is rendered again."""
    rates: list[float] = []
    waits: list[float] = []
    for number in range(rounds):
        site.rename(f"Bench {number}")
        with stopwatch(waits):
            build = site.wait_for(site.publish())
            site.wait_until_shown("/page-7", f"Bench {number}".encode())
        assert build.completed_at
        rates.append(pages / (build.completed_at - build.created_at).total_seconds())
    note = f"{min(rates):.0f} to {max(rates):.0f}; compressed, stored and live"
    return [
        Row(
            what=f"all {pages} pages of {BLOCKS} blocks",
            median=statistics.median(rates),
            unit="pages/s",
            note=note,
        ),
        row(f"all {pages} pages, click to readers", spread(waits)),
    ]


def _one_page(site: Site, pages: int, *, rounds: int) -> list[Row]:
    waits: list[float] = []
    for number in range(rounds):
        slug = f"page-{1 + number * 37 % (pages - 1)}"
        heading = f"Changed for the {number}th time"
        _change(site.author, slug, heading)
        with stopwatch(waits):
            site.click()
            site.wait_until_shown(f"/{slug}", heading.encode())
    what = f"one changed page of {pages}, click to readers"
    return [row(what, spread(waits), p95_below=LIVE_BELOW)]


def _back(site: Site, *, rounds: int) -> Row:
    """Roll back to two earlier publications alternately."""
    slug = "page-3"
    waits: list[float] = []
    seen: list[tuple[UUID, bytes]] = []
    for number in range(2):
        heading = f"Seen before going back {number}"
        _change(site.author, slug, heading)
        seen.append((site.wait_for(site.publish()).id, heading.encode()))
    for number in range(rounds):
        build_id, words_then = seen[number % 2]
        with stopwatch(waits):
            site.browser.post(f"/publications/{build_id}/rollbacks")
            site.wait_until_shown(f"/{slug}", words_then)
    return row("rollback, click to readers", spread(waits), p95_below=BACK_BELOW)


def _disk(site: Site) -> Row:
    """Measure how much the store grows with one more publication that changes one page."""
    before = _stored(site)
    _change(site.author, "page-5", "A few more bytes")
    site.wait_for(site.publish())
    note = f"{before / 1e6:,.0f} MB of all earlier publications in the store"
    return Row(what="disk for one more build", median=(_stored(site) - before) / 1000, unit="kB", note=note)


def _stored(site: Site) -> int:
    folder = site.running.home / "objects"
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _change(author: Author, slug: str, heading: str) -> None:
    page_id = author.pages[slug]
    with author.scope():
        tree = documents.tree_at(page_id)
        hero = tree.root.children[ROOT_SLOT][0]
        editing.update_block(page_id, hero, {"heading": heading}, gesture=Gesture())


def _memory(running: RunningQuillSpace) -> list[Row]:
    """Measure the peak memory of a worker, and the memory that its child processes do not share."""
    family = psutil.Process(running.process.pid).children(recursive=True)
    workers = [each for each in family if "worker" in each.cmdline()]
    peaks = [_peak(each.pid) for each in workers]
    renderers = [
        each for worker in workers for each in worker.children(recursive=True) if _is_rendering(each)
    ]
    own = [each.memory_full_info().uss / 1e6 for each in renderers]
    return [
        Row(what="peak memory of a worker", median=max(peaks), unit="MB", note=f"{len(peaks)} workers"),
        Row(
            what="memory of a rendering process",
            median=statistics.median(own),
            unit="MB",
            note=f"not shared; {len(own)} processes, at most {max(own):.0f}",
        ),
    ]


def _is_rendering(process: psutil.Process) -> bool:
    return any("forkserver" in word for word in process.cmdline())


def _peak(pid: int) -> float:
    with Path(f"/proc/{pid}/status").open() as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def _rendering(author: Author) -> list[Row]:
    """Measure rendering in this process, on one core, without compressing or storing."""
    with author.scope():
        plan = read_plan(author.site_id)
        frame = plan.frame(icon="/icon.svg")
        renderer = PageRenderer(frame)
        renderer.render(_sourced(frame, plan.pages[:BATCH]))
        whole: list[float] = []
        sizes = []
        for start in range(0, len(plan.pages), BATCH):
            with stopwatch(whole):
                made = renderer.render(_sourced(frame, plan.pages[start : start + BATCH]))
            sizes += [len(page.html) for page in made]
        only_blocks = _blocks_only(frame, plan.pages)
    note = f"{statistics.median(sizes):,.0f} bytes of HTML per page; one core"
    rate = len(plan.pages) * 1000
    return [
        Row(what="rendering only, whole pages", median=rate / sum(whole), unit="pages/s", note=note),
        Row(what="rendering only, without shell and head", median=rate / sum(only_blocks), unit="pages/s"),
    ]


def _on_all_cores(author: Author, *, rounds: int) -> Row:
    """Measure rendering on all cores, without compressing or storing."""
    with author.scope():
        frame, stored = all_cores.stored_pages(author.site_id)
    cores = all_cores.AllCores(frame)
    cores.make(stored)
    rates = [cores.make(stored) for _ in range(rounds)]
    cores.close()
    note = f"{min(rates):,.0f} to {max(rates):,.0f}; nothing compressed or stored"
    return Row(
        what="rendering only, whole pages, all cores",
        median=statistics.median(rates),
        unit="pages/s",
        note=note,
    )


def _sourced(frame: Frame, pages: Sequence[PlannedPage]) -> list[tuple[PlannedPage, Tree]]:
    found = documents.stored_trees({page.id: page.revision for page in pages})
    registry = frame.registry
    return [
        (page, stored.load(registry) if isinstance(stored := found[page.id], StoredTree) else stored)
        for page in pages
    ]


def _blocks_only(frame: Frame, pages: Sequence[PlannedPage]) -> list[float]:
    renderer = PageRenderer(frame)
    times: list[float] = []
    for start in range(0, len(pages), BATCH):
        sourced = _sourced(frame, pages[start : start + BATCH])
        with stopwatch(times):
            for page, tree in sourced:
                render_page(tree, renderer.context(str(page.id)))
    return times
