"""The Jinja environment that component templates are rendered in."""

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
