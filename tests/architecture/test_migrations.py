import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.migration_sql import breaking_changes, statements

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "migrations" / "versions"
BASELINE = "0024"
"""The last migration before the first release; earlier ones cannot break anything."""

NEWER = [path for path in sorted(FOLDER.glob("*.py")) if path.name[:4] > BASELINE]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def released(changes: str) -> list[str]:
    """Return the published releases, newest first."""
    return re.findall(r"^## (\d+\.\d+\.\d+) \(\d{4}-\d\d-\d\d\)$", changes, re.MULTILINE)


def violations(script: str, contracts: str | None, changes: str) -> list[str]:
    """Return a migration's breaking changes, unless it names a published release that does not need what it removes."""
    found = breaking_changes(script)
    return [] if contracts in released(changes) else found


@pytest.mark.parametrize("path", NEWER, ids=lambda path: path.stem)
def test_a_migration_only_adds_unless_a_release_no_longer_uses_what_is_removed(path: Path):
    """See "Migrations" in CONTRIBUTING.md."""
    module = load(path)
    changes = (ROOT / "CHANGELOG.md").read_text()
    assert violations(statements(module.upgrade), getattr(module, "contracts", None), changes) == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_every_migration_can_be_parsed(path: Path):
    assert "not parsed" not in " ".join(breaking_changes(statements(load(path).upgrade)))


@pytest.mark.parametrize(
    "script",
    [
        "ALTER TABLE pages DROP COLUMN slug",
        "ALTER TABLE pages ADD COLUMN a TEXT, DROP COLUMN slug",
        "DROP TABLE pages",
        "DROP FUNCTION find_session(bytea)",
        "ALTER TABLE pages RENAME COLUMN slug TO path",
        "ALTER TABLE pages RENAME TO documents",
        "ALTER TABLE pages ALTER COLUMN slug SET NOT NULL",
        "ALTER TABLE pages ALTER COLUMN slug TYPE VARCHAR(80)",
        "ALTER TABLE pages ALTER COLUMN slug DROP DEFAULT",
        "ALTER TABLE pages ADD COLUMN slug TEXT NOT NULL",
        "ALTER TABLE pages ADD CONSTRAINT ck_pages_slug CHECK (slug <> '')",
        "ALTER TABLE pages ADD CONSTRAINT uq_pages_slug UNIQUE (slug)",
        "CREATE UNIQUE INDEX uq_pages_slug ON pages (tenant_id, slug)",
        "DROP POLICY tenant_isolation ON pages",
        "REVOKE UPDATE ON pages FROM quillspace_app",
    ],
)
def test_breaking_changes_are_found(script: str):
    assert len(breaking_changes(f"{script};")) == 1
    assert violations(f"{script};", None, "## 0.1.0 (2027-01-31)") != []


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE notes (id UUID NOT NULL, CONSTRAINT pk PRIMARY KEY (id)); CREATE UNIQUE INDEX u ON notes (id)",
        "ALTER TABLE pages ADD COLUMN note TEXT",
        "ALTER TABLE pages ADD COLUMN note TEXT DEFAULT '' NOT NULL",
        "ALTER TABLE pages ALTER COLUMN slug DROP NOT NULL",
        "ALTER TABLE pages ALTER COLUMN slug SET DEFAULT ''",
        "ALTER TABLE pages ADD COLUMN note TEXT, ADD CONSTRAINT ck_pages_note CHECK (note <> '')",
        "ALTER TABLE pages ADD COLUMN note TEXT; CREATE UNIQUE INDEX u ON pages (slug) WHERE note IS NOT NULL",
        "ALTER TABLE pages DROP CONSTRAINT ck_a; ALTER TABLE pages ADD CONSTRAINT ck_a CHECK (kind IN ('a', 'b'))",
        "ALTER TABLE notes ENABLE ROW LEVEL SECURITY; ALTER TABLE notes FORCE ROW LEVEL SECURITY",
        "CREATE POLICY p ON notes FOR ALL TO quillspace_app USING (true); GRANT SELECT ON notes TO quillspace_app",
        "REVOKE ALL ON FUNCTION f(bytea) FROM PUBLIC",
        "CREATE INDEX i ON pages (tenant_id, slug); DROP INDEX j",
        "UPDATE pages SET title = ''",
    ],
)
def test_additions_are_allowed(script: str):
    assert breaking_changes(f"{script};") == []


def test_removal_is_allowed_once_a_release_that_no_longer_uses_it_is_published():
    script, changes = "DROP TABLE pages;", "## 0.3.0 (unreleased)\n\n## 0.2.0 (2027-01-31)\n"
    assert violations(script, "0.2.0", changes) == []
    assert violations(script, "0.3.0", changes) != []
    assert violations(script, None, changes) != []
