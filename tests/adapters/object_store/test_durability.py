"""What is synced before what, so that a power failure never leaves a name without its content."""

import hashlib
import os
from pathlib import Path
from uuid import uuid4

import pytest

from app.adapters.object_store import FolderStore
from app.edge.disk.atomic_files import write_atomically
from tests.adapters.object_store.test_object_store import ADA


@pytest.fixture
def store(tmp_path):
    return FolderStore.at(str(tmp_path / "objects"))


@pytest.fixture
def calls(monkeypatch):
    """The system calls that matter, in order: what, inode, new name, size."""
    made = []
    fsync, link, rename = os.fsync, os.link, os.replace

    def note_fsync(descriptor):
        status = os.fstat(descriptor)
        made.append(("fsync", status.st_ino, "", status.st_size))
        fsync(descriptor)

    def note_link(source, target, **more):
        made.append(("link", Path(source).stat().st_ino, str(target), 0))
        link(source, target, **more)

    def note_rename(source, target, **more):
        made.append(("rename", Path(source).stat().st_ino, str(target), 0))
        rename(source, target, **more)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "link", note_link)
    monkeypatch.setattr(os, "replace", note_rename)
    return made


def named(words):
    return hashlib.sha256(words).hexdigest()


def store_one(store):
    store.put_if_absent(ADA, named(b"words"), b"words")


def store_many(store):
    store.put_all(ADA, {named(words): words for words in (b"some", b"more", b"words")})


def store_build(store):
    store.put_build(ADA, {named(words): words for words in (b"some", b"more", b"words")})


@pytest.mark.parametrize(("write", "count"), [(store_one, 1), (store_many, 3), (store_build, 3)])
def test_each_file_is_synced_with_its_content_before_it_gets_its_name(store, calls, write, count):
    write(store)

    links = [place for place, call in enumerate(calls) if call[0] == "link"]
    assert len(links) == count
    for place in links:
        synced = {inode: size for kind, inode, _path, size in calls[:place] if kind == "fsync"}
        assert synced[calls[place][1]] == Path(calls[place][2]).stat().st_size


def test_a_manifest_is_written_after_the_folder_of_its_files_and_before_its_own_folder(store, calls):
    store_many(store)
    calls.clear()

    store.put_manifest(ADA, uuid4(), b"{}")

    (manifest,) = store.root.rglob("builds/*.json")
    folder = next(store.root.rglob("blobs"))
    assert [(kind, inode) for kind, inode, _path, _size in calls] == [
        ("fsync", folder.stat().st_ino),
        ("fsync", manifest.stat().st_ino),
        ("rename", manifest.stat().st_ino),
        ("fsync", manifest.parent.stat().st_ino),
    ]


def test_a_file_of_an_edge_is_synced_with_its_content_before_it_gets_its_name(tmp_path: Path, calls):
    target = tmp_path / "snapshot.json"

    write_atomically(target, "words")

    inode = target.stat().st_ino
    assert [(kind, each, size) for kind, each, _path, size in calls] == [
        ("fsync", inode, 5),
        ("rename", inode, 0),
    ]
