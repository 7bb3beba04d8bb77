"""The folders that Caddy serves: complete builds, swapped atomically, and no files outside them."""

import hashlib
import os
import subprocess
import sys
import time
from uuid import UUID, uuid4

import pytest

from app.adapters.object_store import FolderStore, ObjectKind, ObjectMissing, open_store
from app.delivery.manifest import BadManifest, BuildFile, Manifest, StoredFile
from app.edge.disk import Layout
from tests.edge.support import pages, store_build
from tests.running import ROOT

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


def test_a_build_is_laid_out_as_hard_links_with_its_encodings(layout):
    build = lay_out(layout, pages("Ada"))
    folder = layout.home / "builds" / str(build)
    assert (folder / "books/emma.html").read_bytes() == b"<h1>Ada emma</h1>"
    assert (folder / "index.html.br").exists()
    assert (folder / "index.html.gz").exists()
    assert (folder / "index.html").stat().st_nlink == 2


def test_showing_another_build_swaps_one_link(layout):
    first, second = lay_out(layout, pages("First")), lay_out(layout, pages("Second"))
    layout.add_host("ada.localhost", SITE)
    layout.show(SITE, first)
    assert read(layout, "ada.localhost", "index.html") == b"<h1>First home</h1>"
    layout.show(SITE, second)
    assert read(layout, "ada.localhost", "index.html") == b"<h1>Second home</h1>"
    assert layout.shown_build(SITE) == second


def test_a_missing_blob_leaves_no_partial_build(layout):
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
def test_a_path_outside_the_build_is_rejected(layout, path):
    build_id = uuid4()
    stored = StoredFile("0" * 64, 1)
    manifest = Manifest(tenant_id=TENANT, site_id=SITE, build_id=build_id, files={path: BuildFile(stored)})
    layout.store.put_manifest(TENANT, build_id, manifest.to_bytes())
    with pytest.raises(BadManifest):
        layout.lay_out(TENANT, build_id)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff", b'{"version": 2}', b'{"version":1,"tenant":"x"}']
)
def test_invalid_manifests_are_rejected(layout, data):
    build_id = uuid4()
    layout.store.put_manifest(TENANT, build_id, data)
    with pytest.raises((BadManifest, ValueError)):
        layout.lay_out(TENANT, build_id)


@pytest.mark.parametrize("host", ["..", ".", "", "../../x", "a/b", "ADA.localhost", "ada.localhost."])
def test_a_host_not_in_canonical_form_gets_no_folder(layout, host):
    layout.add_host(host, SITE)
    layout.remove_host(host)
    assert list((layout.home / "hosts").iterdir()) == []


def test_other_hosts_are_removed(layout):
    for host in ("ada.localhost", "old.localhost"):
        layout.add_host(host, SITE)
    layout.remove_other_hosts(["ada.localhost"])
    assert [path.name for path in (layout.home / "hosts").iterdir()] == ["ada.localhost"]


def test_other_builds_are_removed_with_their_page_paths(layout):
    old = lay_out(layout, pages("Old"), named={"a": "/b"})
    new = lay_out(layout, pages("New"), named={"a": "/c"})
    layout.remove_other_builds([new])
    assert layout.addresses(old) == {}
    assert layout.addresses(new) == {"a": "/c"}
    assert [path.name for path in (layout.home / "builds").iterdir()] == [str(new)]


def test_a_build_that_is_being_served_is_never_removed(layout):
    build = lay_out(layout, pages("Ada"))
    layout.show(SITE, build)

    layout.remove_other_builds([uuid4()])

    assert layout.has_file(build, "/index.html")


def test_blobs_of_a_remote_store_are_copied_once_and_shared(layout, monkeypatch):
    monkeypatch.setattr(FolderStore, "local_path", lambda *_: None)
    first = lay_out(layout, pages("Ada"))
    second = lay_out(layout, pages("Ada") | {"/new.html": b"new"})
    about = [layout.home / "builds" / str(build) / "about.html" for build in (first, second)]
    assert about[0].stat().st_ino == about[1].stat().st_ino
    layout.remove_other_builds([])
    blobs = list((layout.home / "blobs").glob("*/*"))
    assert blobs  # New blobs may belong to a build that is being laid out.
    for blob in blobs:
        os.utime(blob, (0, 0))
    layout.remove_other_builds([])
    assert list((layout.home / "blobs").glob("*/*")) == []


def damage(store, pack: str) -> None:
    """Overwrite a pack in the bucket with other content."""
    key = f"t/{TENANT}/packs/{pack}"
    store.client.put_object(Bucket=store.address.bucket, Key=key, Body=b"x" * 5000)


