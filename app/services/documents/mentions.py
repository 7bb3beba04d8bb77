"""An SQL prefilter for pages that contain a text; callers then check the trees."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from app.tenancy import current_tenant_id, transaction

# A text that is neither in the snapshot nor in a later operation is not on the page.
CANDIDATES = text("""
SELECT pages.id FROM pages
WHERE pages.tenant_id = :tenant AND pages.deleted_at IS NULL AND (
    position(:name IN pages.puck_data::text) > 0
    OR EXISTS (
        SELECT FROM page_operations AS done
        WHERE done.tenant_id = pages.tenant_id AND done.page_id = pages.id
          AND done.revision > pages.snapshot_revision AND position(:name IN done.payload::text) > 0))
ORDER BY pages.site_id, pages.position, pages.id
LIMIT :limit
""")


def find_candidate_pages(name: str, *, limit: int) -> Sequence[UUID]:
    """Ids of the tenant's pages, on any site, whose snapshot or later operations contain `name`.

    At most `limit`; may include false positives.
    """
    with transaction() as session:
        return session.scalars(
            CANDIDATES, {"tenant": current_tenant_id(), "name": name, "limit": limit}
        ).all()
