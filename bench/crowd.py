"""Many authors at once: operations a second and core, and what an open editor costs that nobody types in."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

from app.services import documents
from bench import content
from bench.author import Author, Browser, make_author
from bench.report import Options, Row, row
from bench.running import quillspace
from bench.servers import processor_seconds, servers
from bench.timing import spread
from tests.running import RunningQuillSpace

PAGES = 100
BLOCKS = 200
HANDS = 8
EDITORS = 10_000
TYPING_SHARE = 10
SECONDS_BETWEEN_OPERATIONS = 0.8
"""A typist's browser gathers 0.6 s of typing, then waits for the answer."""
SECONDS_BETWEEN_LOOKS = 2.5
"""As `app/static/js/editor/people/presence.js` asks while the editor is in sight."""


@dataclass
class Work:
    """What was done, how long each took, and the processor time that it cost."""

    milliseconds: list[float] = field(default_factory=list)
    cpu: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def cpu_each(self) -> float:
        """Milliseconds of processor time of one, in all our processes."""
        return sum(self.cpu.values()) * 1000 / len(self.milliseconds)

    @property
    def shares(self) -> str:
        """Which processes took it."""
        return ", ".join(
            f"{name} {seconds * 1000 / len(self.milliseconds):.2f} ms"
            for name, seconds in sorted(self.cpu.items())
            if seconds > 0.01
        )


def measure(options: Options) -> Sequence[Row]:
    """Type into a hundred pages at once, then only keep them open."""
    with quillspace() as running:
        pages = [content.page(f"page-{n}", content.document(BLOCKS)) for n in range(PAGES)]
        author = make_author("bench-crowd", [content.page("", content.document(3)), *pages])
        browser = Browser(running.url, author)
        desks = _desks(running, author, browser)
        seconds = options.rounds(30, 3)
        typing = _work(running, desks, seconds, _type)
        memory = _memory_rows(running)
        idle = _work(running, desks, seconds, _look)
    return [*_typing_rows(typing), *memory, *_idle_rows(idle), *_capacity(typing, idle)]


@dataclass
class _Desk:
    page: UUID
    block: str
    headers: dict[str, str]
    ticket: str
    revision: int = 0
    who: str = ""
    typed: int = 0
    client: str = field(default_factory=lambda: str(uuid4()))


def _desks(running: RunningQuillSpace, author: Author, browser: Browser) -> list[_Desk]:
    name, value = browser.cookie()
    token = json.loads(browser.get("/session"))["csrf"]
    headers = {
        "Cookie": f"{name}={value}",
        "X-CSRF-Token": token,
        "HX-Request": "true",
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    del running
    desks = []
    for slug, page in author.pages.items():
        if not slug:
            continue
        with author.scope():
            tree = documents.tree_at(page)
        heading = next(node.id for node in tree.nodes.values() if node.type == "Heading")
        desks.append(_Desk(page, heading, headers, _ticket(browser, page)))
    return desks


def _ticket(browser: Browser, page: UUID) -> str:
    """With what the editor of this page asks whether something is new."""
    screen = browser.get(f"/pages/{page}/edit").decode()
    return screen.partition('data-ticket="')[2].partition('"')[0]


def _type(connection: HTTPConnection, desk: _Desk) -> None:
    desk.typed += 1
    fields = {
        "operation_id": str(uuid4()),
        "client_id": desk.client,
        "group_id": str(uuid4()),
        "text": f"A heading, {desk.typed} times changed",
    }
    path = f"/pages/{desk.page}/blocks/{desk.block}"
    _ask(connection, "PATCH", path, desk.headers, urlencode(fields), allowed={200})


def _look(connection: HTTPConnection, desk: _Desk) -> None:
    query = urlencode({"revision": desk.revision, "who": desk.who})
    headers = {"QS-Ticket": desk.ticket, "Accept": "application/json", "Content-Length": "0"}
    path = f"/pages/{desk.page}/presence/{desk.client}?{query}"
    words = _ask(connection, "POST", path, headers, None, allowed={200, 204})
    if words:
        told = json.loads(words)
        desk.revision, desk.who = told["revision"], told["who"]


def _ask(
    connection: HTTPConnection,
    method: str,
    path: str,
    headers: dict[str, str],
    body: str | None,
    *,
    allowed: set[int],
) -> bytes:
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    words = answer.read()
    if answer.status not in allowed:
        raise RuntimeError(f"{method} {path} gave {answer.status}: {words[:300]!r}")
    return words


def _work(running: RunningQuillSpace, desks: Sequence[_Desk], seconds: float, act: object) -> Work:
    work, address = Work(), urlsplit(running.url)
    faults: list[Exception] = []

    def hands(own: Sequence[_Desk], until: float) -> None:
        connection = HTTPConnection(address.hostname or "", address.port, timeout=30)
        try:
            while time.monotonic() < until:
                for desk in own:
                    began = time.perf_counter()
                    act(connection, desk)  # type: ignore[operator]
                    work.milliseconds.append((time.perf_counter() - began) * 1000)
        except Exception as fault:  # noqa: BLE001 - told by the thread that waits
            faults.append(fault)
        finally:
            connection.close()

    with _processor_time(running, work):
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=hands, args=(desks[n::HANDS], until)) for n in range(HANDS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if faults:
        raise faults[0]
    return work


@contextmanager
def _processor_time(running: RunningQuillSpace, work: Work) -> Iterator[None]:
    before, began = processor_seconds(running), time.monotonic()
    yield
    work.seconds = time.monotonic() - began
    after = processor_seconds(running)
    work.cpu = {name: used - before.get(name, 0.0) for name, used in after.items()}


def _memory_rows(running: RunningQuillSpace) -> list[Row]:
    """What the servers hold while a hundred pages are being typed in; what they share counts once."""
    held: dict[str, float] = {}
    connections = 0
    for kind, process, words in servers(running):
        held[kind] = held.get(kind, 0.0) + process.memory_full_info().pss / 2**20
        connections += words.startswith("postgres: ") and "quillspace_app" in words
    shares = ", ".join(f"{kind} {size:.0f} MB" for kind, size in sorted(held.items()))
    return [
        Row(what=f"memory with {PAGES} pages edited", median=sum(held.values()), unit="MB", note=shares),
        Row(what="connections to PostgreSQL", median=connections, unit="", note="of the web server's pool"),
    ]


def _typing_rows(typing: Work) -> list[Row]:
    return [
        row(f"one operation, {PAGES} pages edited at once", spread(typing.milliseconds)),
        Row(
            what="operations a second on this machine",
            median=len(typing.milliseconds) / typing.seconds,
            unit="1/s",
        ),
        Row(what="processor time of one operation", median=typing.cpu_each, note=typing.shares),
        Row(what="operations a second and core", median=1000 / typing.cpu_each, unit="1/s"),
    ]


def _idle_rows(idle: Work) -> list[Row]:
    return [
        row("one look of an idle editor", spread(idle.milliseconds)),
        Row(what="processor time of one look", median=idle.cpu_each, note=idle.shares),
    ]


def _capacity(typing: Work, idle: Work) -> list[Row]:
    operations = EDITORS / TYPING_SHARE / SECONDS_BETWEEN_OPERATIONS
    looks = EDITORS / SECONDS_BETWEEN_LOOKS
    return [
        Row(
            what=f"{EDITORS:,} open editors, 1 in {TYPING_SHARE} types: cores",
            median=(operations * typing.cpu_each + looks * idle.cpu_each) / 1000,
            unit="cores",
            note=f"{operations:,.0f} operations and {looks:,.0f} looks a second; none keeps a connection",
        )
    ]
