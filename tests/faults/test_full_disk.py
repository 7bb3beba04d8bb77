"""A disk that is full: the old build stays, the author is told, nothing is left half."""

import hashlib
from dataclasses import replace

from app import extensions
from app.adapters.object_store.errors import Cause
from app.models import BuildStatus
from app.services import publishing
from app.services.publishing.requests import delivery_status
from app.tenancy import tenant_scope
from tests.edge.state.test_change_feed import following, page, wait_for
from tests.services.publishing.support import change, live_build, manifest, publish, store, view
from tests.tiny_disk import tiny_disk

FREE = "UPDATE site_builds SET lease_until = now() - interval '1 second' WHERE id = :id"


def is_whole(person) -> bool:
    """Whether each stored file is what its name says, and nothing else lies there."""
    folder = store().root / f"t/{person.tenant_id}/blobs"
    return all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in folder.iterdir())


def told(person) -> delivery_status.Delivery | None:
    """What the author hears of edges that can't show the newest build."""
    with tenant_scope(person.tenant_id):
        return publishing.read_delivery(person.site_id)


def test_a_full_object_store_is_told_and_the_old_build_stays(people, clean_database, admin_engine, tmp_path):
    ada = people.ada
    with tiny_disk(tmp_path / "disk", "8m") as disk:
        extensions.configure(replace(clean_database, object_store_url=f"file://{disk.path}/objects"))
        before = publish(ada)
        disk.fill()
        change(admin_engine, "UPDATE sites SET name = 'Another name for every page'")
        build = publish(ada)
        assert view(ada, build).status is BuildStatus.PENDING
        assert view(ada, build).now.startswith(str(Cause.FULL))
        assert live_build(ada) == before
        assert manifest(ada, before).files
        assert is_whole(ada)

        disk.empty()
        change(admin_engine, FREE, id=build)
        with tenant_scope(ada.tenant_id):
            publishing.publish(build)
        assert live_build(ada) == build
        assert is_whole(ada)


def test_a_full_edge_goes_on_with_the_old_build_and_heals(people, clean_database, admin_engine, tmp_path):
    with tiny_disk(tmp_path / "disk", "8m") as disk:
        publish(people.ada)
        with following(clean_database, disk.path / "edge") as agent:
            wait_for(lambda: "Dear reader" in page(agent, "ada.localhost"))
            disk.fill()
            change(admin_engine, "UPDATE sites SET name = 'Second'")
            publish(people.ada)
            wait_for(lambda: agent.failed)

            assert "Dear reader" in page(agent, "ada.localhost")
            assert "Second" not in page(agent, "ada.localhost")
            assert len(list((agent.layout.home / "builds").iterdir())) == 1
            wait_for(lambda: told(people.ada))
            assert told(people.ada) == delivery_status.Delivery(edges=1, is_full=True)
            assert told(people.carol) is None

            disk.empty()
            wait_for(lambda: "Second" in page(agent, "ada.localhost"), 15)
            wait_for(lambda: told(people.ada) is None)
