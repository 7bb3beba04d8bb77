"""Helpers to create a preview and read its row."""

from sqlalchemy import select

from app.models import Preview
from app.services import previews, publishing
from app.tenancy import tenant_scope, transaction
from tests.factories import Person


def row(preview_id) -> Preview:
    """Return the preview's row."""
    with transaction() as session:
        return session.scalars(select(Preview).where(Preview.id == preview_id)).one()


def make(person: Person, **more) -> Preview:
    """Create a preview, and run its build."""
    preview = row(previews.create_preview(person.site_id, **({"days": 7} | more)))
    with tenant_scope(person.tenant_id):
        publishing.publish(preview.build_id)
    return row(preview.id)
