"""Factories for database rows, and the three people that tests use."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import flask
from flask.testing import FlaskClient
from psycopg.types.json import Jsonb
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import (
    GALLERY_TENANT_ID,
    Host,
    Membership,
    Page,
    Role,
    Site,
    Template,
    TemplateVersion,
    Tenant,
    User,
    UserCredential,
)
from app.services import accounts
from app.web import auth

PASSWORD = "a quiet desk by the window"
PEOPLE = Path(__file__).with_name("people.sql").read_text()
SHELL = """<!doctype html>
<html lang="{{ site.language }}"><head>{{ head }}</head>
<body><main>{{ blocks }}</main></body></html>"""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person with an account, the tenant they belong to, and the site they work on."""

    id: UUID
    name: str
    email: str
    tenant_id: UUID
    site_id: UUID
    page_id: UUID

    def sign_in(self, client: FlaskClient) -> None:
        """Sign this client in directly, without the form."""
        with client.session_transaction() as kept, client.application.test_request_context():
            auth.sign_in(accounts.start_session(self.id, **auth.client_browser()))
            client.environ_base["HTTP_X_CSRF_TOKEN"] = auth.csrf_token()
            kept.update(flask.session)

    def sign_in_by_form(self, client: FlaskClient) -> None:
        """Sign this client in through the form."""
        response = client.post(
            "/sign-in",
            data={"email": self.email, "password": PASSWORD, "csrf_token": csrf_token(client)},
            headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
        )
        assert response.status_code == 303, response.text
        client.environ_base["HTTP_X_CSRF_TOKEN"] = csrf_token(client)


def csrf_token(client: FlaskClient) -> str:
    """Return the CSRF token of this client's session."""
    return str(client.get("/session").json["csrf"])


@dataclass(frozen=True, kw_only=True)
class People:
    """Ada, who owns a tenant; Bob, an editor in it; and Carol, who owns another tenant that looks the same."""

    ada: Person
    bob: Person
    carol: Person


def make_people(engine: Engine) -> People:
    """Create the three people, with look-alike rows in both tenants, in one round trip."""
    names = "ours theirs template version our_site their_site our_page their_page ada bob carol"
    ids = {name: uuid4() for name in names.split()}
    rest = {
        "gallery": GALLERY_TENANT_ID,
        "shell": SHELL,
        "default_schema": Jsonb({"pages": [{"slug": "", "title": "Home", "data": puck()}]}),
        "document": Jsonb(puck()),
        "password_hash": _password_hash(),
    }
    with engine.begin() as connection:
        connection.exec_driver_sql(PEOPLE, ids | rest)
    ours, theirs = (
        {"tenant_id": ids[whose], "site_id": ids[f"{they}_site"], "page_id": ids[f"{they}_page"]}
        for whose, they in (("ours", "our"), ("theirs", "their"))
    )
    return People(
        ada=Person(id=ids["ada"], name="Ada", email="ada@example.test", **ours),
        bob=Person(id=ids["bob"], name="Bob", email="bob@example.test", **ours),
        carol=Person(id=ids["carol"], name="Carol", email="carol@example.test", **theirs),
    )


def make_tenant(session: Session, name: str) -> UUID:
    """Create a tenant without members."""
    tenant = Tenant(id=uuid4(), name=name)
    session.add(tenant)
    session.flush()
    return tenant.id


def make_template(session: Session, slug: str = "plain") -> TemplateVersion:
    """Create a public gallery template with a minimal shell and one page."""
    if session.get(Tenant, GALLERY_TENANT_ID) is None:
        session.add(Tenant(id=GALLERY_TENANT_ID, name="QuillSpace"))
        session.flush()
    template = Template(
        tenant_id=GALLERY_TENANT_ID,
        id=uuid4(),
        slug=slug,
        name=slug.title(),
        category="Tests",
        is_public=True,
    )
    session.add(template)
    session.flush()
    version = TemplateVersion(
        tenant_id=GALLERY_TENANT_ID,
        id=uuid4(),
        template_id=template.id,
        version=1,
        html_source=SHELL,
        default_schema={"pages": [{"slug": "", "title": "Home", "data": puck()}]},
    )
    session.add(version)
    session.flush()
    return version


def make_site(session: Session, tenant_id: UUID, version: TemplateVersion, *, subdomain: str) -> Page:
    """Create a site with a host and a home page, and return that page."""
    site = Site(
        tenant_id=tenant_id,
        id=uuid4(),
        name="Letters",
        author_name="Ada Lovelace",
        template_tenant_id=version.tenant_id,
        template_version_id=version.id,
    )
    session.add(site)
    session.flush()
    session.add(Host(tenant_id=tenant_id, id=uuid4(), site_id=site.id, hostname=f"{subdomain}.localhost"))
    return make_page(session, site, slug="", title="Home")


def make_page(
    session: Session,
    site: Site,
    *,
    slug: str,
    title: str,
    data: dict[str, Any] | None = None,
    position: int = 0,
) -> Page:
    """Create a page; without `data`, it contains one heading."""
    page = Page(
        tenant_id=site.tenant_id,
        id=uuid4(),
        site_id=site.id,
        slug=slug,
        title=title,
        position=position,
        puck_data=puck() if data is None else data,
    )
    session.add(page)
    session.flush()
    return page


def make_person(session: Session, name: str, role: Role, page: Page) -> Person:
    """Create a member of the page's tenant whose password is PASSWORD."""
    user = User(id=uuid4(), email=f"{name.lower()}@example.test", name=name)
    session.add(user)
    session.flush()
    session.add(UserCredential(user_id=user.id, password_hash=_password_hash()))
    session.add(Membership(tenant_id=page.tenant_id, user_id=user.id, role=role))
    session.flush()
    return Person(
        id=user.id,
        name=name,
        email=user.email,
        tenant_id=page.tenant_id,
        site_id=page.site_id,
        page_id=page.id,
    )


def puck(*texts: str) -> dict[str, Any]:
    """Create a Puck document with one heading for each text."""
    content = [
        {"type": "Heading", "props": {"id": f"heading-{number}", "text": text}}
        for number, text in enumerate(texts or ("Dear reader",), start=1)
    ]
    return {"root": {"props": {}}, "content": content, "zones": {}}


@cache
def _password_hash() -> str:
    return accounts.hash_password(PASSWORD)
