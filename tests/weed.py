"""A real S3 server for tests, which can be killed and restarted: SeaweedFS, installed from its wheel."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import boto3
from botocore.config import Config

from app.embedded.supervision.processes import dies_with_parent
from tests import house
from tests.ports import free_ports

WEED = Path(sys.executable).with_name("weed")
KEYS = {"AWS_ACCESS_KEY_ID": "quillspace", "AWS_SECRET_ACCESS_KEY": "a-secret-for-tests"}
PORTS = ("s3", "master", "volume", "filer", "admin", "s3.port.iceberg", "s3.port.lance")
GRPC = 10_000
"""SeaweedFS also listens for gRPC, at this offset from each port."""


@dataclass
class Weed:
    """An S3 server; each test uses a bucket of its own."""

    home: Path
    ports: list[int] = field(default_factory=lambda: free_ports(len(PORTS), below=22_700, also=[GRPC]))
    process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        """The URL of the S3 endpoint."""
        return f"http://127.0.0.1:{self.ports[0]}"

    def url(self, bucket: str, **options: object) -> str:
        """Return the OBJECT_STORE_URL for a bucket."""
        more = "".join(f"&{name}={value}" for name, value in options.items())
        return f"s3://{bucket}?endpoint={self.endpoint}&region=us-east-1{more}"

    def start(self) -> None:
        """Start the server on its existing files, and wait until it responds."""
        ports = [_flag(name, port) for name, port in zip(PORTS, self.ports, strict=True)]
        with (self.home / "words").open("ab") as words:
            self.process = subprocess.Popen(
                [str(WEED), "mini", f"-dir={self.home}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", *ports,
                 "-webdav=false", "-admin.ui=false", "-s3.autoCreateBucket=false",
                 f"-filer.localSocket={self.home}/filer.sock"],
                env={**os.environ, **KEYS, "HOME": str(self.home)},
                cwd=self.home,
                stdout=words,
                stderr=words,
                preexec_fn=dies_with_parent(signal.SIGKILL),  # noqa: PLW1509 - takes no locks
            )  # fmt: skip
        self._wait()

    def kill(self) -> None:
        """Kill the server with SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def make_bucket(self) -> str:
        """Create a bucket, and return its name."""
        name = f"test-{uuid4().hex[:12]}"
        self.client().create_bucket(Bucket=name)
        return name

    def client(self) -> "boto3.client":
        """Create a boto3 client for this server."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
            config=Config(s3={"addressing_style": "path"}),
        )

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, (self.home / "words").read_text()
            with contextlib.suppress(Exception):
                self.client().list_buckets()
                return
            time.sleep(0.1)
        raise TimeoutError((self.home / "words").read_text())


def _flag(name: str, port: int) -> str:
    return f"-{name}={port}" if ".port" in name else f"-{name}.port={port}"


@contextmanager
def running() -> Iterator[Weed]:
    """Run a server inside the block."""
    with house.temporary_home() as home:
        weed = Weed(home)
        weed.start()
        try:
            yield weed
        finally:
            weed.kill()