def build_in_a_bucket(weed, files):
    """Store a build in packs, and return the store, the build's id and its manifest."""
    store = open_store(weed.url(weed.make_bucket()))
    contents = {hashlib.sha256(data).hexdigest(): data for data in files.values()}
    places = store.put_build(TENANT, contents)
    stored = {
        path: StoredFile(name, len(data), *_place(places.get(name)))
        for path, data in files.items()
        for name in [hashlib.sha256(data).hexdigest()]
    }
    build = uuid4()
    manifest = Manifest(
        tenant_id=TENANT,
        site_id=SITE,
        build_id=build,
        files={path: BuildFile(each) for path, each in stored.items()},
    )
    store.put_manifest(TENANT, build, manifest.to_bytes())
    return store, build, manifest


def _place(place):
    return (place.pack, place.offset) if place else ()


def test_a_build_in_a_bucket_is_laid_out_from_its_packs(weed, tmp_path):
    files = {f"/page-{number}.html": b"%d" % number * 900 for number in range(200)}
    files |= {"/large.bin": os.urandom(700_000), "/empty.txt": b"", "/again.html": files["/page-7.html"]}
    store, build, manifest = build_in_a_bucket(weed, files)
    layout = Layout(tmp_path / "edge", store)
    layout.prepare()

    layout.lay_out(TENANT, build)

    folder = layout.home / "builds" / str(build)
    assert {path: (folder / path[1:]).read_bytes() for path in files} == files
    assert Manifest.from_bytes(manifest.to_bytes()) == manifest


def test_cached_files_are_not_fetched_again(weed, tmp_path):
    files = {f"/page-{number}.html": b"%d" % number * 900 for number in range(50)}
    store, build, manifest = build_in_a_bucket(weed, files)
    layout = Layout(tmp_path / "edge", store)
    layout.prepare()
    layout.lay_out(TENANT, build)
    layout.drop_build(build)
    for pack in {each.pack for each in manifest.stored()}:
        store.delete(TENANT, pack, kind=ObjectKind.PACKS)

    layout.lay_out(TENANT, build)

    assert layout.has_file(build, "/page-49.html")


def test_a_corrupt_pack_leaves_no_partial_build(weed, tmp_path):
    files = {f"/page-{number}.html": b"%d" % number * 900 for number in range(50)}
    store, build, manifest = build_in_a_bucket(weed, files)
    damage(store, next(each.pack for each in manifest.stored()))
    layout = Layout(tmp_path / "edge", store)
    layout.prepare()

    with pytest.raises(ObjectMissing):
        layout.lay_out(TENANT, build)

    assert list((layout.home / "builds").iterdir()) == []
    assert list((layout.home / "blobs").glob("*/*")) == []


def test_temporary_files_of_a_killed_agent_are_removed(layout):
    (layout.home / "builds" / ".new-half").mkdir()
    (layout.home / "sites" / ".new-link").symlink_to("nowhere")
    layout.prepare()
    assert list((layout.home / "builds").iterdir()) == []
    assert list((layout.home / "sites").iterdir()) == []


DROP = """
import sys, uuid
from pathlib import Path
from app.adapters.object_store import FolderStore
from app.edge.disk import Layout
layout = Layout(Path(sys.argv[1]), FolderStore.at(sys.argv[2]))
print("now", flush=True)
layout.drop_build(uuid.UUID(sys.argv[3]))
"""


def test_a_kill_while_a_build_is_dropped_leaves_it_complete_or_gone(layout):
    files = {f"/page-{number}.html": b"words" for number in range(1500)}
    build = lay_out(layout, files)
    for milliseconds in (0, 1, 2, 4, 8):
        layout.lay_out(TENANT, build)
        with subprocess.Popen(
            [sys.executable, "-c", DROP, str(layout.home), str(layout.store.root), str(build)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        ) as child:
            child.stdout.readline()
            time.sleep(milliseconds / 1000)
            child.kill()

        layout.prepare()
        folder = layout.home / "builds" / str(build)
        assert len(list(folder.glob("page-*.html"))) in {0, 1500}
        assert {path.name for path in folder.parent.iterdir()} <= {str(build)}


def test_leftovers_of_removed_builds_are_removed_too(layout):
    removed = UUID(int=7)
    (layout.home / "apart" / str(removed)).mkdir()
    (layout.home / "packed" / str(removed)).touch()
    (layout.home / "addresses" / f"{removed}.json").touch()
    (layout.home / "builds" / ".new-under-way").mkdir()

    layout.remove_other_builds([])

    assert [
        path for name in ("apart", "packed", "addresses") for path in (layout.home / name).iterdir()
    ] == []
    assert (layout.home / "builds" / ".new-under-way").exists()
