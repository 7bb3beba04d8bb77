"""A running QuillSpace whose processes can be killed, a site on it, and readers who crawl the site."""

import contextlib
import http.client
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import psutil
import redis
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import extensions
from app.config import Config, load_config
from app.models import BuildStatus, Page, Site
from app.services import publishing
from app.tenancy import tenant_scope
from tests import house
from tests.factories import make_site, make_template, make_tenant, puck
from tests.running import RunningQuillSpace

EDITION = re.compile(rb"Edition (\d+)\.")
ICON = re.compile(rb"/_assets/icon\.[0-9a-f]+\.svg")
LETTER = re.compile(">(.)</text>")
FIRST_LETTER = 0x4E00
"""The favicon shows the first letter of the site's name; here each edition has its own letter."""
WORDS = {"web": "granian", "edge": "app.edge", "valkey": "valkey-server"} | {
    name: name for name in ("worker", "relay", "caddy", "postgres")
}


@dataclass
class Deployment:
    """A running QuillSpace, as a set of processes."""

    running: RunningQuillSpace
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        config = self.configure_services()
        url = house.admin_url(config).replace("postgresql://", "postgresql+psycopg://", 1)
        self.engine = create_engine(url, pool_pre_ping=True)

    def configure_services(self) -> Config:
        """Configure this test process's services to use this QuillSpace."""
        config = load_config(self.running.environment)
        extensions.configure(config)
        return config

    def processes(self, name: str) -> list[psutil.Process]:
        """Return the processes of one kind that the supervisor started."""
        everything = psutil.Process(self.running.process.pid).children(recursive=True)
        return [process for process in everything if _is(process, name)]

    def kill(self, *names: str) -> None:
        """Kill all processes of these kinds."""
        for name in names:
            for process in self.processes(name):
                process.kill()

    def logs(self, name: str) -> list[Path]:
        """Return the log files of one kind of process."""
        return list((self.running.home / "log").glob(f"{name}*.log"))

    def send(self, sent: signal.Signals, *names: str) -> None:
        """Send a signal to all processes of these kinds."""
        for name in names:
            for process in self.processes(name):
                process.send_signal(sent)

    @contextmanager
    def supervisor_suspended(self) -> Iterator[None]:
        """Suspend the supervisor inside the block, so that killed processes are not restarted."""
        supervisor = self.processes("caddy")[0].parent()
        assert supervisor is not None
        supervisor.suspend()
        try:
            yield
        finally:
            supervisor.resume()

    def wait_healthy(self) -> None:
        """Wait until all processes are running and the data services respond."""
        wait_for(lambda: all(self.processes(name) for name in WORDS), 60)
        wait_for(self._answers, 60)

    def _answers(self) -> bool:
        with contextlib.suppress(OperationalError, redis.RedisError), self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            return bool(extensions.redis().ping())
        return False

    def create_site(self, *, pages: int) -> "CrawledSite":
        """Create a tenant with an unpublished site of `pages` pages."""
        name = f"v{uuid4().hex[:10]}"
        with Session(self.engine) as session, session.begin():
            version = make_template(session, slug=name)
            tenant_id = make_tenant(session, name)
            home = make_site(session, tenant_id, version, subdomain=name)
            site = (
                session.get(Site, (tenant_id, home.site_id))
                or session.query(Site).filter_by(id=home.site_id).one()
            )
            site.tagline, site.name = "Edition 0.", f"{chr(FIRST_LETTER)} {name}"
            session.add_all(
                Page(
                    tenant_id=tenant_id,
                    id=uuid4(),
                    site_id=site.id,
                    slug=f"page-{number}",
                    title=f"Page {number}",
                    in_menu=False,
                    position=number,
                    puck_data=puck(*(f"Paragraph {number}-{part}" for part in range(20))),
                )
                for number in range(1, pages)
            )
            session.query(type(version)).filter_by(id=version.id).update({"html_source": SHELL})
            return CrawledSite(self, name, tenant_id, site.id, pages)


SHELL = """<!doctype html>
<html lang="{{ site.language }}"><head>{{ head }}</head>
<body><p>{{ site.tagline }}</p><main>{{ blocks }}</main><footer>{{ site.tagline }}</footer></body></html>"""


