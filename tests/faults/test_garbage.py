"""Garbage collection during publications removes only unused files."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.adapters.object_store import ObjectKind, open_store
from app.delivery.manifest import Manifest
from app.extensions import config
from app.models import BuildStatus
from app.services import publishing
from app.services.publishing.garbage import RETAINED_BUILDS
from app.tenancy import tenant_scope
from tests.faults.deployment import CrawledSite, Deployment, Readers

NO_GRACE = timedelta(seconds=-60)
"""A negative grace period: even new files count as old."""
KEPT = """
SELECT id FROM site_builds
WHERE site_id = :site AND status = 'success' AND cleared_at IS NULL ORDER BY publish_seq DESC
"""


def kept(deployment: Deployment, site: CrawledSite) -> list:
    """Return the builds whose files are kept, newest first."""
    with deployment.engine.connect() as connection:
        return list(connection.execute(text(KEPT), {"site": site.site_id}).scalars())


def files_of(site: CrawledSite, build_id) -> set[tuple[ObjectKind, str]]:
    """Return the files of a build in the store."""
    manifest = Manifest.from_bytes(
        open_store(config().object_store_url).read_manifest(site.tenant_id, build_id)
    )
    return {
        (ObjectKind.PACKS, each.pack) if each.pack else (ObjectKind.BLOBS, each.sha256)
        for each in manifest.stored()
    }


def stored(site: CrawledSite) -> set[tuple[ObjectKind, str]]:
    """Return all files in the store."""
    store = open_store(config().object_store_url)
    return {(kind, each.sha256) for kind in ObjectKind for each in store.list(site.tenant_id, kind=kind)}


def collect_during_publications(deployment: Deployment, *, publications: int, pages: int) -> None:
    """Publish repeatedly while a thread continuously collects garbage."""
    site = deployment.create_site(pages=pages)
    site.wait_finished(site.publish())
    site.wait_live()
    stopping = threading.Event()
    rounds: list[publishing.Collected] = []

    def collect() -> None:
        with tenant_scope(site.tenant_id):
            while not stopping.is_set():
                rounds.append(publishing.collect_garbage(grace=NO_GRACE))

    collector = threading.Thread(target=collect)
    with Readers(site).reading() as readers:
        collector.start()
        try:
            for _ in range(publications):
                assert site.wait_finished(site.publish()).status is BuildStatus.SUCCESS
                assert files_of(site, kept(deployment, site)[0]) <= stored(site)
            site.wait_live()
        finally:
            stopping.set()
            collector.join()
    with tenant_scope(site.tenant_id):
        rounds.append(publishing.collect_garbage(grace=NO_GRACE))

    left = kept(deployment, site)
    print(
        f"{publications} publications, {len(rounds)} rounds, {sum(each.files for each in rounds)} files removed, "
        f"{readers.requests} files read"
    )
    assert readers.complaints == []
    assert len(left) == min(publications + 1, RETAINED_BUILDS)
    assert stored(site) == set().union(*(files_of(site, build) for build in left))
    assert site.crawl() == {(200, site.edition)}


@pytest.mark.threat("F11")
def test_collecting_during_a_few_publications_removes_no_file_in_use(deployment):
    collect_during_publications(deployment, publications=12, pages=6)


@pytest.mark.threat("F11")
@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("publications", "pages"), [(20, 60), (30, 200)])
def test_collecting_during_many_publications_removes_no_file_in_use(deployment, publications, pages):
    collect_during_publications(deployment, publications=publications, pages=pages)
