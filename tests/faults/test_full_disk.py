"""A full disk: the live build stays, the author is informed, and nothing is left incomplete."""

import hashlib
from dataclasses import replace

import pytest

from app import extensions
from app.adapters.object_store.errors import Cause
from app.models import BuildStatus
from app.services import publishing
from app.services.publishing.requests import delivery_status
from app.tenancy import tenant_scope
from tests.edge.state.test_change_feed import following, page, wait_for
from tests.services.publishing.support import change, live_build, manifest, publish, store, view
from tests.tiny_disk import tiny_disk

EXPIRE_LEASE = "UPDATE site_builds SET lease_until = now() - interval '1 second' WHERE id = :id"


def is_intact(person) -> bool:
    """True if every stored file matches its hash."""
    folder = store().root / f"t/{person.tenant_id}/blobs"
    return all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in folder.iterdir())


def delivery_of(person) -> delivery_status.Delivery | None:
    """Return the message to the author about edges that cannot show the newest build."""
    with tenant_scope(person.tenant_id):
        return publishing.read_delivery(person.site_id)


@pytest.mark.threat("F12")
def test_a_full_object_store_is_reported_and_the_live_build_stays(
    people, clean_database, admin_engine, tmp_path
):
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
        assert is_intact(ada)

        disk.empty()
        change(admin_engine, EXPIRE_LEASE, id=build)
        with tenant_scope(ada.tenant_id):
            publishing.publish(build)
        assert live_build(ada) == build
        assert is_intact(ada)


@pytest.mark.threat("F12")
def test_a_full_edge_serves_the_old_build_and_recovers(people, clean_database, admin_engine, tmp_path):
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
            wait_for(lambda: delivery_of(people.ada))
            assert delivery_of(people.ada) == delivery_status.Delivery(edges=1, is_full=True)
            assert delivery_of(people.carol) is None

            disk.empty()
            wait_for(lambda: "Second" in page(agent, "ada.localhost"))
            wait_for(lambda: delivery_of(people.ada) is None)
