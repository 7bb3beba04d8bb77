"""The documentation refers only to what exists, and its diagrams match the imports.

After changing an import or a package, redraw the diagrams in docs/architecture.md and commit them with the code:

    QUILLSPACE_REDRAW=1 .venv/bin/pytest -n 0 tests/architecture/test_docs.py
"""

import importlib
import os
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
ARCHITECTURE = ROOT / "docs" / "architecture.md"
DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "bench" / "README.md")
)
FOLDERS = ("app", "bench", "caddy", "docs", "gallery", "migrations", "tests", "types")
PICTURE = re.compile(r"(<!-- graph (app[a-z_.]*) -->\n).*?(<!-- /graph -->)", re.DOTALL)
CODE = re.compile(r"```.*?```|`([^`\n]+)`", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
MODULE = re.compile(r"(?<![\w./])(?:app|bench|tests|gallery)(?:\.[A-Za-z_]+)+")
PATH = re.compile(
    rf"(?:{'|'.join(FOLDERS)})/[\w./<>*@-]*|[\w./<>*-]*\w\.(?:py|js|css|html|md|toml|txt|in|caddy|mjs)"
)
TEST = re.compile(r"test_\w+")
EXAMPLES = {
    "docs/components.md": ("quote.py", "quote.html", "quote.css", "quote.js", "*.js"),
    "docs/extending.md": (
        "app/services/digests.py",
        "app/jobs/digests.py",
        "tests/jobs/test_digests.py",
        "app/templates/sites/tagline.html",
        "app/templates/sites/_tagline_form.html",
    ),
}
"""Files that a document's recipes tell the reader to create, by document."""


@cache
def import_graph() -> grimp.ImportGraph:
    return grimp.build_graph("app", cache_dir=None)


def arrows_below(package: str) -> dict[str, set[str]]:
    """Map each direct child of a package, by its short name, to the siblings that it imports."""
    graph = import_graph()
    children = sorted(graph.find_children(package))
    child_of = {module: child for child in children for module in {child} | graph.find_descendants(child)}
    arrows: dict[str, set[str]] = {short(child): set() for child in children}
    for module, child in child_of.items():
        for imported in graph.find_modules_directly_imported_by(module):
            if child_of.get(imported, child) != child:
                arrows[short(child)].add(short(child_of[imported]))
    return arrows


def without_implied(arrows: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the transitive reduction of an acyclic graph: remove arrows that a longer path implies."""

    @cache
    def reachable(node: str) -> frozenset[str]:
        return frozenset().union(*(reachable(target) | {target} for target in arrows[node]))

    return {
        node: {
            target
            for target in targets
            if not any(target in reachable(other) for other in targets - {target})
        }
        for node, targets in arrows.items()
    }


def layers() -> list[list[str]]:
    """Return the layers of `app`, from the top down, as import-linter checks them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [lines] = [each["layers"] for each in contracts if each["name"] == "Calls flow down"]
    return [[name.strip() for name in line.split("|")] for line in lines]


def draw(package: str) -> str:
    """Draw a Mermaid graph of the packages and modules directly below a package."""
    arrows = without_implied(arrows_below(package))
    lines = ["graph TD"]
    if package == "app":
        for number, names in enumerate(layers(), 1):
            lines += [f"  subgraph layer{number}[ ]", *(f"    {name}" for name in names), "  end"]
    else:
        lines += [f"  {name}" for name in sorted(arrows)]
    lines += [f"  {node} --> {target}" for node in sorted(arrows) for target in sorted(arrows[node])]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def short(module: str) -> str:
    return module.rpartition(".")[2]


def test_diagrams_show_the_packages_and_their_imports():
    written = ARCHITECTURE.read_text()
    drawn = PICTURE.sub(lambda found: found[1] + draw(found[2]) + found[3], written)
    if os.environ.get("QUILLSPACE_REDRAW"):
        ARCHITECTURE.write_text(drawn)
        written = drawn
    assert {found[2] for found in PICTURE.finditer(written)} >= {"app", "app.services"}
    assert written == drawn, (
        "The imports have changed: redraw the diagrams as this module's docstring explains."
    )


@cache
def repository_files() -> list[str]:
    """Return the paths of all files and folders in the repository."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    ours = [path for path in found if not {"__pycache__", "vendor"} & set(path.parts)]
    return [
        str(path.relative_to(ROOT)) for path in (*ours, *ROOT.glob("*.*"), *(ROOT / each for each in FOLDERS))
    ]


def exists(path: str) -> bool:
    """True if a path is in the repository; leading folders may be omitted, and `<name>` matches any name."""
    pattern = re.sub(r"<[^>]*>", "*", path.rstrip("/").removeprefix("./"))
    if "*" not in pattern:
        return any(each == pattern or each.endswith(f"/{pattern}") for each in repository_files())
    return any(fnmatch(each, pattern) or fnmatch(each, f"*/{pattern}") for each in repository_files())


def spans(document: str) -> Iterator[str]:
    """Yield the code spans in the text of a document."""
    return (found[1] for found in CODE.finditer((ROOT / document).read_text()) if found[1])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_in_the_documentation_exists(document: str):
    text = (ROOT / document).read_text()
    named = {span for span in spans(document) if PATH.fullmatch(span)}
    linked = {link for link in LINK.findall(text) if not ((ROOT / document).parent / link).exists()}
    examples = EXAMPLES.get(document, ())
    missing = {path for path in named if path not in examples and not exists(path)}
    assert sorted(missing | linked) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_module_in_the_documentation_exists(document: str):
    missing = {name for name in MODULE.findall((ROOT / document).read_text()) if not can_be_imported(name)}
    assert sorted(missing) == []


def can_be_imported(name: str) -> bool:
    """True if a dotted name is a module, or an attribute of one."""
    module, _, attribute = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        return (
            "." in module and can_be_imported(module) and hasattr(importlib.import_module(module), attribute)
        )
    return True


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_in_the_documentation_exists(document: str):
    source = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    named = {name for span in spans(document) for name in TEST.findall(span) if not exists(f"{name}.py")}
    assert [
        name for name in sorted(named) if f"def {name}(" not in source and name not in EXAMPLE_TESTS
    ] == []


EXAMPLE_TESTS = {"test_digests"}
