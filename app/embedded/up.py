"""Starts QuillSpace on one machine and keeps it running until a signal stops it."""

import fcntl
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from app.adapters.startup import check_logins, check_store_url
from app.config import PROCESSES, Config, check_requirements, load_config
from app.embedded import ports
from app.embedded.folders import ensure_secret_key, private_folder
from app.embedded.servers import postgres, prepared, roles, valkey
from app.embedded.supervision import children, health, processes
from app.embedded.supervision.supervisor import Supervisor

DATABASE_SETTINGS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PLATFORM_URL", "DATABASE_EDGE_URL")
TIMEOUT = 60.0


class StopRequested(BaseException):
    """Raised by the handler for SIGINT, SIGTERM and SIGHUP."""


@dataclass
class StopSignal:
    """A signal handler that remembers the signal, because Python swallows exceptions raised within its fork hooks."""

    is_requested: bool = False

    def __call__(self, *_: object) -> None:
        """Record the signal and raise StopRequested."""
        _ignore_signals()
        self.is_requested = True
        raise StopRequested

    def check(self) -> None:
        """Raise StopRequested if a signal has been received."""
        if self.is_requested:
            raise StopRequested


@dataclass
class Startup:
    """One run of `quillspace up`."""

    environ: Mapping[str, str]
    config: Config
    supervisor: Supervisor
    is_fresh: bool = False

    def data_services(self) -> None:
        """Start PostgreSQL and Valkey, unless the settings specify external servers."""
        home, environ = self.config.home, self.environ
        ensure_secret_key(home)
        if "DATABASE_URL" not in environ:
            server = postgres.Postgres(home)
            self.supervisor.start(server.prepare())
            if server.data.is_symlink():
                say(
                    f"User namespaces are disabled here, so PostgreSQL’s data is in {server.data.readlink()}."
                )
            postgres.wait_for(server.address)
            roles.prepare_embedded(server.admin_dsn)
        if "REDIS_URL" not in environ:
            queue = valkey.Valkey(home)
            self.supervisor.start(queue.prepare())
            valkey.wait_for(queue.address)

    def check_settings(self) -> None:
        """Raise ValueError if a process would refuse to start."""
        config = load_config(self.environ)
        for process in PROCESSES:
            check_requirements(config, process)
        check_store_url(config)
        check_logins(config)

    def prepare_database(self) -> str:
        """Migrate the schema and install the gallery and, outside production, the demo; return the demo's message."""
        program = children.migration(self.environ, with_demo=not self.config.is_production)
        if "DATABASE_URL" in self.environ:
            return self.supervisor.run_once(program)
        data = postgres.Postgres(self.config.home).data
        settings = f"{self.config.env} {self.config.app_url} {self.config.site_url('')}"
        message = prepared.recall(data, settings)
        if message is None:
            message = self.supervisor.run_once(program)
            prepared.remember(data, settings, message)
            self.is_fresh = True
        return message

    def start_processes(self) -> None:
        """Start QuillSpace's processes and Caddy, and wait until all are healthy. Raises TimeoutError."""
        # Reload the settings, because on the first run the secret key has just been generated.
        for program in children.programs(load_config(self.environ), self.environ):
            self.supervisor.start(program)
        waiting = health.probes(self.config)
        deadline = time.monotonic() + TIMEOUT
        while waiting := {name: is_healthy for name, is_healthy in waiting.items() if not is_healthy()}:
            if time.monotonic() > deadline:
                raise TimeoutError(_unresponsive(self.supervisor, waiting))
            self.supervisor.poll()
            time.sleep(0.1)
        if self.is_fresh:
            self._wait_for_demo()

    def _wait_for_demo(self) -> None:
        """Wait until the demo is published, so that its URL works immediately; give up silently after a while."""
        platform_url = load_config(self.environ).database_platform_url
        deadline = time.monotonic() + TIMEOUT / 2
        while not health.is_published(platform_url) and time.monotonic() < deadline:
            self.supervisor.poll()
            time.sleep(0.1)


def up(environ: Mapping[str, str] = os.environ) -> int:
    """Run everything and return the exit code. All children are stopped, whatever happens."""
    # An empty setting is the same as none, except for QUILLSPACE_ENV, which `load_config` refuses.
    environ = {name: text for name, text in environ.items() if text or name == "QUILLSPACE_ENV"}
    stop = StopSignal()
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sent, stop)
    try:
        config = load_config(environ)
        _check_settings(environ)
        private_folder(config.home)
        with _home_lock(config):
            ports.check(config)
            return _run({**environ, "QUILLSPACE_HOME": str(config.home)}, config, stop)
    except StopRequested:
        return 0
    except (OSError, RuntimeError, ValueError) as error:
        say(str(error))
        return 1


def say(line: str) -> None:
    """Print one line for the operator."""
    print(line, flush=True)


def _run(environ: Mapping[str, str], config: Config, stop: StopSignal) -> int:
    supervisor = Supervisor(private_folder(config.home / "log"), say, stop.check)
    start = Startup(environ, config, supervisor)
    try:
        start.data_services()
        start.check_settings()
        about_demo = start.prepare_database()
        start.start_processes()
        say(_ready(config))
        if about_demo:
            say(about_demo.rstrip())
        supervisor.watch()
    except StopRequested:
        say("Stopping.")
    finally:
        _ignore_signals()
        supervisor.stop()
    return 0


def _ready(config: Config) -> str:
    sites = f"<name>.{config.sites_domain}"
    return (
        f"QuillSpace is ready: the app at {config.app_url} , sites at http://{sites}:{config.sites_port} "
        f"and https://{sites}:{config.sites_tls_port} . Press Ctrl-C to stop it."
    )


def _check_settings(environ: Mapping[str, str]) -> None:
    missing = [name for name in DATABASE_SETTINGS if name not in environ]
    if missing and len(missing) < len(DATABASE_SETTINGS):
        raise ValueError(
            f"{' and '.join(missing)} must be set too. Set all database settings to use your own PostgreSQL, "
            f"or none to use the embedded one. `quillspace database prepare` creates the roles and prints the settings."
        )


@contextmanager
def _home_lock(config: Config) -> Iterator[None]:
    """Lock the home folder against a second supervisor. Raises RuntimeError if it is locked."""
    with (config.home / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise RuntimeError(
                f"QuillSpace is already running in {config.home} (process {lock.read().strip() or 'unknown'}). "
                f"Stop it, or set QUILLSPACE_HOME to another folder."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _unresponsive(supervisor: Supervisor, waiting: Mapping[str, object]) -> str:
    lines = [
        f"{child.program.name} did not respond within {TIMEOUT:g} s. Last output: "
        f"{processes.log_tail(child.log) or 'none'} (full log: {child.log})"
        for child in supervisor.children
        if child.program.name in waiting
    ]
    return "\n".join(lines)


def _ignore_signals() -> None:
    """Ignore further signals during shutdown."""
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sent, signal.SIG_IGN)
