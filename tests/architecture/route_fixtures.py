"""Fixtures for requests to every route: a site that uses every feature."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import flask
import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.adapters import mail
from app.models import Membership, Role
from app.services import accounts, previews, site_passwords
from app.services.accounts import confirmations, password_resets
from app.tenancy import tenant_scope
from app.web import auth
from tests.factories import PASSWORD, People, Person, csrf_token, make_tenant
from tests.pictures import jpeg
from tests.services.publishing.support import publish, request
from tests.services.releases.support import plan, write

HTMX = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SOON = timedelta(days=3)
OF_NEWCOMERS = frozenset(["accounts.create_confirmation", "accounts.update_email"])


@dataclass
class RouteFixtures:
    """Signed-in clients, and the ids to use for URL parameters, by name."""

    ada: FlaskClient
    staff: FlaskClient
    visitor: FlaskClient
    newcomer: FlaskClient
    """Has signed up and has not confirmed the address."""
    ids: dict[str, Any] = field(default_factory=dict)

    def client(self, endpoint: str, kind: str) -> FlaskClient:
        """Return the client that a route is intended for."""
        if endpoint == "support.create_visit_end":
            return self.visitor
        if endpoint in OF_NEWCOMERS:
            return self.newcomer
        return self.staff if kind == "staff" else self.ada


def create_fixtures(app: Flask, people: People, admin: Engine) -> RouteFixtures:
    """Create all fixtures, mostly through requests."""
    ada = app.test_client()
    people.ada.sign_in(ada)
    _make_staff(admin, people.carol)
    newcomer = accounts.sign_up(name="Nell", email="nell@example.test", password=PASSWORD)
    fixtures = RouteFixtures(
        ada,
        _staff(app, people.carol),
        _staff(app, people.carol),
        _signed_in(app, newcomer),
    )
    fixtures.ids["confirmation"] = confirmations.create_token(newcomer, "nell@example.test")
    visits = f"/support/tenants/{people.ada.tenant_id}/visits"
    _succeed(fixtures.visitor.post(visits, data={"reason": "The heading overlaps on a phone"}))
    fixtures.ids |= _keys(people) | _pages(ada, people, admin) | _library(ada, people.ada, admin)
    fixtures.ids |= _published(people.ada, fixtures.ids)
    fixtures.ids |= _people(app, people, admin)
    fixtures.ids |= _written(ada, people.ada)
    return fixtures


def _keys(people: People) -> dict[str, Any]:
    return {
        "site_id": people.ada.site_id,
        "page_id": people.ada.page_id,
        "tenant_id": people.ada.tenant_id,
        "block_id": "heading-1",
        "client_id": uuid4(),
        "staff": people.carol.id,
        "revision": 0,
        "slug": "plain",
    }


def _pages(ada: FlaskClient, people: People, admin: Engine) -> dict[str, Any]:
    site, home = f"/sites/{people.ada.site_id}", f"/pages/{people.ada.page_id}"
    for title in ("About", "Gone", "Nothing here"):
        _succeed(ada.post(f"{site}/pages", data={"title": title, "slug": title.lower().replace(" ", "-")}))
    about, gone, missing = (
        _id(admin, "pages", "title", title) for title in ("About", "Gone", "Nothing here")
    )
    for component in ("Header", "Quote", "Text", "Button"):
        _gesture(ada, "POST", f"{home}/blocks", component=component, slot="root")
    _succeed(ada.post(f"/pages/{gone}/deletions", data={"leads_to": ""}))
    conflict = _conflict(ada, home, people)
    version = _gesture(ada, "POST", f"{home}/versions", name="First draft")
    return {
        "about": about,
        "gone": gone,
        "missing": missing,
        "conflict_id": conflict,
        "version_id": _id(admin, "page_versions", "name", "First draft"),
        "is_named": version.status_code == 201,
    }


def _conflict(ada: FlaskClient, home: str, people: People) -> UUID:
    """Edit the same text in two tabs, neither of which has seen the other's change; return the conflict's id."""
    for words in ("One line", "Another line"):
        response = ada.patch(
            f"{home}/blocks/heading-1",
            data={
                "text": words,
                "client_id": str(uuid4()),
                "base_revision": "0",
                "operation_id": str(uuid4()),
            },
            headers=HTMX,
        )
    assert response.status_code == 409
    found = re.search(r'data-conflict="([^"]+)"', response.text)
    assert found
    return UUID(found[1])


def _library(ada: FlaskClient, person: Person, admin: Engine) -> dict[str, Any]:
    home = f"/pages/{person.page_id}"
    picture = ada.post(
        "/assets",
        query_string={"name": "garden.jpg"},
        data=jpeg(),
        headers={**HTMX, "Content-Type": "application/octet-stream"},
    )
    thumb = re.search(r'data-thumb="([^"]+)"', _succeed(picture).text)
    assert thumb
    quote = _newest_block(ada, person, "Quote")
    _gesture(ada, "POST", f"{home}/blocks/{quote}/saved-sections", name="A quote")
    _gesture(ada, "POST", f"{home}/blocks/{quote}/shares", name="Shared quote")
    _succeed(
        ada.post(
            f"/sites/{person.site_id}/redirects",
            data={"from_path": "/old", "target": "/about", "kind": "moved"},
        )
    )
    return {
        "asset_id": _id(admin, "assets", "name", "garden"),
        "name": thumb[1].rsplit("/", 1)[1],
        "saved_id": _id(admin, "saved_sections", "name", "A quote"),
        "section_id": _id(admin, "pages", "title", "Shared quote"),
        "redirect_id": _id(admin, "site_redirects", "from_path", "/old"),
        "header": _newest_block(ada, person, "Header"),
        "text": _newest_block(ada, person, "Text"),
        "button": _newest_block(ada, person, "Button"),
        "shared": _newest_block(ada, person, "Shared"),
    }


def _written(ada: FlaskClient, person: Person) -> dict[str, Any]:
    """Create a replacement to undo and a match to replace, and fetch the page's file and a presence ticket."""
    home, questions = f"/pages/{person.page_id}", {"q": "reader", "words": "friend"}
    group = str(uuid4())
    _gesture(
        ada, "POST", f"{home}/replacements", **questions, place=_place(ada, home, questions), group_id=group
    )
    return {
        "group": group,
        "place": _place(ada, home, {"q": "friend", "words": "reader"}),
        "file": _succeed(ada.get(f"{home}/file")).data,
        "ticket": _succeed(ada.get(f"{home}/ticket")).text,
    }


