"""`python -m bench.peer_builders PEERS [PAGES ...]`: full builds by Hugo, Eleventy, Pelican and QuillSpace, in turn.

PEERS is the folder of the peers' benchmark: its `publish/gen_site.py` generates the site, its `publish/builders.py`
sets the peers up in `$BENCH_DIR`. Each peer runs as a new process that writes HTML. QuillSpace runs as
a worker that is already up, and is measured twice: a whole publication (from the request until it is live, compressed
and stored), and rendering alone.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import peer_content
from bench.all_cores import AllCores, stored_pages
from bench.author import Browser, make_author
from bench.report import Figure, Row, save, table
from bench.running import quillspace
from bench.site import Site
from bench.timing import load, pace
from tests.running import RunningQuillSpace

Build = Callable[[], float]
"""A function that builds all pages and returns the pages rendered per second."""


def main() -> None:
    """Measure sites of the given sizes and print one table."""
    parser = argparse.ArgumentParser(prog="python -m bench.peer_builders", description=__doc__)
    parser.add_argument("peers", type=Path)
    parser.add_argument("pages", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="hugo,eleventy,pelican", help="peers to measure")
    asked = parser.parse_args()
    sys.path += [str(asked.peers / "publish"), str(asked.peers / "lib")]
    with quillspace() as running:
        print(table([_compare(running, pages, asked) for pages in asked.pages]))


def _compare(running: RunningQuillSpace, pages: int, asked: argparse.Namespace) -> Figure:
    gen_site = import_module("gen_site")
    before, speed, began = load(), pace(), time.monotonic()
    content = gen_site.site(pages)
    builds = {name: _peer(name, content, running.home / f"{name}-{pages}") for name in asked.only.split(",")}
    site = _our_site(running, content, pages)
    with site.author.scope():
        frame, stored = stored_pages(site.author.site_id)
    cores = AllCores(frame)
    builds |= {"QuillSpace": _whole(site, pages), "QuillSpace, rendering only": lambda: cores.make(stored)}
    rates: dict[str, list[float]] = {name: [] for name in builds}
    for number in range(asked.rounds + 1):
        for name, build in builds.items():
            rate = build()
            if number:  # the first round warms the disk cache
                rates[name].append(rate)
    cores.close()
    rows = [_row(name, each, rates, pages) for name, each in rates.items()]
    figure = Figure(
        name="builders",
        rows=rows,
        load_before=before,
        load_after=load(),
        pace=(speed + pace()) / 2,
        seconds=round(time.monotonic() - began, 1),
    )
    save(figure)
    return figure


def _row(name: str, own: list[float], rates: dict[str, list[float]], pages: int) -> Row:
    first = next(iter(rates))
    shares = [one / other for one, other in zip(own, rates[first], strict=True)]
    note = f"{min(own):,.0f} to {max(own):,.0f}; {statistics.median(shares):.2f} times {first}"
    return Row(what=f"{pages} pages, {name}", median=statistics.median(own), unit="pages/s", note=note)


def _peer(name: str, content: dict[str, Any], folder: Path) -> Build:
    builders = import_module("builders")
    out = folder / "out"
    command, where = getattr(builders, name)(content, folder / "source", out)

    def build() -> float:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        began = time.perf_counter()
        subprocess.run([str(word) for word in command], cwd=where, check=True, capture_output=True)
        return len(content["pages"]) / (time.perf_counter() - began)

    return build


def _our_site(running: RunningQuillSpace, content: dict[str, Any], pages: int) -> Site:
    subdomain = f"bench-builders-{pages}"
    author = make_author(subdomain, list(peer_content.pages(content)))
    return Site(running, author, f"{subdomain}.localhost", Browser(running.url, author))


def _whole(site: Site, pages: int) -> Build:
    """Return a build function that first renames the site, so that every page is rendered again."""

    def build() -> float:
        site.rename(f"Bench {time.time_ns()}")
        build = site.wait_for(site.publish())
        assert build.completed_at
        return pages / (build.completed_at - build.created_at).total_seconds()

    return build


if __name__ == "__main__":
    main()
