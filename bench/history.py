"""Time to list a page's 1,000 named versions, inside the application: the first chunk, and all chunks."""

import re
from collections.abc import Sequence
from uuid import UUID

from flask.testing import FlaskClient

from app.services import documents, editing, history
from app.services.documents import Gesture
from app.tree.model import ROOT_SLOT
from bench.author import Author
from bench.operation import Meter, signed_in
from bench.report import Options, Row, row
from bench.timing import spread

VERSIONS = 1000
SIZE = 20
BELOW = 300.0
MORE = re.compile(r'data-history-earlier="([^"]+)" data-history-day="([^"]+)"')


def measure(options: Options) -> Sequence[Row]:
    """List versions, each of which is a different state of the page."""
    versions = options.rounds(VERSIONS, 50)
    with signed_in((SIZE,)) as (author, client, meter):
        page_id = author.pages[f"of-{SIZE}"]
        _name(author, page_id, versions)
        first: list[float] = []
        whole: list[float] = []
        for _ in range(options.rounds(20, 2)):
            parts = _list(client, meter, page_id, versions)
            first.append(parts[0])
            whole.append(sum(parts))
    return [
        row(f"{versions} named versions, the first chunk of the list", spread(first)),
        row(f"{versions} named versions, all chunks of the list", spread(whole), p95_below=BELOW),
    ]


def _name(author: Author, page_id: UUID, versions: int) -> None:
    with author.scope():
        heading = documents.tree_at(page_id).root.children[ROOT_SLOT][0]
        for number in range(versions):
            editing.update_block(page_id, heading, {"heading": f"The {number}th title"}, gesture=Gesture())
            history.name_version(page_id, name=f"Version {number}")


def _list(client: FlaskClient, meter: Meter, page_id: UUID, versions: int) -> list[float]:
    """List all versions and return the milliseconds for each chunk. Raises RuntimeError if a version is missing."""
    query: dict[str, str] = {"only": "named"}
    times: list[float] = []
    listed = 0
    while True:
        html = client.get(f"/pages/{page_id}/history", query_string=query).text
        times.append(meter.seconds * 1000)
        listed += html.count("data-step=")
        found = MORE.search(html)
        if not found:
            break
        query |= {"before": found[1], "day": found[2]}
    if listed != versions:
        raise RuntimeError(f"Only {listed} of {versions} versions are listed.")
    return times
