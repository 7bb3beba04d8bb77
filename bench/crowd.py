"""Many editors at once: operations per second per core, and the cost of an idle open editor."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
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
THREADS = 8
EDITORS = 10_000
TYPING_SHARE = 10
SECONDS_BETWEEN_OPERATIONS = 0.8
"""A browser debounces typing for 0.6 s, then waits for the response."""
SECONDS_BETWEEN_POLLS = 2.5
"""The polling interval of `app/static/js/editor/presence/presence.js` while the editor is visible."""


@dataclass
class Work:
    """The durations and CPU time of a series of requests."""

    milliseconds: list[float] = field(default_factory=list)
    cpu: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def cpu_each(self) -> float:
        """The CPU time per request in milliseconds, summed over all server processes."""
        return sum(self.cpu.values()) * 1000 / len(self.milliseconds)

    @property
    def shares(self) -> str:
        """The CPU time per request of each kind of process, as text."""
        return ", ".join(
            f"{name} {seconds * 1000 / len(self.milliseconds):.2f} ms"
            for name, seconds in sorted(self.cpu.items())
            if seconds > 0.01
        )


def measure(options: Options) -> Sequence[Row]:
    """Type into a hundred pages at once, then leave them open and idle."""
    with quillspace() as running:
        pages = [content.page(f"page-{n}", content.document(BLOCKS)) for n in range(PAGES)]
        author = make_author("bench-crowd", [content.page("", content.document(3)), *pages])
        browser = Browser(running.url, author)
        editors = _open_editors(running, author, browser)
        seconds = options.rounds(30, 3)
        typing = _work(running, editors, seconds, _type)
        memory = _memory_rows(running)
        idle = _work(running, editors, seconds, _poll)
    return [*_typing_rows(typing), *memory, *_idle_rows(idle), *_capacity(typing, idle)]


@dataclass
class _OpenEditor:
    page: UUID
    block: str
    headers: dict[str, str]
    ticket: str
    revision: int = 0
    who: str = ""
    typed: int = 0
    client: str = field(default_factory=lambda: str(uuid4()))


def _open_editors(running: RunningQuillSpace, author: Author, browser: Browser) -> list[_OpenEditor]:
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
    editors = []
    for slug, page in author.pages.items():
        if not slug:
            continue
        with author.scope():
            tree = documents.tree_at(page)
        heading = next(node.id for node in tree.nodes.values() if node.type == "Heading")
        editors.append(_OpenEditor(page, heading, headers, _ticket(browser, page)))
    return editors


def _ticket(browser: Browser, page: UUID) -> str:
    """Return the ticket with which the page's editor polls for changes."""
    screen = browser.get(f"/pages/{page}/edit").decode()
    return screen.partition('data-ticket="')[2].partition('"')[0]


def _type(connection: HTTPConnection, editor: _OpenEditor) -> None:
    editor.typed += 1
    fields = {
        "operation_id": str(uuid4()),
        "client_id": editor.client,
        "group_id": str(uuid4()),
        "text": f"A heading, {editor.typed} times changed",
    }
    path = f"/pages/{editor.page}/blocks/{editor.block}"
    _ask(connection, "PATCH", path, editor.headers, urlencode(fields), allowed={200})


def _poll(connection: HTTPConnection, editor: _OpenEditor) -> None:
    query = urlencode({"revision": editor.revision, "who": editor.who})
    headers = {"QS-Ticket": editor.ticket, "Accept": "application/json", "Content-Length": "0"}
    path = f"/pages/{editor.page}/presence/{editor.client}?{query}"
    content = _ask(connection, "POST", path, headers, None, allowed={200, 204})
    if content:
        news = json.loads(content)
        editor.revision, editor.who = news["revision"], news["who"]


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
    response = connection.getresponse()
    content = response.read()
    if response.status not in allowed:
        raise RuntimeError(f"{method} {path} gave {response.status}: {content[:300]!r}")
    return content


Act = Callable[[HTTPConnection, "_OpenEditor"], object]
"""A function that sends one request of an open editor."""


def _work(running: RunningQuillSpace, editors: Sequence[_OpenEditor], seconds: float, act: Act) -> Work:
    work, address = Work(), urlsplit(running.url)
    errors: list[Exception] = []

    def run_thread(own: Sequence[_OpenEditor], until: float) -> None:
        connection = HTTPConnection(address.hostname or "", address.port, timeout=30)
        try:
            while time.monotonic() < until:
                for editor in own:
                    began = time.perf_counter()
                    act(connection, editor)
                    work.milliseconds.append((time.perf_counter() - began) * 1000)
        except Exception as error:  # noqa: BLE001 - raised again by the main thread
            errors.append(error)
        finally:
            connection.close()

    with _processor_time(running, work):
        until = time.monotonic() + seconds
        threads = [
            threading.Thread(target=run_thread, args=(editors[n::THREADS], until)) for n in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if errors:
        raise errors[0]
    return work


@contextmanager
def _processor_time(running: RunningQuillSpace, work: Work) -> Iterator[None]:
    before, began = processor_seconds(running), time.monotonic()
    yield
    work.seconds = time.monotonic() - began
    after = processor_seconds(running)
    work.cpu = {name: used - before.get(name, 0.0) for name, used in after.items()}


def _memory_rows(running: RunningQuillSpace) -> list[Row]:
    """Measure the servers' memory while a hundred pages are edited; shared memory is counted once."""
    held: dict[str, float] = {}
    connections = 0
    for kind, process, command_line in servers(running):
        held[kind] = held.get(kind, 0.0) + process.memory_full_info().pss / 2**20
        connections += command_line.startswith("postgres: ") and "quillspace_app" in command_line
    shares = ", ".join(f"{kind} {size:.0f} MB" for kind, size in sorted(held.items()))
    return [
        Row(what=f"memory with {PAGES} pages edited", median=sum(held.values()), unit="MB", note=shares),
        Row(what="connections to PostgreSQL", median=connections, unit="", note="of the web server's pool"),
    ]


def _typing_rows(typing: Work) -> list[Row]:
    return [
        row(f"one operation, {PAGES} pages edited at once", spread(typing.milliseconds)),
        Row(
            what="operations per second on this machine",
            median=len(typing.milliseconds) / typing.seconds,
            unit="1/s",
        ),
        Row(what="CPU time of one operation", median=typing.cpu_each, note=typing.shares),
        Row(what="operations per second per core", median=1000 / typing.cpu_each, unit="1/s"),
    ]


def _idle_rows(idle: Work) -> list[Row]:
    return [
        row("one poll of an idle editor", spread(idle.milliseconds)),
        Row(what="CPU time of one poll", median=idle.cpu_each, note=idle.shares),
    ]


def _capacity(typing: Work, idle: Work) -> list[Row]:
    operations = EDITORS / TYPING_SHARE / SECONDS_BETWEEN_OPERATIONS
    polls = EDITORS / SECONDS_BETWEEN_POLLS
    return [
        Row(
            what=f"cores for {EDITORS:,} open editors, 1 in {TYPING_SHARE} of them typing",
            median=(operations * typing.cpu_each + polls * idle.cpu_each) / 1000,
            unit="cores",
            note=f"{operations:,.0f} operations and {polls:,.0f} polls per second; no editor holds a connection",
        )
    ]
