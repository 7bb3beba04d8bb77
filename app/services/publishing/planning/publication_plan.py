"""Plans for publications, compared with the live build."""

from uuid import UUID

from app.adapters.object_store import ObjectStore
from app.services.publishing.builds import Build, read_live
from app.services.publishing.planning.site_plan import read_plan


def plan_publication(site_id: UUID, seq: int, store: ObjectStore) -> Build:
    """Plan the site's publication with this number. Raises NotFound."""
    return Build(read_plan(site_id, seq=seq), read_live(site_id, store))
