"""Server time of one operation: from the request to the last byte of the response, inside the application."""

import json
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app import create_app, extensions
from app.embedded import scratch
from app.services import documents
from app.tree.model import ROOT, ROOT_SLOT
from bench import content
from bench.author import PASSWORD, Author, make_author
from bench.report import Options, Row, row
from bench.timing import spread
from tests import house

SIZES = (20, 500)
KINDS = ("insert", "update", "move", "undo", "remove")
WARM_UP = 5
P95_BELOW = 10.0
RATIO_BELOW = 1.5


@dataclass
class Meter:
    """Times every request inside the application, and counts its SQL statements."""

    seconds: float = 0.0
    cpu: float = 0.0
    statements: list[str] = field(default_factory=list)

    def install(self, app: Flask) -> None:
        """Wrap the WSGI application."""
        inner = app.wsgi_app

        def measured(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            self.statements.clear()
            began, worked = time.perf_counter(), time.thread_time()
            response = inner(environ, start_response)
            parts = list(response)
            if close := getattr(response, "close", None):
                close()
            self.seconds, self.cpu = time.perf_counter() - began, time.thread_time() - worked
            return parts

        app.wsgi_app = measured  # type: ignore[method-assign]
        event.listen(Engine, "before_cursor_execute", self._count)

    def remove(self) -> None:
        """Stop counting."""
        event.remove(Engine, "before_cursor_execute", self._count)

    def _count(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.statements.append(statement)


@dataclass
class Samples:
    """The measurements of one kind of operation on one page."""

    milliseconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)


class EditedPage:
    """One page, edited through the application."""

    def __init__(self, client: FlaskClient, meter: Meter, page_id: UUID) -> None:
        self._client, self._meter, self._url = client, meter, f"/pages/{page_id}"
        self._page_id = page_id
        self.samples = {kind: Samples() for kind in KINDS}

    def edit(self, author: Author, number: int, *, keep: bool) -> None:
        """Insert a heading in the middle, change it, move it, undo the move, and delete the heading."""
        with author.scope():
            top = documents.tree_at(self._page_id).root.children[ROOT_SLOT]
        middle = len(top) // 2
        self._send("insert", "POST", "/blocks", keep=keep, component="Heading", slot=ROOT, after=top[middle])
        with author.scope():
            block = documents.tree_at(self._page_id).root.children[ROOT_SLOT][middle + 1]
        mine = f"/blocks/{block}"
        self._send("update", "PATCH", mine, keep=keep, text=f"A heading, {number} times changed")
        self._send("move", "POST", f"{mine}/moves", keep=keep, slot=ROOT, after=top[middle + 1])
        self._send("undo", "POST", "/undos", keep=keep)
        self._send("remove", "DELETE", mine, keep=keep)

    def _send(self, kind: str, method: str, path: str, *, keep: bool, **fields: str) -> None:
        response = self._client.open(
            self._url + path, method=method, data={"operation_id": str(uuid4()), "selected": "", **fields}
        )
        if response.status_code != 200 or b"data-answer" not in response.data:
            raise RuntimeError(f"{method} {path} gave {response.status}: {response.text[:300]}")
        if keep:
            samples = self.samples[kind]
            samples.milliseconds.append(self._meter.seconds * 1000)
            samples.cpu.append(self._meter.cpu * 1000)
            samples.statements.append(len(self._meter.statements))
            samples.bytes.append(len(response.data))


def measure(options: Options) -> Sequence[Row]:
    """Alternate between the two pages, so that other load on the machine affects both equally."""
    with signed_in(SIZES) as (author, client, meter):
        pages_by_size = {size: EditedPage(client, meter, author.pages[f"of-{size}"]) for size in SIZES}
        for number in range(WARM_UP + options.rounds(200, 5)):
            for page in pages_by_size.values():
                page.edit(author, number, keep=number >= WARM_UP)
    return [*_rows(pages_by_size), _ratio(pages_by_size)]


@contextmanager
def signed_in(sizes: Sequence[int]) -> Iterator[tuple[Author, FlaskClient, Meter]]:
    """Run the application on a real database, with a signed-in author who has a page of each size."""
    with house.temporary_home() as home, scratch.running(home) as config:
        app, meter = create_app(config), Meter()
        pages = [content.page(f"of-{size}", content.document(size)) for size in sizes]
        author = make_author("bench", [content.page("", content.document(3)), *pages])
        meter.install(app)
        try:
            yield author, _sign_in(app, author), meter
        finally:
            meter.remove()
            extensions.connections().close()


def _sign_in(app: Flask, author: Author) -> FlaskClient:
    client = app.test_client()
    form = {
        "email": author.email,
        "password": PASSWORD,
        "csrf_token": json.loads(client.get("/session").data)["csrf"],
    }
    response = client.post("/sign-in", data=form)
    if response.status_code != 303:
        raise RuntimeError(f"Signing in returned {response.status}: {response.text[:300]}")
    client.environ_base["HTTP_X_CSRF_TOKEN"] = json.loads(client.get("/session").data)["csrf"]
    return client


def _rows(pages_by_size: dict[int, EditedPage]) -> list[Row]:
    rows = []
    for size, page in pages_by_size.items():
        for kind, samples in page.samples.items():
            note = (
                f"{statistics.median(samples.cpu):.1f} ms of it CPU of the app, "
                f"{max(samples.statements)} statements, {statistics.median(samples.bytes):,.0f} bytes"
            )
            what = f"{kind}, page of {size} blocks"
            rows.append(row(what, spread(samples.milliseconds), p95_below=P95_BELOW, note=note))
        rows.append(row(f"all five, page of {size} blocks", spread(_all(page)), p95_below=P95_BELOW))
    return rows


def _ratio(pages_by_size: dict[int, EditedPage]) -> Row:
    small, large = (spread(_all(pages_by_size[size])) for size in SIZES)
    ratio = large.median / small.median
    return Row(
        what="500 blocks / 20 blocks",
        median=ratio,
        p95=large.p95 / small.p95,
        unit="times",
        aim=f"< {RATIO_BELOW:g}",
        is_met=ratio < RATIO_BELOW,
    )


def _all(page: EditedPage) -> list[float]:
    return [value for samples in page.samples.values() for value in samples.milliseconds]
