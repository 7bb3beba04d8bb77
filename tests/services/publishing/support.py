"""Helpers to publish a site and inspect the result."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from app.adapters.object_store import ObjectStore, open_store
from app.delivery.manifest import Manifest
from app.extensions import config
from app.models import Site
from app.services import publishing
from app.tenancy import tenant_scope, transaction
from tests.factories import Person


def store() -> ObjectStore:
    """Return the configured store."""
    return open_store(config().object_store_url)


def publish(person: Person) -> UUID:
    """Request and run a publication of the person's site, and return the build's id."""
    with tenant_scope(person.tenant_id, user_id=person.id):
        build = publishing.request_publication(person.site_id)
    # As in a worker, there is a tenant but no user.
    with tenant_scope(person.tenant_id):
        publishing.publish(build.id)
    return build.id


def request(person: Person) -> UUID:
    """Request a publication of the person's site without running it, and return the build's id."""
    return publishing.request_publication(person.site_id).id


def live_build(person: Person) -> UUID | None:
    """Return the id of the live build of the person's site, or None."""
    with tenant_scope(person.tenant_id), transaction() as session:
        return session.scalar(select(Site.live_build_id).where(Site.id == person.site_id))


def view(person: Person, build_id: UUID) -> publishing.BuildView:
    """Return the view of a build."""
    with tenant_scope(person.tenant_id):
        return publishing.get_build(build_id)


def manifest(person: Person, build_id: UUID) -> Manifest:
    """Return the manifest of a build."""
    return Manifest.from_bytes(store().read_manifest(person.tenant_id, build_id))


def read(person: Person, build_id: UUID, path: str) -> str:
    """Return the decoded content of a file in the build."""
    file = manifest(person, build_id).files[path]
    with store().open(person.tenant_id, file.plain.sha256) as stored:
        return stored.read().decode()


@contextmanager
def on_site(engine: Engine, person: Person) -> Iterator[tuple[Session, Site]]:
    """Open a superuser's session with the person's site, to arrange test data."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session, session.scalars(select(Site).where(Site.id == person.site_id)).one()


def change(engine: Engine, statement: str, **values: Any) -> None:
    """Execute a statement as the superuser, bypassing row-level security."""
    with engine.begin() as connection:
        connection.execute(text(statement), values)


def link_to(page_id: UUID) -> dict[str, Any]:
    """Create a document with one button that links to a page."""
    props = {"id": "button-1", "label": "There", "link": {"page": str(page_id)}}
    return {"root": {"props": {}}, "content": [{"type": "Button", "props": props}], "zones": {}}
