"""Files bundled with QuillSpace: fonts, scripts, and the pictures of the gallery's templates."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.components.component_registry import ComponentRegistry
from app.components.files import LIBRARY as FOLDER
from app.components.files import LOADER

ROOT = Path(__file__).parents[4]
FONTS = ROOT / "app" / "static" / "vendor" / "fonts"
GALLERY = ROOT / "gallery"


@dataclass(frozen=True)
class Asset:
    """A file that pages may use, and its URL path on every published site."""

    path: Path
    address: str


def catalogue(registry: ComponentRegistry) -> dict[str, Asset]:
    """All bundled assets, by the name that style sheets, shells and pages use."""
    found = {f"fonts/{path.name}": path for path in FONTS.glob("*.woff2")}
    found |= {f"{path.parts[-3]}/{path.name}": path for path in GALLERY.glob("*/assets/*") if path.is_file()}
    scripted = (each for each in registry.components if each.script)
    found |= {each.script_name(): each.folder() / f"{each.folder().name}.js" for each in scripted}
    found[LOADER] = FOLDER / "loader.js"
    return {name: _asset(name, path, path.stat().st_mtime_ns) for name, path in sorted(found.items())}


def addresses(assets: dict[str, Asset]) -> dict[str, str]:
    """The URL path of each asset, by name."""
    return {name: asset.address for name, asset in assets.items()}


def asset_address(name: str, data: bytes) -> str:
    """A URL path with the content hash, so that browsers may cache the file forever."""
    stem, dot, ending = name.replace("/", "-").rpartition(".")
    return f"/_assets/{stem}.{hashlib.sha256(data).hexdigest()[:12]}{dot}{ending}"


@lru_cache(maxsize=1024)
def _asset(name: str, path: Path, _changed: int) -> Asset:
    return Asset(path, asset_address(name.removeprefix("fonts/").removeprefix("scripts/"), path.read_bytes()))
