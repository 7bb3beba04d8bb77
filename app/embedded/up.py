"""Starts QuillSpace on one machine and keeps it running until it is asked to stop."""

import fcntl
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from app.config import Config, load_config
from app.embedded import ports
from app.embedded.folders import keep_secret, private_folder
from app.embedded.servers import postgres, prepared, roles, valkey
from app.embedded.supervision import children, health, processes
from app.embedded.supervision.supervisor import Supervisor

DATABASE_SETTINGS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PLATFORM_URL", "DATABASE_EDGE_URL")
PATIENCE = 60.0


class StopAsked(BaseException):
    """Ctrl-C or SIGTERM, wherever we are."""


@dataclass
class Stop:
    """The handler of signals, which remembers: Python swallows what is raised within its own hooks for forks."""

    is_asked: bool = False

    def __call__(self, *_: object) -> None:
        """Somebody asks for the end."""
        _ignore_signals()
        self.is_asked = True
        raise StopAsked

    def check(self) -> None:
        """Raise StopAsked, if somebody did."""
        if self.is_asked:
            raise StopAsked


@dataclass
class Start:
    """One run of `quillspace up`."""

    environ: Mapping[str, str]
    config: Config
    supervisor: Supervisor
    is_fresh: bool = False

    def data_services(self) -> None:
        """Start PostgreSQL and Valkey unless their settings name others."""
        home, environ = self.config.home, self.environ
        keep_secret(home)
        if "DATABASE_URL" not in environ:
            server = postgres.Postgres(home)
            self.supervisor.start(server.prepare())
            if server.data.is_symlink():
                say(
                    f"User namespaces are forbidden here, so PostgreSQL's data is in {server.data.readlink()}."
                )
            postgres.wait_for(server.address)
            roles.prepare_embedded(server.admin_dsn)
        if "REDIS_URL" not in environ:
            queue = valkey.Valkey(home)
            self.supervisor.start(queue.prepare())
            valkey.wait_for(queue.address)

    def prepare_database(self) -> str:
        """Bring schema and gallery up to date and, outside production, make the demo; gives what to say of it."""
        program = children.migration(self.environ, with_demo=not self.config.is_production)
        if "DATABASE_URL" in self.environ:
            return self.supervisor.run_once(program)
        data = postgres.Postgres(self.config.home).data
        settings = f"{self.config.env} {self.config.app_url} {self.config.site_url('')}"
        said = prepared.recall(data, settings)
        if said is None:
            said = self.supervisor.run_once(program)
            prepared.remember(data, settings, said)
            self.is_fresh = True
        return said

    def everything_else(self) -> None:
        """Start what is ours and Caddy, and wait until all of it answers."""
        # Read again: on a first run the secret key was made a moment ago.
        for program in children.programs(load_config(self.environ), self.environ):
            self.supervisor.start(program)
        waiting = health.probes(self.config)
        deadline = time.monotonic() + PATIENCE
        while waiting := {name: answers for name, answers in waiting.items() if not answers()}:
            if time.monotonic() > deadline:
                raise TimeoutError(_silence(self.supervisor, waiting))
            self.supervisor.look()
            time.sleep(0.1)
        if self.is_fresh:
            self._await_demo()

    def _await_demo(self) -> None:
        """Who opens the demo's address at once shall find it published; nothing depends on it."""
        platform_url = load_config(self.environ).database_platform_url
        deadline = time.monotonic() + PATIENCE / 2
        while not health.is_published(platform_url) and time.monotonic() < deadline:
            self.supervisor.look()
            time.sleep(0.1)


def up(environ: Mapping[str, str] = os.environ) -> int:
    """Run everything; gives the exit code. Whatever ends this, the children are stopped."""
    environ = {name: text for name, text in environ.items() if text}
    stop = Stop()
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sent, stop)
    try:
        config = load_config(environ)
        _check_settings(environ)
        private_folder(config.home)
        with _alone(config):
            ports.check(config)
            return _run({**environ, "QUILLSPACE_HOME": str(config.home)}, config, stop)
    except StopAsked:
        return 0
    except (OSError, RuntimeError, ValueError) as error:
        say(str(error))
        return 1


def say(line: str) -> None:
    """One line for the operator."""
    print(line, flush=True)


def _run(environ: Mapping[str, str], config: Config, stop: Stop) -> int:
    supervisor = Supervisor(private_folder(config.home / "log"), say, stop.check)
    start = Start(environ, config, supervisor)
    try:
        start.data_services()
        about_demo = start.prepare_database()
        start.everything_else()
        say(_ready(config))
        if about_demo:
            say(about_demo.rstrip())
        supervisor.watch()
    except StopAsked:
        say("Stopping.")
    finally:
        _ignore_signals()
        supervisor.stop()
    return 0


def _ready(config: Config) -> str:
    sites = f"<name>.{config.sites_domain}"
    return (
        f"QuillSpace is ready: the app at {config.app_url} , sites at http://{sites}:{config.sites_port} "
        f"and https://{sites}:{config.sites_tls_port} . Ctrl-C stops it."
    )


def _check_settings(environ: Mapping[str, str]) -> None:
    missing = [name for name in DATABASE_SETTINGS if name not in environ]
    if missing and len(missing) < len(DATABASE_SETTINGS):
        raise ValueError(
            f"{' and '.join(missing)} must be set too: either PostgreSQL is ours, with none of its settings, "
            f"or yours, with all of them. `quillspace database prepare` makes the roles and prints the settings."
        )


@contextmanager
def _alone(config: Config) -> Iterator[None]:
    """Hold the home's lock, so that no two supervisors work on the same files."""
    with (config.home / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise RuntimeError(
                f"QuillSpace already runs on {config.home} (process {lock.read().strip() or 'unknown'}). "
                f"Stop that one, or set QUILLSPACE_HOME to another folder."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _silence(supervisor: Supervisor, waiting: Mapping[str, object]) -> str:
    said = [
        f"{child.program.name} does not answer after {PATIENCE:g} s. Its last words: "
        f"{processes.last_words(child.log) or 'none'} (all of them are in {child.log})"
        for child in supervisor.children
        if child.program.name in waiting
    ]
    return "\n".join(said)


def _ignore_signals() -> None:
    """Stopping takes its time; asking again must not interrupt it."""
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sent, signal.SIG_IGN)
