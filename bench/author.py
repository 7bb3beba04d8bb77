"""An author with a site, created by the app's own services, and an HTTP client signed in as the author."""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener
from uuid import UUID

from sqlalchemy import select

from app.models import Membership, Page
from app.services import accounts, sites, themes
from app.tenancy import Scope, tenant_scope, transaction, user_scope

PASSWORD = "a quiet desk by the window"
TEMPLATE = "regency"


@dataclass(frozen=True, kw_only=True)
class Author:
    """An account, and the ids of its site's pages by slug."""

    email: str
    user_id: UUID
    tenant_id: UUID
    site_id: UUID
    pages: Mapping[str, UUID]

    def scope(self) -> AbstractContextManager[Scope]:
        """Enter the author's tenant."""
        return tenant_scope(self.tenant_id, user_id=self.user_id)


def make_author(subdomain: str, pages: Sequence[Mapping[str, Any]]) -> Author:
    """Sign up an author and create a site with the given pages."""
    themes.install_gallery()
    email = f"{subdomain}@bench.test"
    user_id = accounts.create_confirmed_account(name="Bench Author", email=email, password=PASSWORD)
    with user_scope(user_id), transaction() as session:
        tenant_id = session.scalars(select(Membership.tenant_id).where(Membership.user_id == user_id)).one()
    with tenant_scope(tenant_id, user_id=user_id), transaction() as session:
        site = sites.create_site(
            name="Bench",
            author_name="Bench Author",
            subdomain=subdomain,
            template_slug=TEMPLATE,
            starter={"pages": pages},
        )
        found = session.execute(select(Page.slug, Page.id).where(Page.site_id == site.id)).all()
    return Author(
        email=email,
        user_id=user_id,
        tenant_id=tenant_id,
        site_id=site.id,
        pages={row.slug: row.id for row in found},
    )


class Browser:
    """A signed-in HTTP client."""

    def __init__(self, url: str, author: Author) -> None:
        self.url = url
        self.cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.cookies))
        self._token = self._csrf()
        self.post("/sign-in", email=author.email, password=PASSWORD)
        self._token = self._csrf()

    def get(self, path: str) -> bytes:
        """Get a path and return the body."""
        return self._send(Request(self.url + path))

    def post(self, path: str, **fields: str) -> bytes:
        """Post a form as our pages do and return the body."""
        return self.send("POST", path, **fields)

    def send(self, method: str, path: str, **fields: str) -> bytes:
        """Send a form with any method, as our pages do, and return the body."""
        headers = {"X-CSRF-Token": self._token, "Sec-Fetch-Site": "same-origin", "HX-Request": "true"}
        return self._send(Request(self.url + path, urlencode(fields).encode(), headers, method=method))

    def upload(self, path: str, data: bytes) -> bytes:
        """Post a file as our pages do and return the body."""
        headers = {
            "X-CSRF-Token": self._token,
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/octet-stream",
        }
        return self._send(Request(self.url + path, data, headers, method="POST"))

    def cookie(self) -> tuple[str, str]:
        """The name and value of the session cookie."""
        cookie = next(each for each in self.cookies if each.name.endswith("quillspace"))
        return cookie.name, cookie.value or ""

    def _csrf(self) -> str:
        return str(json.loads(self.get("/session"))["csrf"])

    def _send(self, request: Request) -> bytes:
        with self._opener.open(request, timeout=30) as response:
            return bytes(response.read())