def _place(ada: FlaskClient, home: str, questions: Mapping[str, str]) -> str:
    """Return the first match of a search."""
    response = _succeed(ada.get(f"{home}/replacements/new", query_string=questions))
    found = re.search(r'name="place" value="([^"]*)"', response.text)
    assert found, response.text
    return html.unescape(found[1])


def _published(person: Person, ids: Mapping[str, Any]) -> dict[str, Any]:
    """Create publications (the last one pending), a release that holds a page back, two previews, and a lock."""
    earlier, _live = publish(person), publish(person)
    write(person, [person.page_id], "first")
    release = plan(person, [person.page_id], starts=datetime.now(UTC) + SOON)
    write(person, [person.page_id], "second")
    held = publish(person)
    with tenant_scope(person.tenant_id, user_id=person.id):
        preview = previews.create_preview(person.site_id, days=7)
        page_preview = previews.create_page_preview(person.page_id, days=7)
        lock = site_passwords.set_lock(person.site_id, ids["about"], "open sesame")
        pending = request(person)
    return {
        "earlier": earlier,
        "build_id": held,
        "pending": pending,
        "release_id": release,
        "preview_id": preview,
        "page_preview": page_preview,
        "lock": lock.id,
    }


def _people(app: Flask, people: People, admin: Engine) -> dict[str, Any]:
    people.ada.sign_in(app.test_client())
    with admin.connect() as connection:
        newest = text("SELECT id FROM sessions WHERE user_id = :id ORDER BY created_at DESC LIMIT 1")
        session = connection.execute(newest, {"id": people.ada.id}).scalars().one()
    mail.send(to=people.ada.email, subject="Hello", body="Dear Ada")
    return {
        "session_id": session,
        "mail_id": mail.list_stored()[0].id,
        "token": password_resets.create_reset_token(people.ada.id),
        "second_tenant": _second_tenant(admin, people.ada),
    }


def _second_tenant(admin: Engine, person: Person) -> UUID:
    """Create another tenant of which the person is a member."""
    with Session(admin) as session, session.begin():
        tenant = make_tenant(session, "Ada's other desk")
        session.add(Membership(tenant_id=tenant, user_id=person.id, role=Role.VIEWER))
    return tenant


def _make_staff(admin: Engine, person: Person) -> None:
    with admin.begin() as connection:
        connection.execute(text("UPDATE users SET is_staff = true WHERE id = :id"), {"id": person.id})
        connection.execute(
            text("UPDATE user_credentials SET totp_secret = :secret WHERE user_id = :id"),
            {"secret": SECRET, "id": person.id},
        )


def _staff(app: Flask, person: Person) -> FlaskClient:
    """Return a client with a staff member signed in."""
    return _signed_in(app, person.id, is_staff=True)


def _signed_in(app: Flask, user_id: UUID, *, is_staff: bool = False) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as kept, app.test_request_context():
        auth.sign_in(accounts.start_session(user_id, is_staff=is_staff, **auth.client_browser()))
        kept.update(flask.session)
    client.environ_base["HTTP_X_CSRF_TOKEN"] = csrf_token(client)
    return client


def code() -> str:
    """Return the staff member's current second-factor code."""
    return pyotp.TOTP(SECRET).now()


def _gesture(client: FlaskClient, method: str, path: str, **fields: object) -> TestResponse:
    sent = {"operation_id": str(uuid4()), **fields}
    return _succeed(client.open(path, method=method, data=sent, headers=HTMX))


def _newest_block(client: FlaskClient, person: Person, kind: str) -> str:
    canvas = client.get(f"/pages/{person.page_id}/canvas").text
    found = re.findall(rf'data-block-id="([^"]+)" data-block-type="{kind}"', canvas)
    assert found, canvas[:4000]
    return str(found[-1])


def _id(admin: Engine, table: str, column: str, value: str) -> UUID:
    with admin.connect() as connection:
        found = connection.execute(text(f"SELECT id FROM {table} WHERE {column} = :value"), {"value": value})
        return found.scalars().one()


def _succeed(response: TestResponse) -> TestResponse:
    assert response.status_code < 400, (
        f"{response.request.path}: {response.status_code} {response.text[:2000]}"
    )
    return response
