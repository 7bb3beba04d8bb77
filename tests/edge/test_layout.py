"""The folders that Caddy serves: whole builds, swapped in one step, nothing outside."""

from uuid import uuid4

import pytest

from app.adapters.object_store import FolderStore, ObjectMissing
from app.adapters.object_store.manifest import BadManifest, BuildFile, Manifest, StoredFile
from app.edge.layout import Layout
from tests.edge.support import pages, store_build

TENANT, SITE = uuid4(), uuid4()


@pytest.fixture
def layout(tmp_path):
    layout = Layout(tmp_path / "edge", FolderStore.at(str(tmp_path / "objects")))
    layout.prepare()
    return layout


def read(layout: Layout, host: str, path: str) -> bytes:
    return (layout.home / "hosts" / host / path).read_bytes()


def lay_out(layout: Layout, files: dict[str, bytes], **more):
    build = store_build(layout.store, TENANT, SITE, files, **more)
    layout.lay_out(TENANT, build)
    return build


def test_a_build_is_laid_out_by_hard_links_with_its_encodings(layout):
    build = lay_out(layout, pages("Ada"))
    folder = layout.home / "builds" / str(build)
    assert (folder / "books/emma.html").read_bytes() == b"<h1>Ada emma</h1>"
    assert (folder / "index.html.br").exists()
    assert (folder / "index.html.gz").exists()
    assert (folder / "index.html").stat().st_nlink == 2


def test_showing_another_build_swaps_one_link(layout):
    first, second = lay_out(layout, pages("First")), lay_out(layout, pages("Second"))
    layout.name_site("ada.localhost", SITE)
    layout.show(SITE, first)
    assert read(layout, "ada.localhost", "index.html") == b"<h1>First home</h1>"
    layout.show(SITE, second)
    assert read(layout, "ada.localhost", "index.html") == b"<h1>Second home</h1>"
    assert layout.shown_build(SITE) == second


def test_a_missing_blob_leaves_no_half_build(layout):
    build = store_build(layout.store, TENANT, SITE, pages("Ada"))
    blob = next(iter(layout.store.list(TENANT)))
    layout.store.delete(TENANT, blob.sha256)
    with pytest.raises((OSError, ObjectMissing)):
        layout.lay_out(TENANT, build)
    assert list((layout.home / "builds").iterdir()) == []


def test_a_build_of_another_tenant_is_not_found(layout):
    build = store_build(layout.store, TENANT, SITE, pages("Ada"))
    with pytest.raises(ObjectMissing):
        layout.lay_out(uuid4(), build)


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/../x",
        "/a/../../x",
        "x",
        "",
        "/",
        "//x",
        "/a//b",
        "/a/",
        "/./x",
        "/a\0b",
        "/a\\b",
        "/" + "a" * 300,
    ],
)
def test_a_path_that_leaves_the_build_is_refused(layout, path):
    build_id = uuid4()
    stored = StoredFile("0" * 64, 1)
    manifest = Manifest(tenant_id=TENANT, site_id=SITE, build_id=build_id, files={path: BuildFile(stored)})
    layout.store.put_manifest(TENANT, build_id, manifest.to_bytes())
    with pytest.raises(BadManifest):
        layout.lay_out(TENANT, build_id)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff", b'{"version": 2}', b'{"version":1,"tenant":"x"}']
)
def test_bytes_that_are_no_manifest_are_refused(layout, data):
    build_id = uuid4()
    layout.store.put_manifest(TENANT, build_id, data)
    with pytest.raises((BadManifest, ValueError)):
        layout.lay_out(TENANT, build_id)


@pytest.mark.parametrize("host", ["..", ".", "", "../../x", "a/b", "ADA.localhost", "ada.localhost."])
def test_a_host_in_no_canonical_form_gets_no_folder(layout, host):
    layout.name_site(host, SITE)
    layout.forget_host(host)
    assert list((layout.home / "hosts").iterdir()) == []


def test_hosts_that_are_not_wanted_go(layout):
    for host in ("ada.localhost", "old.localhost"):
        layout.name_site(host, SITE)
    layout.keep_hosts(["ada.localhost"])
    assert [path.name for path in (layout.home / "hosts").iterdir()] == ["ada.localhost"]


def test_builds_that_are_not_wanted_go_with_their_addresses(layout):
    old = lay_out(layout, pages("Old"), named={"a": "/b"})
    new = lay_out(layout, pages("New"), named={"a": "/c"})
    layout.keep_builds([new])
    assert layout.addresses(old) == {}
    assert layout.addresses(new) == {"a": "/c"}
    assert [path.name for path in (layout.home / "builds").iterdir()] == [str(new)]


def test_a_build_that_readers_see_stays_whoever_wants_it_gone(layout):
    build = lay_out(layout, pages("Ada"))
    layout.show(SITE, build)

    layout.keep_builds([uuid4()])

    assert layout.has_file(build, "/index.html")


def test_blobs_of_a_store_elsewhere_are_copied_once_and_shared(layout, monkeypatch):
    monkeypatch.setattr(FolderStore, "local_path", lambda *_: None)
    first = lay_out(layout, pages("Ada"))
    second = lay_out(layout, pages("Ada") | {"/new.html": b"new"})
    about = [layout.home / "builds" / str(build) / "about.html" for build in (first, second)]
    assert about[0].stat().st_ino == about[1].stat().st_ino
    layout.keep_builds([])
    assert list((layout.home / "blobs").glob("*/*")) == []


def test_what_a_killed_agent_left_aside_is_cleared(layout):
    (layout.home / "builds" / ".new-half").mkdir()
    (layout.home / "sites" / ".new-link").symlink_to("nowhere")
    layout.prepare()
    assert list((layout.home / "builds").iterdir()) == []
    assert list((layout.home / "sites").iterdir()) == []
