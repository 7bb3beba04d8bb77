"""No text that we accept keeps a processor busy for long: every function that reads texts is measured."""

import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import nh3
import pytest

import app

TOOLS = {"SequenceMatcher", "HTMLParser", "linkify", "unescape", "csv", "re"}
"""Names of what reads texts bit by bit, besides patterns and HTML cleaners."""
NOT_ON_SERVERS = {"app.cli", "app.config", "app.embedded", "app.adapters.shells.child"}
"""Packages that read only what operators enter, and a child process whose time is limited."""
EXCUSED = {
    **dict.fromkeys(
        [
            "app.components.base Component.__init_subclass__",
            "app.components.files.svg_size drawing_size",
            "app.components.files.templates StripMarks.preprocess",
            "app.components.rendering.render_context RenderContext.style_root",
            "app.services.publishing.rendering.page_renderer PageRenderer.__init__",
            "app.services.publishing.rendering.style_sheets StyleSheets.assets",
            "app.services.publishing.rendering.style_sheets StyleSheets.template",
            "app.services.publishing.rendering.style_sheets StyleSheets._classes",
            "app.services.sites.creation fill_placeholders",
            "app.web.assets.gallery resolve_asset_urls",
            "app.web.assets.icons _body",
            "app.web.assets.module_graph _graph",
            "app.web.assets.static_files _minified",
            "app.web.editor.document _document",
        ],
        "reads files that we ship, and the output of their templates",
    ),
    **dict.fromkeys(
        [
            "app.adapters.mail get_stored",
            "app.adapters.object_store.contract file_key",
            "app.adapters.object_store.folder FolderStore.list",
            "app.adapters.object_store.s3 S3Store.list",
            "app.delivery.manifest _check_hash",
            "app.services.mail.plain_text own_link",
        ],
        "reads names that we make ourselves",
    ),
    **dict.fromkeys(
        [
            "app.edge.server.base_handler BaseHandler.parse_request",
            "app.request_ids accept",
            "app.web.auth.password_requests hashes_password",
            "app.web.presence PresenceMiddleware.__call__",
        ],
        "reads headers or a path, which are at most 64 KB, in one pass",
    ),
    **dict.fromkeys(
        [
            "app.services.seo.page_head document_title",
            "app.services.seo.search_previews _shown",
            "app.services.seo.search_settings update_site_search",
            "app.services.seo.search_settings _check_image",
            "app.web.editor.inspector _section",
            "app.web.editor.outline_items summary",
        ],
        "reads an input of a few hundred characters, or as many of a longer one",
    ),
    "app.services.editing.pastes paste_text": "splits at blank lines, and cleans the result as a rich text",
    "app.services.redirects.csv_files export_csv": "writes at most 10,000 redirects",
}
"""Functions that need not be measured, each with the reason."""


@pytest.fixture(scope="module")
def measured():
    done = subprocess.run(
        [sys.executable, "-m", "tests.work.child"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.mark.sampled
def test_no_accepted_text_takes_long_and_no_work_grows_like_a_square(measured):
    assert measured["faults"] == []


def test_every_function_that_reads_texts_is_measured(measured):
    readers = set(functions_that_read_texts())
    assert len(readers) > 60

    assert sorted(readers - set(measured["reached"]) - EXCUSED.keys()) == []
    assert sorted(EXCUSED.keys() - readers) == []
    assert sorted(EXCUSED.keys() & set(measured["reached"])) == []


def functions_that_read_texts() -> Iterator[str]:
    """Yield the module and name of each function that uses a pattern, an HTML cleaner or one of TOOLS."""
    for found in pkgutil.walk_packages(app.__path__, "app."):
        if found.name.endswith("__main__") or any(found.name.startswith(name) for name in NOT_ON_SERVERS):
            continue
        module = importlib.import_module(found.name)
        readers = {
            name for name, value in vars(module).items() if isinstance(value, re.Pattern | nh3.Cleaner)
        }
        source = Path(str(module.__file__))
        for code in functions_in(compile(source.read_text(), str(source), "exec")):
            if set(code.co_names) & (readers | TOOLS):
                yield f"{module.__name__} {code.co_qualname}"


def functions_in(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of every function and method in a module, without class bodies and comprehensions."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            is_function = not inner.co_name.startswith("<") and inner.co_flags & 2  # CO_NEWLOCALS
            if is_function:
                yield inner
            yield from functions_in(inner)
