"""The editor in Chromium on pages of 20, 200 and 500 blocks: latency of gestures, and time to open."""

import statistics
from collections.abc import Mapping, Sequence

from playwright.sync_api import Browser

from bench import content
from bench.author import Browser as Session
from bench.author import make_author
from bench.gestures import GESTURES, Times, work
from bench.report import Options, Row, row
from bench.running import quillspace
from bench.timing import spread
from bench.window import Opened, Transfer, chromium, opened

SIZES = (20, 200, 500)
DEPTH = 6
NETWORKS = (0, 50, 150)
AIMED_AT = 200
WARM_UP = 2
SHOWN_BELOW = 50.0
RATIO_BELOW = 1.5
MOMENTS = {"dom": "in the document", "paint": "painted"}
WEIGHT_BELOW = 100 * 1024
OPERATIONS = 500


def measure(options: Options) -> Sequence[Row]:
    """Open the editor repeatedly, then edit pages of each size at each network latency."""
    with quillspace() as running, chromium() as browser:
        pages = [content.page(f"of-{size}", content.document(size, depth=DEPTH)) for size in SIZES]
        author = make_author("bench-editor", [content.page("", content.document(3)), *pages])
        urls = {size: f"{running.url}/pages/{author.pages[f'of-{size}']}/edit" for size in SIZES}
        cookie = Session(running.url, author).cookie()
        rows = _open(browser, urls[AIMED_AT], cookie, options.rounds(7, 2))
        typical: dict[str, dict[int, float]] = {moment: {} for moment in MOMENTS}
        for size in SIZES:
            with opened(browser, urls[size], cookie, blocks=size) as editor:
                rows += _work(editor, size, options, typical)
                if size == AIMED_AT:
                    rows += _memory(editor, options.rounds(OPERATIONS, 10))
    return rows + _ratios(typical)


def _ratios(typical: Mapping[str, Mapping[int, float]]) -> list[Row]:
    """Compare the latency on the longest page with that on the shortest."""
    rows = []
    for moment, when in MOMENTS.items():
        ratio = typical[moment][SIZES[-1]] / typical[moment][SIZES[0]]
        what = f"all gestures except undo, {when}: {SIZES[-1]} blocks / {SIZES[0]} blocks"
        if moment == "paint":
            met, aim = ratio < RATIO_BELOW, f"< {RATIO_BELOW:g}"
            rows.append(Row(what=what, median=ratio, unit="ratio", aim=aim, is_met=met))
        else:
            rows.append(Row(what=what, median=ratio, unit="ratio"))
    return rows


def _work(editor: Opened, size: int, options: Options, typical: dict[str, dict[int, float]]) -> list[Row]:
    rows = []
    for network in NETWORKS:
        editor.set_network(network)
        full = 30 if size == AIMED_AT else 12
        times = work(editor, rounds=WARM_UP + options.rounds(full, 3))
        steady = {gesture: measured[WARM_UP:] for gesture, measured in times.items()}
        rows += _gestures(steady, size, network)
        if not network:
            for moment in MOMENTS:
                typical[moment][size] = statistics.fmean(
                    statistics.median(each[moment] for each in steady[gesture])
                    for gesture in steady
                    if gesture != "undo"
                )
            rows += _bytes(editor.transfer, size)
    editor.set_network(0)
    return rows


def _gestures(times: Times, size: int, network: int) -> list[Row]:
    rows = []
    where = f"{size} blocks, network +{network} ms"
    for gesture, name in GESTURES.items():
        for moment, when in MOMENTS.items():
            allowed = SHOWN_BELOW + (network if gesture == "undo" else 0)
            below = allowed if size == AIMED_AT and moment == "dom" else None
            measured = spread([each[moment] for each in times[gesture]])
            rows.append(row(f"{name}, {when}, {where}", measured, p95_below=below))
    return rows


def _bytes(transfer: Transfer, size: int) -> list[Row]:
    up, down = spread(transfer.up), spread(transfer.down)
    return [
        row(f"one operation, body sent, {size} blocks", up, unit="bytes"),
        row(f"one operation, response with headers, {size} blocks", down, unit="bytes"),
    ]


def _memory(editor: Opened, operations: int) -> list[Row]:
    """Measure the page's heap before and after moving a block back and forth many times."""
    before = editor.heap()
    block = editor.page.evaluate("__clock.top()[1]")
    editor.click(block)
    for number in range(operations):
        editor.page.keyboard.press("Alt+ArrowUp" if number % 2 else "Alt+ArrowDown")
    editor.rest()
    after = editor.heap()
    return [
        Row(what=f"heap, {AIMED_AT} blocks, before", median=before, unit="MB"),
        Row(what=f"heap, {AIMED_AT} blocks, after {operations} operations", median=after, unit="MB"),
    ]


def _open(browser: Browser, url: str, cookie: tuple[str, str], rounds: int) -> list[Row]:
    shown, editable, transfers = [], [], []
    for _ in range(rounds):
        with opened(browser, url, cookie, blocks=AIMED_AT) as editor:
            shown.append(editor.shown)
            editable.append(editor.editable)
            transfers.append(editor.transfer)
    return [
        row(f"open, cold, {AIMED_AT} blocks: until the canvas shows all of them", spread(shown)),
        row(f"open, cold, {AIMED_AT} blocks: until a click selects one", spread(editable)),
        *_weights(transfers),
    ]


def _weights(transfers: Sequence[Transfer]) -> list[Row]:
    code = statistics.median(each.code_to_edit for each in transfers)
    kinds = ", ".join(f"{kind} {size:,}" for kind, size in sorted(transfers[-1].bytes.items()))
    return [
        Row(
            what="open: scripts and style sheets until editable, with headers",
            median=code,
            unit="bytes",
            aim=f"< {WEIGHT_BELOW:,}",
            is_met=code < WEIGHT_BELOW,
        ),
        Row(
            what="open: scripts and style sheets, including those loaded in idle time",
            median=statistics.median(each.code for each in transfers),
            unit="bytes",
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