@dataclass
class CrawledSite:
    """A site whose pages all show the same edition number."""

    deployment: Deployment
    name: str
    tenant_id: UUID
    site_id: UUID
    pages: int
    edition: int = 0

    @property
    def title(self) -> str:
        """The site's name in this edition."""
        return f"{chr(FIRST_LETTER + self.edition)} {self.name}"

    @property
    def host(self) -> str:
        """The hostname of the site."""
        return f"{self.name}.localhost"

    @property
    def paths(self) -> list[str]:
        """The paths of all pages of the site."""
        return ["/", *(f"/page-{number}" for number in range(1, self.pages))]

    def publish(self) -> UUID:
        """Change the edition on every page, and request its publication."""
        self.edition += 1
        with self.deployment.engine.begin() as connection:
            connection.execute(
                text("UPDATE sites SET tagline = :t, name = :n WHERE id = :id"),
                {"t": f"Edition {self.edition}.", "n": self.title, "id": self.site_id},
            )
        with tenant_scope(self.tenant_id):
            return publishing.request_publication(self.site_id).id

    def view(self, build_id: UUID) -> publishing.BuildView:
        """Return the current state of a build."""
        with tenant_scope(self.tenant_id):
            return publishing.get_build(build_id)

    def attempts(self, build_id: UUID) -> int:
        """Return how many times a build was started."""
        with self.deployment.engine.connect() as connection:
            query = text("SELECT attempts FROM site_builds WHERE id = :id")
            return int(connection.execute(query, {"id": build_id}).scalar() or 0)

    def wait_started(self, build_id: UUID, *, seconds: float = 60) -> None:
        """Wait until a worker has started the build."""
        wait_for(lambda: self.view(build_id).status is not BuildStatus.PENDING, seconds)

    def wait_finished(self, build_id: UUID, *, seconds: float = 90) -> publishing.BuildView:
        """Wait until the build is finished, and return its state."""
        wait_for(lambda: self.view(build_id).is_over, seconds)
        return self.view(build_id)

    def wait_live(self, *, edition: int | None = None, seconds: float = 30) -> None:
        """Wait until readers see the newest edition, or the given one."""
        awaited = self.edition if edition is None else edition
        wait_for(lambda: self.read("/")[1] == awaited, seconds)

    def read(self, path: str) -> tuple[int, int | None]:
        """Return the status and the edition of a page, as served to readers."""
        status, body = self.get(path)
        return status, edition_of(body)

    def read_whole(self, path: str) -> tuple[int, int | None]:
        """Like `read`, but return None as the edition if the page's favicon is missing or shows another edition."""
        status, body = self.get(path)
        edition, icon = edition_of(body), ICON.search(body)
        if edition is None or icon is None:
            return status, None
        status_of_icon, drawn = self.get(icon[0].decode())
        letter = LETTER.search(drawn.decode())
        is_whole = letter is not None and ord(letter[1]) - FIRST_LETTER == edition
        return max(status, status_of_icon), edition if is_whole else None

    def get(self, path: str) -> tuple[int, bytes]:
        """Return the status and the body of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.deployment.running.sites_port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": self.host})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def crawl(self) -> set[tuple[int, int | None]]:
        """Return the distinct pairs of status and edition for all pages and their favicons."""
        return {self.read_whole(path) for path in self.paths}


@dataclass
class Readers:
    """Threads that read one page after another, and record everything that is wrong as complaints."""

    site: CrawledSite
    pause: float = 0.0
    """The seconds for which each thread pauses after a page."""
    requests: int = 0
    complaints: list[str] = field(default_factory=list)

    @contextmanager
    def reading(self, *, count: int = 2) -> Iterator["Readers"]:
        """Read in `count` threads while the block runs."""
        stopping = threading.Event()
        threads = [threading.Thread(target=self._read, args=(stopping,)) for _ in range(count)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            stopping.set()
            for thread in threads:
                thread.join()

    def _look(self, path: str) -> tuple[int, int | None]:
        try:
            return self.site.read_whole(path)
        except (OSError, http.client.HTTPException) as error:
            self.complaints.append(f"{path}: {error!r}")
            return 0, None

    def _read(self, stopping: threading.Event) -> None:
        newest = 0
        while not stopping.is_set():
            for path in self.site.paths:
                status, edition = self._look(path)
                # One for the page, one for its favicon.
                self.requests += 2
                if status != 200 or edition is None:
                    self.complaints.append(f"{path}: {status}")
                elif edition < newest:
                    self.complaints.append(f"{path}: edition {edition} after {newest}")
                newest = max(newest, edition or 0)
                if stopping.wait(self.pause):
                    return


def edition_of(body: bytes) -> int | None:
    """Return the edition that a page shows, or None if it mixes two editions, which means two builds."""
    found = set(EDITION.findall(body))
    return int(found.pop()) if len(found) == 1 else None


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    """Poll until the condition is true; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except OSError:
            pass
        assert time.monotonic() < deadline, "The condition did not become true in time."
        time.sleep(0.02)


def _is(process: psutil.Process, name: str) -> bool:
    try:
        words = [part.rpartition("/")[2] for part in process.cmdline()]
    except psutil.Error:
        return False
    return WORDS[name] in words
