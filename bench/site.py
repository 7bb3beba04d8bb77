"""A published site: requests publications as its author, and waits for them as a reader."""

import time
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from uuid import UUID

from app.models import BuildStatus
from app.services import publishing, sites
from app.services.publishing import BuildView
from bench.author import Author, Browser
from tests.running import RunningQuillSpace

PATIENCE = 300


@dataclass(frozen=True)
class Site:
    """The site of one author on a running QuillSpace."""

    running: RunningQuillSpace
    author: Author
    host: str
    browser: Browser

    def rename(self, name: str) -> None:
        """Rename the site, so that every page has to be rendered again."""
        with self.author.scope():
            sites.update_site(
                self.author.site_id,
                name=name,
                author_name="Bench Author",
                tagline="",
                language="en",
                subdomain=self.host.removesuffix(".localhost"),
            )

    def publish(self) -> UUID:
        """Press Publish, and return the id of the build."""
        with self.author.scope():
            known = {build.id for build in publishing.list_builds(self.author.site_id)}
        self.click()
        with self.author.scope():
            builds = publishing.list_builds(self.author.site_id)
        return next(build.id for build in builds if build.id not in known)

    def click(self) -> None:
        """Press Publish."""
        self.browser.post(f"/sites/{self.author.site_id}/publications")

    def wait_for(self, build_id: UUID) -> BuildView:
        """Wait until the build is over. Raises RuntimeError if it failed."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with self.author.scope():
                build = publishing.get_build(build_id)
            if build.is_over:
                break
            time.sleep(0.02)
        if build.status != BuildStatus.SUCCESS:
            raise RuntimeError(f"The build is {build.status}: {build.error} {build.build_log}")
        return build

    def wait_until_shown(self, path: str, text: bytes) -> None:
        """Request the page until it contains the text. Raises TimeoutError."""
        reader = HTTPConnection("127.0.0.1", self.running.sites_port)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            reader.request("GET", path, headers={"Host": self.host})
            if text in reader.getresponse().read():
                reader.close()
                return
            time.sleep(0.004)
        raise TimeoutError(f"{self.host}{path} never showed {text!r}.")


def wait_until_ready(port: int, host: str) -> None:
    """Request the home page until it responds. Raises TimeoutError."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        reader = HTTPConnection("127.0.0.1", port)
        try:
            reader.request("GET", "/", headers={"Host": host})
            if reader.getresponse().status == HTTPStatus.OK:
                return
        except OSError:
            pass
        finally:
            reader.close()
        time.sleep(0.1)
    raise TimeoutError(f"{host} was never published.")
