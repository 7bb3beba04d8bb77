"""A small real file system: a tmpfs in its own mount namespace, accessed through /proc."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MOUNT = 'mount -t tmpfs -o size="$1" none "$2" && echo ready && exec cat'


@dataclass(frozen=True)
class TinyDisk:
    """A small file system that can be filled and emptied."""

    path: Path

    def fill(self) -> None:
        """Fill the file system completely."""
        with (self.path / "ballast").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                return

    def empty(self) -> None:
        """Free the space that `fill` took."""
        (self.path / "ballast").unlink()


@contextmanager
def tiny_disk(folder: Path, size: str) -> Iterator[TinyDisk]:
    """Mount a file system of this size, such as "8m"."""
    folder.mkdir()
    with subprocess.Popen(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNT, "sh", size, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ready\n"
        yield TinyDisk(Path(f"/proc/{holder.pid}/root{folder}"))
        holder.kill()
