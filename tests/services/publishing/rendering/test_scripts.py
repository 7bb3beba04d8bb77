"""Component scripts in a publication: only pages that need a script reference it, and are rebuilt when it changes."""

import re

import pytest

from app.components.files import LOADER
from app.components.registry import BUILT_IN
from app.services.publishing.builds import bundled_assets
from tests.factories import make_page, puck
from tests.services.publishing.support import manifest, on_site, publish, read, view

SCRIPT = re.compile(r'<script type="module" src="([^"]+)"></script>')
PART = re.compile(r'data-script="([^"]+)" data-when="interaction"')
CLOSED = '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">'


@pytest.fixture
def ada(people, admin_engine):
    """A person with one page whose picture can be enlarged, and another page without scripts."""
    shown = {"src": "asset:field-notes/pond.svg", "alt": "A pond", "decorative": False}
    props = {"id": "image-1", "image": shown, "opens": True}
    data = {**puck(), "content": [{"type": "Image", "props": props}]}
    with on_site(admin_engine, people.ada) as (session, site):
        make_page(session, site, slug="pond", title="Pond", data=data, position=1)
    return people.ada


def test_only_the_page_that_needs_a_script_references_it_and_none_is_inline(ada):
    build = publish(ada)

    pond, home = read(ada, build, "/pond.html"), read(ada, build, "/index.html")
    (loader,), (script,) = SCRIPT.findall(pond), PART.findall(pond)
    assert re.fullmatch(r"/_assets/loader\.[0-9a-f]{12}\.js", loader)
    assert re.fullmatch(r"/_assets/image\.[0-9a-f]{12}\.js", script)
    assert {loader, script} <= manifest(ada, build).files.keys()
    assert "showModal" in read(ada, build, script)
    assert "import(" in read(ada, build, loader)
    assert CLOSED not in pond
    assert CLOSED in home
    assert re.findall(r"<script(?! type=\"application/ld\+json\")|\.js", home) == []


def test_a_site_without_scripts_publishes_none(people):
    build = publish(people.ada)

    assert [path for path in manifest(people.ada, build).files if path.endswith(".js")] == []


@pytest.mark.parametrize("name", [LOADER, "scripts/image.js"])
def test_a_changed_script_rebuilds_only_the_pages_that_need_it(ada, monkeypatch, tmp_path, name):
    before = publish(ada)
    file = tmp_path / "changed.js"
    file.write_bytes(bundled_assets.catalogue(BUILT_IN)[name].path.read_bytes() + b"// changed\n")
    changed = bundled_assets.Asset(
        file, bundled_assets.asset_address(name.removeprefix("scripts/"), file.read_bytes())
    )
    catalogue = {**bundled_assets.catalogue(BUILT_IN), name: changed}
    monkeypatch.setattr("app.services.publishing.planning.site_plan.catalogue", lambda _registry: catalogue)

    after = publish(ada)

    assert view(ada, after).lines[1].message == "Preparing 1 page; 1 page stays as it was."
    assert changed.address in read(ada, after, "/pond.html")
    # Readers who have the older page open can still load its script.
    assert set(PART.findall(read(ada, before, "/pond.html"))) <= manifest(ada, after).files.keys()
