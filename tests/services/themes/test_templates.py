"""The gallery in the database."""

import pytest
from sqlalchemy import select

from app.errors import NotFound
from app.models import GALLERY_TENANT_ID, Template, TemplateVersion
from app.services.themes import list_gallery, templates
from app.tenancy import tenant_scope, transaction
from tests.factories import People

SLUGS = ["regency", "field-notes", "stanza"]


@pytest.fixture
def gallery(clean_database):
    return templates.install_gallery()


def versions(slug: str) -> list[int]:
    """Return a template's version numbers."""
    query = select(TemplateVersion.version).join(Template, Template.id == TemplateVersion.template_id)
    with tenant_scope(GALLERY_TENANT_ID), transaction() as session:
        return sorted(session.scalars(query.where(Template.slug == slug)))


def test_gallery_lists_all_templates_in_order(gallery):
    assert [template.slug for template in list_gallery()] == SLUGS


def test_installing_again_changes_nothing(gallery):
    assert templates.install_gallery() == []
    assert versions("regency") == [1]


def test_changed_template_gets_a_new_version_and_keeps_the_old_one(gallery, monkeypatch, tmp_path):
    changed = tmp_path / "gallery" / "regency"
    changed.mkdir(parents=True)
    for path in (templates.GALLERY / "regency").glob("*.*"):
        (changed / path.name).write_text(path.read_text() + (" " if path.suffix == ".css" else ""))
    monkeypatch.setattr(templates, "GALLERY", tmp_path / "gallery")

    assert templates.install_gallery() == ["regency"]
    assert versions("regency") == [1, 2]


def test_template_version_from_the_gallery_is_found_by_any_tenant(gallery, people: People):
    with tenant_scope(GALLERY_TENANT_ID), transaction() as session:
        version_id = session.scalars(select(TemplateVersion.id)).first()

    with tenant_scope(people.carol.tenant_id):
        assert templates.get_template_version(version_id).id == version_id


def test_missing_version_is_not_found(people: People):
    with tenant_scope(people.ada.tenant_id), pytest.raises(NotFound):
        templates.get_template_version(people.ada.id)
