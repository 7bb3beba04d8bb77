"""What people see of an installation: a visitor and an author through the app's Caddy, and a reader of a site."""

import http.client
import json
import ssl
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from tests.edge.support import get
from tests.factories import PASSWORD, Person

SECONDS = 30


@dataclass(frozen=True)
class Seen:
    """A response; status 0 if there is none."""

    status: int
    text: str = ""
    retry_after: str | None = None


class _Unredirected(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Return redirects as they are."""


@dataclass
class Front:
    """A browser that trusts the authority of the app's certificate."""

    port: int
    authority: Path
    cookies: CookieJar = field(default_factory=CookieJar)
    token: str = ""

    def visit(self, path: str, method: str = "GET", *, body: bytes = b"", **form: str) -> Seen:
        """Request a page, or send a form or a file as the app's scripts do."""
        data = body or urlencode(form).encode() or None
        request = urllib.request.Request(f"https://127.0.0.1:{self.port}{path}", data=data, method=method)
        if body:
            request.add_header("Content-Type", "application/octet-stream")
        if method != "GET":
            request.add_header("Sec-Fetch-Site", "same-origin")
            request.add_header("X-CSRF-Token", self.token)
            request.add_header("HX-Request", "true")
        try:
            response = self._opener().open(request, timeout=SECONDS)
        except urllib.error.HTTPError as error:
            response = error
        except (OSError, http.client.HTTPException):
            return Seen(0)
        with response:
            return Seen(response.status, response.read().decode(), response.headers["Retry-After"])

    def renew_token(self) -> None:
        """Fetch the session's CSRF token."""
        self.token = json.loads(self.visit("/session").text)["csrf"]

    def _opener(self) -> urllib.request.OpenerDirector:
        context = ssl.create_default_context(cafile=str(self.authority))
        return urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(self.cookies),
            _Unredirected(),
        )


@dataclass
class Author:
    """A signed-in author."""

    front: Front
    person: Person
    edits: int = 0

    @classmethod
    def signed_in(cls, front: Front, person: Person) -> "Author":
        """Sign in through the form."""
        front.renew_token()
        done = front.visit("/sign-in", "POST", email=person.email, password=PASSWORD)
        assert done.status in {200, 204, 303}, done
        front.renew_token()
        return cls(front, person)

    def open_editor(self) -> Seen:
        """Open a page in the editor."""
        return self.front.visit(f"/pages/{self.person.page_id}/edit")

    def edit(self, text: str = "") -> Seen:
        """Change the page's heading."""
        self.edits += 1
        return self.front.visit(
            f"/pages/{self.person.page_id}/blocks/heading-1", "PATCH", text=text or f"Edit {self.edits}"
        )

    def publish(self) -> Seen:
        """Press Publish."""
        return self.front.visit(f"/sites/{self.person.site_id}/publications", "POST")


@dataclass(frozen=True)
class Readers:
    """Readers of a site."""

    port: int
    host: str

    def read(self, path: str = "/") -> int:
        """Return the status of a page; 0 if nothing responds."""
        with suppress(OSError, http.client.HTTPException):
            return get(self.port, path, host=self.host).status
        return 0

    def text(self, path: str = "/") -> str:
        """Return the text of a page."""
        return get(self.port, path, host=self.host).body.decode()
