"""Short ways to publish and to look at what came of it."""

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
    """The store of this run."""
    return open_store(config().object_store_url)


def publish(person: Person) -> UUID:
    """Ask for a publication of the person's site and carry it out; gives the build's id."""
    with tenant_scope(person.tenant_id, user_id=person.id):
        build = publishing.request_publication(person.site_id)
    # As a worker does: it knows the tenant, and nobody is signed in.
    with tenant_scope(person.tenant_id):
        publishing.publish(build.id)
    return build.id


def request(person: Person) -> UUID:
    """Only ask for a publication of the person's site; gives the build's id."""
    return publishing.request_publication(person.site_id).id


def live_build(person: Person) -> UUID | None:
    """The build that readers of the person's site see."""
    with tenant_scope(person.tenant_id), transaction() as session:
        return session.scalar(select(Site.live_build_id).where(Site.id == person.site_id))


def view(person: Person, build_id: UUID) -> publishing.BuildView:
    """How the build's row stands."""
    with tenant_scope(person.tenant_id):
        return publishing.get_build(build_id)


def manifest(person: Person, build_id: UUID) -> Manifest:
    """The build's manifest."""
    return Manifest.from_bytes(store().read_manifest(person.tenant_id, build_id))


def read(person: Person, build_id: UUID, path: str) -> str:
    """A file of the build."""
    file = manifest(person, build_id).files[path]
    with store().open(person.tenant_id, file.plain.sha256) as stored:
        return stored.read().decode()


@contextmanager
def on_site(engine: Engine, person: Person) -> Iterator[tuple[Session, Site]]:
    """A session behind the wall, and the person's site, for arranging."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session, session.scalars(select(Site).where(Site.id == person.site_id)).one()


def change(engine: Engine, statement: str, **values: Any) -> None:
    """Change rows behind the wall."""
    with engine.begin() as connection:
        connection.execute(text(statement), values)


def link_to(page_id: UUID) -> dict[str, Any]:
    """A document with one button that leads to a page."""
    props = {"id": "button-1", "label": "There", "link": {"page": str(page_id)}}
    return {"root": {"props": {}}, "content": [{"type": "Button", "props": props}], "zones": {}}
