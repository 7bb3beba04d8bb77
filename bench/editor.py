"""The editor in Chromium on a page of 200 blocks: from a gesture to the canvas that shows it, and opening it."""

import statistics
from collections import defaultdict
from collections.abc import Sequence

from playwright.sync_api import Browser

from bench import content
from bench.author import Browser as Session
from bench.author import make_author
from bench.report import Options, Row, row
from bench.running import quillspace
from bench.timing import spread
from bench.window import Opened, Transfer, chromium, opened

BLOCKS = 200
WARM_UP = 2
DROP_BELOW = 50.0
WEIGHT_BELOW = 100 * 1024
ENTRY = '[data-component="Heading"]'
Times = dict[str, list[dict[str, float]]]
GESTURES = {
    "drop": "drop from the palette (mouse)",
    "type": "type one letter",
    "insert": "insert by click",
    "move": "move by key",
    "delete": "delete by key",
    "undo": "undo by key",
    "drag": "move by mouse",
}


def measure(options: Options) -> Sequence[Row]:
    """Open the editor some times, then work in it."""
    with quillspace() as running, chromium() as browser:
        author = make_author("bench-editor", [content.page("", content.document(BLOCKS))])
        url = f"{running.url}/pages/{author.pages['']}/edit"
        cookie = Session(running.url, author).cookie()
        rows = _open(browser, url, cookie, options.rounds(7, 2))
        with opened(browser, url, cookie, blocks=BLOCKS) as editor:
            times = work(editor, rounds=WARM_UP + options.rounds(40, 3))
    return [*_gestures(times), *rows]


def work(editor: Opened, *, rounds: int) -> Times:
    """Every gesture once a round; the page is as before after each."""
    times: Times = defaultdict(list)
    page = editor.page
    anchor, block = page.evaluate("__clock.top().slice(0, 2)")
    for _ in range(rounds):
        times["type"].append(_type(editor, block))
        added = _drop(editor, anchor, times)
        editor.click(added)
        times["move"].append(
            editor.timed("keydown", "moved", lambda: page.keyboard.press("Alt+ArrowDown"), id=added)
        )
        editor.rest()
        times["delete"].append(
            editor.timed("keydown", "gone", lambda: page.keyboard.press("Delete"), id=added)
        )
        editor.rest()
        times["undo"].append(
            editor.timed("keydown", "back", lambda: page.keyboard.press("Control+z"), id=added)
        )
        editor.rest()
        _remove(editor, added)
        times["insert"].append(editor.timed("click", "added", lambda: page.locator(ENTRY).click()))
        _remove(editor, _added(editor))
        times["drag"].append(_drag(editor, block))
    return {gesture: measured[WARM_UP:] for gesture, measured in times.items()}


def _type(editor: Opened, block: str) -> dict[str, float]:
    page = editor.page
    editor.click(block)
    field = page.locator('form[data-inspector] input[name="text"]')
    field.click()
    page.keyboard.press("End")
    measured = editor.timed("keydown", "written", lambda: page.keyboard.press("x"), id=block)
    editor.rest()
    page.keyboard.press("Backspace")
    editor.rest()
    return measured


def _drop(editor: Opened, anchor: str, times: Times) -> str:
    page = editor.page
    page.evaluate("id => __clock.block(id).scrollIntoView({ block: 'end', behavior: 'instant' })", anchor)
    box = page.locator(ENTRY).bounding_box()
    assert box
    editor.drag((box["x"] + 20, box["y"] + 20), editor.point(anchor, -3))
    times["drop"].append(editor.timed("pointerup", "added", page.mouse.up))
    return _added(editor)


def _drag(editor: Opened, block: str) -> dict[str, float]:
    """Carry the block over the one below it; the way back is not measured."""
    page = editor.page
    below = page.evaluate("id => __clock.top()[__clock.top().indexOf(id) + 1]", block)
    editor.drag(editor.point(block, 8), editor.point(below, -3))
    measured = editor.timed("pointerup", "moved", page.mouse.up, id=block)
    editor.rest()
    page.keyboard.press("Alt+ArrowUp")
    editor.rest()
    return measured


def _added(editor: Opened) -> str:
    editor.rest()
    return str(editor.page.evaluate("__clock.added()"))


def _remove(editor: Opened, block: str) -> None:
    editor.click(block)
    editor.page.keyboard.press("Delete")
    editor.rest()


def _gestures(times: Times) -> list[Row]:
    rows = []
    for gesture, name in GESTURES.items():
        for moment, words in (("paint", "painted"), ("dom", "in the document")):
            below = DROP_BELOW if (gesture, moment) == ("drop", "paint") else None
            measured = spread([each[moment] for each in times[gesture]])
            rows.append(row(f"{name}, {words}, {BLOCKS} blocks", measured, p95_below=below))
    return rows


def _open(browser: Browser, url: str, cookie: tuple[str, str], rounds: int) -> list[Row]:
    shown, editable, transfers = [], [], []
    for _ in range(rounds):
        with opened(browser, url, cookie, blocks=BLOCKS) as editor:
            shown.append(editor.shown)
            editable.append(editor.editable)
            transfers.append(editor.transfer)
    return [
        row("open, cold: all blocks in the canvas", spread(shown)),
        row("open, cold: a click selects a block", spread(editable)),
        *_weights(transfers),
    ]


def _weights(transfers: Sequence[Transfer]) -> list[Row]:
    code = statistics.median(each.code for each in transfers)
    kinds = ", ".join(f"{kind} {size:,}" for kind, size in sorted(transfers[-1].bytes.items()))
    return [
        Row(
            what="open: scripts and style sheets, compressed",
            median=code,
            unit="bytes",
            aim=f"< {WEIGHT_BELOW:,}",
            is_met=code < WEIGHT_BELOW,
        ),
        Row(
            what="open: everything",
            median=statistics.median(each.total for each in transfers),
            unit="bytes",
            note=kinds,
        ),
        Row(
            what="open: requests",
            median=statistics.median(each.requests for each in transfers),
            unit="requests",
        ),
    ]
