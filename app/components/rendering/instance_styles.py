"""The CSS that individual instances add to a page's style element."""

import hashlib
import re
from collections.abc import Mapping, Sequence

from app.components.rendering.responsive_root import class_name
from app.components.sizes import ALL_SIZES, MEDIA, Sizes

UNSAFE_CSS = re.compile(r"[;{}<>\\@]|/\*|url\(|expression\(", re.IGNORECASE)


def declared_class(declarations: Mapping[str, str]) -> tuple[str, str]:
    """The class for these declarations and the body of its rule. Equal declarations share a class."""
    if not declarations:
        return "", ""
    safe = {name: value for name, value in declarations.items() if not UNSAFE_CSS.search(value)}
    body = ";".join(f"{name}:{value}" for name, value in safe.items())
    return ("b-" + hashlib.sha256(body.encode()).hexdigest()[:8], body) if body else ("", "")


def rule(name: str, sizes: Sizes, body: str) -> str:
    """The CSS rule for a class, limited to these sizes."""
    written = class_name(name, sizes).replace("@", "\\@")
    plain = f".{written}{{{body}}}"
    return plain if sizes == ALL_SIZES else f"@media {MEDIA[sizes]}{{{plain}}}"


def size_specific(classes: Sequence[tuple[str, Sizes]]) -> dict[Sizes, frozenset[str]]:
    """The classes that apply only at some sizes, grouped by those sizes."""
    found: dict[Sizes, frozenset[str]] = {}
    for name, sizes in classes:
        if sizes != ALL_SIZES:
            found[sizes] = found.get(sizes, frozenset()) | {name}
    return found
