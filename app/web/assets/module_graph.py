"""The import graph of a script, which lets a page preload all modules in parallel."""

import posixpath
import re
from functools import lru_cache

from app.web.assets import static_files

IMPORT = re.compile(r'^(?:import|export)\b(?:[^;"()]*?\bfrom)?\s*"(\.{1,2}/[^"]+\.js)"', re.MULTILINE)


def module_urls(name: str) -> tuple[str, ...]:
    """Return the URLs of a module's direct and indirect static imports; dynamic imports are ignored."""
    return tuple(static_files.static_url(each) for each in _graph(name, static_files.version()))


@lru_cache(maxsize=4)
def _graph(name: str, _version: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        importer = waiting.pop(0)
        source = (static_files.FOLDER / importer).read_text()
        for path in IMPORT.findall(source):
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(importer), path))
            if imported not in found:
                found[imported] = None
                waiting.append(imported)
    return tuple(found)
