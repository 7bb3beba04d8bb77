"""The folders that Caddy serves: builds consist of hard links, and each site and each host is a symbolic link.

`hosts/<host> -> ../sites/<site>` exists as long as the host belongs to the site. `sites/<site> -> ../builds/<build>`
is swapped atomically, so readers see either one complete build or the other.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID, uuid4

from app.adapters.object_store import ObjectStore
from app.delivery.hostnames import is_canonical
from app.delivery.manifest import ENCODINGS, Manifest, StoredFile
from app.edge.disk.atomic_files import (
    TEMPORARY_PREFIX,
    move,
    read_number,
    remove,
    remove_folder,
    swap_link,
    write_atomically,
)
from app.edge.disk.blob_cache import BlobCache

ADDRESSES = "addresses"
APART = "apart"
PACKED = "packed"
BUILD_FOLDERS = ("builds", APART, PACKED, ADDRESSES)
NOT_LINKABLE = {errno.EXDEV, errno.EPERM, errno.EMLINK}


@dataclass(frozen=True)
class Layout:
    """The folder of one edge. Everything in it can be restored from the object store."""

    home: Path
    store: ObjectStore

    @property
    def cache(self) -> BlobCache:
        """The cache of blobs from a remote object store."""
        return BlobCache(self.home / "blobs", self.store)

    def prepare(self) -> None:
        """Create the folders, and remove temporary files that a killed agent left behind."""
        for name in ("", "builds", "sites", "hosts", ADDRESSES, APART, PACKED, "blobs"):
            folder = self.home / name
            folder.mkdir(parents=True, exist_ok=True)
            for leftover in folder.glob(f"{TEMPORARY_PREFIX}*"):
                remove(leftover)

    def lay_out(self, tenant_id: UUID, build_id: UUID) -> None:
        """Create a build's folder atomically. Raises ObjectMissing or BadManifest."""
        if self.has_build(build_id):
            return
        target = self.home / "builds" / str(build_id)
        manifest = Manifest.from_bytes(self.store.read_manifest(tenant_id, build_id))
        self._write_addresses(build_id, manifest)
        if target.is_dir():
            return
        temporary = target.with_name(f"{TEMPORARY_PREFIX}{uuid4().hex}")
        try:
            self._fill(temporary, tenant_id, manifest)
            temporary.rename(target)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise

    def has_build(self, build_id: UUID) -> bool:
        """Return True if a build is laid out and the paths of its pages are known."""
        return (self.home / "builds" / str(build_id)).is_dir() and not self.lacks_addresses(build_id)

    def lacks_addresses(self, build_id: UUID) -> bool:
        """Return True if a build is laid out but the paths of its pages were lost, for example in a power failure."""
        return self._read_addresses(build_id) is None and (self.home / "builds" / str(build_id)).is_dir()

    def separate_pages(self, build_id: UUID, paths: Iterable[str]) -> None:
        """Move the pages at these paths out of the public folder, and all other pages back into it."""
        public = self.home / "builds" / str(build_id)
        apart = self.home / APART / str(build_id)
        files = (f"{path[1:] or 'index'}.html" for path in paths)
        wanted = {name + ending for name in files for ending in ("", *ENCODINGS.values())}
        for name in wanted:
            move(public / name, apart / name)
        for path in apart.rglob("*") if apart.is_dir() else ():
            name = str(path.relative_to(apart))
            if path.is_file() and name not in wanted:
                move(path, public / name)

    def show(self, site_id: UUID, build_id: UUID) -> None:
        """Point the site at this build."""
        swap_link(self.home / "sites" / str(site_id), f"../builds/{build_id}")

    def shown_build(self, site_id: UUID) -> UUID | None:
        """Return the build that this edge serves for the site, or None."""
        try:
            return UUID((self.home / "sites" / str(site_id)).readlink().name)
        except (OSError, ValueError):
            return None

    def add_host(self, hostname: str, site_id: UUID) -> None:
        """Point the host at the site."""
        if is_canonical(hostname):
            swap_link(self.home / "hosts" / hostname, f"../sites/{site_id}")

    def has_host(self, hostname: str, site_id: UUID) -> bool:
        """Return True if the host points at the site on this edge."""
        try:
            return (self.home / "hosts" / hostname).readlink().name == str(site_id)
        except OSError:
            return False

    def sites(self) -> set[UUID]:
        """Return the ids of the sites that point at a build."""
        found = set()
        for path in (self.home / "sites").iterdir():
            with suppress(ValueError):
                found.add(UUID(path.name))
        return found

    def remove_other_hosts(self, wanted: Iterable[str]) -> None:
        """Stop serving all hosts except these."""
        wanted_names = set(wanted)
        for path in (self.home / "hosts").iterdir():
            if path.name not in wanted_names:
                path.unlink(missing_ok=True)

    def remove_host(self, hostname: str) -> None:
        """Stop serving this host."""
        if is_canonical(hostname):
            (self.home / "hosts" / hostname).unlink(missing_ok=True)

    def remove_site(self, site_id: UUID) -> None:
        """Stop serving the site."""
        (self.home / "sites" / str(site_id)).unlink(missing_ok=True)

    def remove_other_builds(self, wanted: Iterable[UUID]) -> None:
        """Remove all builds except these and those that are being served."""
        wanted_names = {str(build_id) for build_id in wanted}
        wanted_names |= {link.readlink().name for link in (self.home / "sites").iterdir()}
        here = {
            path.name.removesuffix(".json") for name in BUILD_FOLDERS for path in (self.home / name).iterdir()
        }
        for name in here - wanted_names:
            # Temporary folders belong to builds that are being laid out.
            if not name.startswith(TEMPORARY_PREFIX):
                self.drop_build(name)
        self.cache.clear()

    def drop_build(self, build_id: UUID | str) -> None:
        """Remove a build from this edge. It can be laid out again."""
        for name in ("builds", APART):
            remove_folder(self.home / name / str(build_id))
        (self.home / PACKED / str(build_id)).unlink(missing_ok=True)
        (self.home / ADDRESSES / f"{build_id}.json").unlink(missing_ok=True)

    def recompressed_size(self) -> int:
        """Return the disk usage of recompressed files in bytes."""
        marks = [
            path for path in (self.home / PACKED).iterdir() if not path.name.startswith(TEMPORARY_PREFIX)
        ]
        return sum(read_number(path) for path in marks)

    def addresses(self, build_id: UUID) -> Mapping[str, str]:
        """Return the paths of the build's pages by page id; empty if they are unknown."""
        return self._read_addresses(build_id) or {}

    def has_file(self, build_id: UUID, path: str) -> bool:
        """Return True if the build has a public file at exactly this path."""
        return self._is_file(f"builds/{build_id}", path)

    def has_page(self, folder: str, path: str) -> bool:
        """Return True if Caddy would find a file in this folder for this request path."""
        end = path.rpartition("/")[2]
        name = f"{path}index.html" if not end else path if "." in end else f"{path}.html"
        return self._is_file(folder, name)

    def _is_file(self, folder: str, path: str) -> bool:
        root = (self.home / folder).resolve()
        target = Path(os.path.normpath(f"{root}/{path}"))
        if "\0" in path or is_internal(path) or not target.is_relative_to(root):
            return False
        # `os.path` returns False for invalid names, for which `Path.is_file` raises an error.
        return os.path.isfile(target)  # noqa: PTH113 - see above

    def _fill(self, folder: Path, tenant_id: UUID, manifest: Manifest) -> None:
        folder.mkdir()
        created = {str(folder)}
        remote: list[tuple[StoredFile, str]] = []
        for path, file in manifest.files.items():
            for name, stored in file.on_disk(path):
                target = f"{folder}{name}"
                parent = target.rpartition("/")[0]
                if parent not in created:
                    Path(parent).mkdir(parents=True, exist_ok=True)
                    created.add(parent)
                if not self._link(tenant_id, stored, target):
                    remote.append((stored, target))
        self.cache.fetch(tenant_id, (stored for stored, _target in remote))
        for stored, target in remote:
            os.link(self.cache.path(tenant_id, stored.sha256), target)

    def _link(self, tenant_id: UUID, stored: StoredFile, target: str) -> bool:
        """Hard-link a file from the object store if it is on this disk; return whether it is."""
        local = None if stored.pack else self.store.local_path(tenant_id, stored.sha256)
        if local is None:
            return False
        try:
            os.link(local, target)
        except OSError as error:
            if error.errno not in NOT_LINKABLE:
                raise
            return False
        return True

    def _write_addresses(self, build_id: UUID, manifest: Manifest) -> None:
        path = self.home / ADDRESSES / f"{build_id}.json"
        write_atomically(path, json.dumps(dict(manifest.pages)))

    def _read_addresses(self, build_id: UUID) -> Mapping[str, str] | None:
        try:
            return _read_addresses(self.home / ADDRESSES / f"{build_id}.json")
        except (OSError, ValueError):
            return None


def is_internal(path: str) -> bool:
    """Return True if a path has the name of a compressed copy or a hidden file, which Caddy does not serve by name."""
    name = os.path.normpath(path).lower()
    return "/." in name or name.endswith((*ENCODINGS.values(), ".zst"))


@lru_cache(maxsize=256)
def _read_addresses(path: Path) -> Mapping[str, str]:
    """Read the page paths of a build. The result is cached, because builds are immutable."""
    content: dict[str, str] = json.loads(path.read_text())
    return content
