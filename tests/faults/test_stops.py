"""Publications that are stopped at any moment: readers keep what they see, and the next one goes on at once."""

import time
from uuid import UUID

import pytest

from app.errors import Conflict
from app.models import BuildStatus
from app.services import publishing
from app.tenancy import tenant_scope
from tests.faults.test_kills import flips
from tests.faults.town import Readers, Village


def stop(village: Village, build_id: UUID) -> bool:
    """Stop a publication; False when it is live already."""
    try:
        with tenant_scope(village.tenant_id):
            publishing.stop_publication(build_id)
    except Conflict:
        return False
    return True


def stop_at_moments(town, *, pages: int, moments: int) -> list[bool]:
    """Stop one publication after another, each a little later in its life; tells which came to their end."""
    village = town.found(pages=pages)
    first = village.wait_over(village.publish())
    village.wait_live()
    shown = village.edition
    ended = []
    with Readers(village).reading() as readers:
        for moment in range(moments):
            build = village.publish()
            time.sleep(2 * first.seconds * moment / moments)
            was_stopped = stop(village, build)
            assert village.view(build).status is (BuildStatus.STOPPED if was_stopped else BuildStatus.SUCCESS)
            shown = shown if was_stopped else village.edition
            village.wait_live(edition=shown)
            assert village.crawl() == {(200, shown)}
            assert flips(town, build) == (not was_stopped)
            ended.append(was_stopped)
        after = village.publish()
        assert village.wait_over(after).status is BuildStatus.SUCCESS
        village.wait_live()
    assert readers.complaints == []
    assert village.crawl() == {(200, village.edition)}
    print(
        f"{sum(ended)} of {moments} publications of {pages} pages were stopped, {readers.requests} files read"
    )
    return ended


def test_publications_stopped_at_a_few_moments_harm_no_reader(town):
    assert any(stop_at_moments(town, pages=60, moments=4))


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("pages", [10, 200, 1000])
def test_publications_stopped_at_ten_moments_harm_no_reader(town, pages):
    assert any(stop_at_moments(town, pages=pages, moments=10))
