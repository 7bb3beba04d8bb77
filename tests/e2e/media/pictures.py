"""Shortcuts for adding pictures in the editor."""

import base64
from uuid import uuid4

from playwright.sync_api import Locator

from tests.e2e.desk import Desk
from tests.pictures import jpeg

FIELD = "[data-picture-field=image]"
UPLOAD = f"{FIELD} [data-upload-picture]:not([capture])"
WIDTH = "async img => { await img.decode(); return Number(img.getAttribute('width')); }"
"""The width of an uploaded picture; the file that a browser chooses depends on the layout."""
DROP = """
(element, {name, data, type}) => {
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, {type: "image/jpeg"}));
  const box = element.getBoundingClientRect();
  const at = {clientX: box.left + box.width / 2, clientY: box.top + box.height - 3};
  for (const kind of ["dragover", "drop"]) {
    const event = new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer, ...at});
    element.dispatchEvent(event);
  }
}
"""


def picture(name: str = "", *, width: int = 1200, height: int = 800) -> dict:
    """Create a JPEG file with unique content."""
    data = jpeg(width, height, seed=uuid4().int % 2**32)
    return {"name": name or f"{uuid4().hex[:10]}.jpg", "mimeType": "image/jpeg", "buffer": data}


def drop(target: Locator, file: dict) -> None:
    """Drop a file onto an element, as from the desktop."""
    data = base64.b64encode(file["buffer"]).decode()
    target.evaluate(DROP, {"name": file["name"], "data": data})


def add_image(desk: Desk) -> None:
    """Add an empty picture to the page; it stays selected."""
    desk.entry("Image").click()
    desk.saved()
    desk.page.locator(FIELD).wait_for()


def shown(desk: Desk) -> Locator:
    """Locate the picture on the page."""
    return desk.canvas.locator("[data-block-type=Image] img")


def open_library(desk: Desk) -> None:
    """Open the picture library."""
    desk.page.evaluate("quillspace.editor.act('pictures')")
    desk.page.locator("#library").wait_for()


def bring_to_library(desk: Desk, *files: dict) -> None:
    """Upload files in the picture library."""
    open_library(desk)
    desk.page.set_input_files("[data-library-upload]", list(files))
    for file in files:
        stem = file["name"].removesuffix(".jpg")
        desk.page.locator(f"#library [data-open-asset][data-name='{stem}']").wait_for()
