"""Gestures in the editor, each timed by the page's own clock."""

from collections import defaultdict

from bench.window import Opened

ENTRY = '[data-component="Heading"]'
Times = dict[str, list[dict[str, float]]]
GESTURES = {
    "drop": "drop from the palette (mouse)",
    "type": "type one letter beside the page",
    "write": "type one letter on the page",
    "insert": "insert by click",
    "move": "move by key",
    "delete": "delete by key",
    "undo": "undo by key",
    "drag": "move by mouse",
}


def work(editor: Opened, *, rounds: int) -> Times:
    """Perform every gesture once per round; each round leaves the page as it found it."""
    times: Times = defaultdict(list)
    page = editor.page
    anchor, block = page.evaluate("__clock.top().slice(0, 2)")
    for _ in range(rounds):
        times["type"].append(_type(editor, block))
        times["write"].append(_write(editor, block))
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
    return times


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


def _write(editor: Opened, block: str) -> dict[str, float]:
    page = editor.page
    editor.click(block)
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    measured = editor.timed("keydown", "written", lambda: page.keyboard.press("x"), id=block)
    page.keyboard.press("Backspace")
    page.keyboard.press("Escape")
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
    """Drag the block below the next one; moving it back is not measured."""
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
