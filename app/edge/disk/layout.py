"""The folders that Caddy serves: builds as hard links, a site as one symlink, a host as another.

`hosts/<host> -> ../sites/<site>` stays as long as the host belongs to the site, and
`sites/<site> -> ../builds/<build>` is swapped in one step: readers see one whole build or the other.
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
from app.edge.disk.atomic_files import ASIDE, move, put_away, read_number, remove, swap_link, write_whole
from app.edge.disk.blob_cache import Cache

ADDRESSES = "addresses"
APART = "apart"
PACKED = "packed"
OF_BUILDS = ("builds", APART, PACKED, ADDRESSES)
NOT_LINKABLE = {errno.EXDEV, errno.EPERM, errno.EMLINK}


@dataclass(frozen=True)
class Layout:
    """The folder of one edge. Everything in it can be made again from the object store."""

    home: Path
    store: ObjectStore

    @property
    def cache(self) -> Cache:
        """Files of a store that is elsewhere."""
        return Cache(self.home / "blobs", self.store)

    def prepare(self) -> None:
        """Make the folders and clear what an agent that was killed left aside."""
        for name in ("", "builds", "sites", "hosts", ADDRESSES, APART, PACKED, "blobs"):
            folder = self.home / name
            folder.mkdir(parents=True, exist_ok=True)
            for leftover in folder.glob(f"{ASIDE}*"):
                remove(leftover)

    def lay_out(self, tenant_id: UUID, build_id: UUID) -> None:
        """Make a build's folder, complete before it has its name. Raises ObjectMissing or BadManifest."""
        if self.has_build(build_id):
            return
        target = self.home / "builds" / str(build_id)
        manifest = Manifest.from_bytes(self.store.read_manifest(tenant_id, build_id))
        self._keep_addresses(build_id, manifest)
        if target.is_dir():
            return
        aside = target.with_name(f"{ASIDE}{uuid4().hex}")
        try:
            self._fill(aside, tenant_id, manifest)
            aside.rename(target)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise

    def has_build(self, build_id: UUID) -> bool:
        """Whether a build is laid out here, and the addresses of its pages are known."""
        return (self.home / "builds" / str(build_id)).is_dir() and not self.is_nameless(build_id)

    def is_nameless(self, build_id: UUID) -> bool:
        """Whether a build is here and the addresses of its pages are not, as after a power failure."""
        return self._read_addresses(build_id) is None and (self.home / "builds" / str(build_id)).is_dir()

    def set_apart(self, build_id: UUID, paths: Iterable[str]) -> None:
        """Take the pages at these paths out of the folder that Caddy serves, and put all others back."""
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
        """From now on readers of the site see this build."""
        swap_link(self.home / "sites" / str(site_id), f"../builds/{build_id}")

    def shown_build(self, site_id: UUID) -> UUID | None:
        """The build that readers of the site see on this edge."""
        try:
            return UUID((self.home / "sites" / str(site_id)).readlink().name)
        except (OSError, ValueError):
            return None

    def name_site(self, hostname: str, site_id: UUID) -> None:
        """From now on the host shows the site."""
        if is_canonical(hostname):
            swap_link(self.home / "hosts" / hostname, f"../sites/{site_id}")

    def is_named(self, hostname: str, site_id: UUID) -> bool:
        """Whether the host shows the site on this edge."""
        try:
            return (self.home / "hosts" / hostname).readlink().name == str(site_id)
        except OSError:
            return False

    def sites(self) -> set[UUID]:
        """The sites that point to a build."""
        found = set()
        for path in (self.home / "sites").iterdir():
            with suppress(ValueError):
                found.add(UUID(path.name))
        return found

    def keep_hosts(self, wanted: Iterable[str]) -> None:
        """Take every other host away."""
        kept = set(wanted)
        for path in (self.home / "hosts").iterdir():
            if path.name not in kept:
                path.unlink(missing_ok=True)

    def forget_host(self, hostname: str) -> None:
        """Readers no longer find anything under this name."""
        if is_canonical(hostname):
            (self.home / "hosts" / hostname).unlink(missing_ok=True)

    def forget_site(self, site_id: UUID) -> None:
        """Nothing of the site is shown any more."""
        (self.home / "sites" / str(site_id)).unlink(missing_ok=True)

    def keep_builds(self, wanted: Iterable[UUID]) -> None:
        """Remove the files of every other build, apart from those that readers see at this moment."""
        kept = {str(build_id) for build_id in wanted}
        kept |= {link.readlink().name for link in (self.home / "sites").iterdir()}
        here = {
            path.name.removesuffix(".json") for name in OF_BUILDS for path in (self.home / name).iterdir()
        }
        for name in here - kept:
            # What stands aside is being laid out at this moment.
            if not name.startswith(ASIDE):
                self.drop_build(name)
        self.cache.clear()

    def drop_build(self, build_id: UUID | str) -> None:
        """Remove one build's files, all in one step for whoever looks; it can be laid out again."""
        for name in ("builds", APART):
            put_away(self.home / name / str(build_id))
        (self.home / PACKED / str(build_id)).unlink(missing_ok=True)
        (self.home / ADDRESSES / f"{build_id}.json").unlink(missing_ok=True)

    def packed_size(self) -> int:
        """How many bytes of the disk files take that were packed here."""
        marks = [path for path in (self.home / PACKED).iterdir() if not path.name.startswith(ASIDE)]
        return sum(read_number(path) for path in marks)

    def addresses(self, build_id: UUID) -> Mapping[str, str]:
        """The address of each page of this build by its id."""
        return self._read_addresses(build_id) or {}

    def has_file(self, build_id: UUID, path: str) -> bool:
        """Whether the build shows a file at exactly this path."""
        return self._is_file(f"builds/{build_id}", path)

    def has_page(self, folder: str, path: str) -> bool:
        """Whether Caddy finds something in a folder of ours for this path of a reader."""
        end = path.rpartition("/")[2]
        name = f"{path}index.html" if not end else path if "." in end else f"{path}.html"
        return self._is_file(folder, name)

    def _is_file(self, folder: str, path: str) -> bool:
        root = (self.home / folder).resolve()
        target = Path(os.path.normpath(f"{root}/{path}"))
        # As `os.path` sees it, a name that no file can have is no file.
        return "\0" not in path and target.is_relative_to(root) and os.path.isfile(target)  # noqa: PTH113 - see above

    def _fill(self, folder: Path, tenant_id: UUID, manifest: Manifest) -> None:
        folder.mkdir()
        made = {str(folder)}
        elsewhere: list[tuple[StoredFile, str]] = []
        for path, file in manifest.files.items():
            for name, stored in file.on_disk(path):
                target = f"{folder}{name}"
                parent = target.rpartition("/")[0]
                if parent not in made:
                    Path(parent).mkdir(parents=True, exist_ok=True)
                    made.add(parent)
                if not self._link(tenant_id, stored, target):
                    elsewhere.append((stored, target))
        self.cache.fetch(tenant_id, (stored for stored, _target in elsewhere))
        for stored, target in elsewhere:
            os.link(self.cache.path(tenant_id, stored.sha256), target)

    def _link(self, tenant_id: UUID, stored: StoredFile, target: str) -> bool:
        """Whether the store's own file could be used, because it is on this disk."""
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

    def _keep_addresses(self, build_id: UUID, manifest: Manifest) -> None:
        path = self.home / ADDRESSES / f"{build_id}.json"
        write_whole(path, json.dumps(dict(manifest.pages)))

    def _read_addresses(self, build_id: UUID) -> Mapping[str, str] | None:
        try:
            return _read_addresses(self.home / ADDRESSES / f"{build_id}.json")
        except (OSError, ValueError):
            return None


@lru_cache(maxsize=256)
def _read_addresses(path: Path) -> Mapping[str, str]:
    """A build never changes, so neither does this."""
    content: dict[str, str] = json.loads(path.read_text())
    return content
