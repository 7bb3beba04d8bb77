"""Lucide icons, inlined as SVG to inherit the text colour."""

import re
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).parents[2] / "static" / "vendor" / "icons"
_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def icon(name: str, *, label: str = "", size: int = 20) -> Markup:
    """Return the icon as inline SVG, hidden from screen readers unless it has a label. An unknown icon is empty."""
    aria = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup(
        '<svg class="icon" width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" '
        'stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" '
        "{aria}>{body}</svg>"
    ).format(size=size, aria=aria, body=_body(name))


@lru_cache(maxsize=256)
def _body(name: str) -> Markup:
    path = FOLDER / f"{Path(name).name}.svg"
    if not path.is_file():
        return Markup()
    found = _BODY.search(path.read_text(encoding="utf-8"))
    drawing = " ".join(found.group(1).split()) if found else ""
    return Markup(drawing)  # noqa: S704 - a file of ours
