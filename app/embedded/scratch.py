"""Runs only PostgreSQL and Valkey, with the schema migrated, for development: `python -m app.embedded.scratch HOME`."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.config import Config, load_config
from app.embedded.folders import ensure_secret_key, private_folder
from app.embedded.servers import migrations, postgres, roles, valkey
from app.embedded.supervision import processes


@contextmanager
def running(home: Path, *, is_fast: bool = False) -> Iterator[Config]:
    """Run the data services in `home` with an up-to-date schema, and stop them on exit."""
    logs = private_folder(private_folder(home) / "log")
    server, queue = postgres.Postgres(home, is_fast=is_fast), valkey.Valkey(home)
    children = {}
    try:
        for program in (server.prepare(), queue.prepare()):
            children[processes.start(program, logs / f"{program.name}.log")] = program
        postgres.wait_for(server.address)
        valkey.wait_for(queue.address)
        roles.prepare_embedded(server.admin_dsn)
        ensure_secret_key(home)
        config = load_config({"QUILLSPACE_HOME": str(home)})
        migrations.upgrade(config.database_owner_url)
        yield config
    finally:
        processes.stop(children)


def main() -> None:
    """Run the data services until Ctrl-C or SIGTERM."""
    home = Path(sys.argv[1]).absolute()
    for sent in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sent, _leave)
    with running(home, is_fast=True):
        print(f"Ready. Use QUILLSPACE_HOME={home}; press Ctrl-C to stop.", flush=True)
        signal.pause()


def _leave(*_: object) -> None:
    """Exit, and ignore further signals during shutdown."""
    for sent in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sent, signal.SIG_IGN)
    sys.exit(0)


if __name__ == "__main__":
    main()
