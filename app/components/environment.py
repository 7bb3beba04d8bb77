"""The library's files: the Jinja environment of the templates, and the style sheets."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

LIBRARY = Path(__file__).parent / "library"

environment = Environment(
    loader=FileSystemLoader(LIBRARY),
    autoescape=True,
    auto_reload=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    cache_size=-1,
)


def read_css(name: str) -> str:
    """A style sheet of the library as it is on disk now; the same object until it changes."""
    path = LIBRARY / name
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int) -> str:
    return path.read_text()
