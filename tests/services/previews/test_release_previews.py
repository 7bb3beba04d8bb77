"""A preview of a release shows the site as it will be when the release begins."""

from datetime import UTC, datetime, timedelta

import pytest

from app.errors import NotFound
from app.services import pages, previews, publishing, releases
from app.tenancy import tenant_scope
from tests.services.previews.support import make, row
from tests.services.publishing.support import change, manifest, publish, read


@pytest.fixture
def ada(people, clean_database):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def test_a_release_is_shown_as_it_will_be_published(ada, admin_engine):
    publish(ada)
    release = plan_release(ada)
    change(admin_engine, "UPDATE sites SET tagline = 'On the eve'")

    preview = make(ada, release_id=release)

    assert preview.label == "With the release “Launch day”"
    assert "On the eve" in read(ada, preview.build_id, "/index.html")


def test_pages_outside_the_release_are_shown_as_published(ada):
    publish(ada)
    release = plan_release(ada)
    new = pages.create_page(ada.site_id, title="Later")

    with_release, as_written = make(ada, release_id=release), make(ada)

    assert f"/{new.slug}.html" not in manifest(ada, with_release.build_id).files
    assert f"/{new.slug}.html" in manifest(ada, as_written.build_id).files


def test_a_cancelled_release_cannot_be_previewed(ada):
    release = plan_release(ada)
    preview = row(previews.create_preview(ada.site_id, days=7, release_id=release))
    releases.cancel_release(release)

    with tenant_scope(ada.tenant_id):
        publishing.publish(preview.build_id)

    assert previews.get_preview(preview.id).has_failed
    with pytest.raises(NotFound):
        previews.create_preview(ada.site_id, days=7, release_id=release)


def plan_release(ada):
    """Schedule a release of Ada's home page for tomorrow."""
    wanted = releases.Wanted(
        name="Launch day",
        zone="UTC",
        starts_at=datetime.now(UTC) + timedelta(days=1),
        ends_at=None,
        pages=frozenset([ada.page_id]),
    )
    return releases.create_release(ada.site_id, wanted)
