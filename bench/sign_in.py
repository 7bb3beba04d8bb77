"""Signing in: what the time of a refusal tells about an address, and an author's work while 100 people sign in."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from uuid import uuid4

from app.errors import Invalid
from app.extensions import redis
from app.services import accounts, documents
from bench import content
from bench.author import Author, Browser, make_author
from bench.report import Options, Row, row
from bench.running import quillspace
from bench.servers import servers
from bench.timing import Spread, spread, stopwatch
from tests.running import RunningQuillSpace

ROUNDS = 500
PEOPLE = 100
EDITS = 100
SAME = 0.05
AT_MOST = 2.0
MAX_GROWTH_MB = 100
ADDRESSES = 60
"""How many networks may guess at one account before it is limited; then all counts are reset."""


def measure(options: Options) -> Sequence[Row]:
    """Guess at a known and an unknown address in turn, and then edit while many people sign in without end."""
    with quillspace() as running:
        author = make_author("bench-sign-in", [content.page("", content.document(50))])
        browser = Browser(running.url, author)
        known, unknown = _guesses(author, options.rounds(ROUNDS, 20))
        quiet = _edits(author, browser, options.rounds(EDITS, 10))
        before = _web_memory(running)
        with _signing_in(running, author, options.rounds(PEOPLE, 10)) as done:
            beside = _edits(author, browser, options.rounds(EDITS, 10))
            growth = _web_memory(running) - before
    return [
        row("a wrong password, known address", known),
        row("a wrong password, unknown address", unknown),
        _difference(known, unknown),
        row("an edit, alone", quiet),
        row(f"an edit, while {PEOPLE} people sign in", beside, note=f"{len(done)} signed in meanwhile"),
        _ratio(quiet, beside),
        Row(
            what=f"memory of the web server for {PEOPLE} sign-ins at once",
            median=growth,
            unit="MB",
            aim=f"< {MAX_GROWTH_MB}",
            is_met=growth < MAX_GROWTH_MB,
        ),
    ]


def _guesses(author: Author, rounds: int) -> tuple[Spread, Spread]:
    """Refuse wrong passwords, in alternation, so that a change of the machine's speed affects both alike."""
    known: list[float] = []
    unknown: list[float] = []
    for number in range(rounds):
        if number % ADDRESSES == 0:
            _forget_attempts()
        for email, into in ((author.email, known), (f"{uuid4().hex[:13]}@bench.test", unknown)):
            with stopwatch(into), suppress(Invalid):
                accounts.authenticate(
                    email=email, password="wrong password", ip=f"198.18.{number >> 8}.{number & 255}"
                )
    _forget_attempts()
    return spread(known), spread(unknown)


def _forget_attempts() -> None:
    for key in redis().scan_iter("LIMITS*"):
        redis().delete(key)


def _edits(author: Author, browser: Browser, rounds: int) -> Spread:
    page = author.pages[""]
    with author.scope():
        tree = documents.tree_at(page)
    heading = next(node.id for node in tree.nodes.values() if node.type == "Heading")
    times: list[float] = []
    for number in range(rounds):
        fields = {name: str(uuid4()) for name in ("operation_id", "client_id", "group_id")}
        with stopwatch(times):
            browser.send("PATCH", f"/pages/{page}/blocks/{heading}", text=f"Edition {number}", **fields)
    return spread(times)


@contextmanager
def _signing_in(running: RunningQuillSpace, author: Author, people: int) -> Iterator[list[int]]:
    """Let many people sign in, each again and again, until the block ends; yields what grows with each sign-in."""
    stopping, done = threading.Event(), list[int]()

    def run() -> None:
        while not stopping.is_set():
            Browser(running.url, author)
            done.append(1)

    with ThreadPoolExecutor(people) as pool:
        running_people = [pool.submit(run) for _ in range(people)]
        stopping.wait(1)
        try:
            yield done
        finally:
            stopping.set()
        for each in running_people:
            each.result()


def _web_memory(running: RunningQuillSpace) -> float:
    sizes = [process.memory_info().rss for kind, process, _words in servers(running) if kind == "web"]
    return float(max(sizes)) / 2**20


def _difference(known: Spread, unknown: Spread) -> Row:
    difference = abs(known.median / unknown.median - 1)
    return Row(
        what="a wrong password: known by unknown address, difference of the medians",
        median=100 * difference,
        unit="%",
        aim=f"< {100 * SAME:g} %",
        is_met=difference < SAME,
    )


def _ratio(quiet: Spread, beside: Spread) -> Row:
    times = beside.p95 / quiet.p95
    return Row(
        what="an edit: p95 beside the sign-ins by p95 alone",
        median=times,
        unit="times",
        aim=f"< {AT_MOST:g}",
        is_met=times < AT_MOST,
    )
