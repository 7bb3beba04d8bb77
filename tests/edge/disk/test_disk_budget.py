"""The disk budget: recently read sites stay, and evicted ones are laid out again on their next request."""

import os
import time

import pytest

from app.adapters.object_store import FolderStore
from app.config import load_config
from app.edge.agent import Agent
from app.edge.state import Snapshot
from tests.caddy.test_pages import fetch
from tests.edge.state.support import wait_for
from tests.edge.support import Edge, caddy, pages

LONG_AGO = time.time() - 3600


@pytest.fixture
def edge(tmp_path, monkeypatch):
    """An edge with four sites from a remote store, laid out an hour ago."""
    monkeypatch.setattr(FolderStore, "local_path", lambda *_: None)
    edge = Edge(tmp_path)
    for name in ("ada", "bob", "carol", "dan"):
        edge.publish(f"{name}.localhost", pages(name.title()) | {"/large.txt": os.urandom(200_000)})
    edge.start()
    for blob in (edge.config.edge_home / "blobs").glob("*/*"):
        os.utime(blob, (LONG_AGO, LONG_AGO))
    for link in (edge.config.edge_home / "sites").iterdir():
        os.utime(link, (LONG_AGO, LONG_AGO), follow_symlinks=False)
    yield edge
    edge.stop()


def laid_out(edge) -> set[str]:
    names = {host.site_id: host.hostname.partition(".")[0] for host in edge.hosts}
    return {
        name for site, name in names.items() if (edge.config.edge_home / "sites" / str(site)).is_symlink()
    }


def test_sites_without_readers_are_evicted(edge):
    edge.agent.disk_budget.budget = edge.agent.layout.cache.size() // 2 + 1
    with caddy(edge.config):
        for name in ("bob", "dan"):
            assert fetch(edge, "/about", f"{name}.localhost").status == 200
        edge.agent.evict_sites()
        assert laid_out(edge) == {"bob", "dan"}
        assert edge.agent.layout.cache.size() <= edge.agent.disk_budget.budget

        assert b"Carol about" in fetch(edge, "/about", "carol.localhost").body
        assert laid_out(edge) == {"bob", "carol", "dan"}


def test_recently_read_sites_stay_even_if_they_exceed_the_budget(edge):
    edge.agent.disk_budget.budget = 1
    with caddy(edge.config):
        for host in edge.hosts:
            fetch(edge, "/", host.hostname)
        edge.agent.evict_sites()

    assert laid_out(edge) == {"ada", "bob", "carol", "dan"}


def test_the_agents_own_reads_do_not_count(edge):
    edge.agent.disk_budget.budget = 1
    edge.agent.disk_budget.record_reads()
    edge.agent.layout.remove_other_builds([])
    edge.agent.disk_budget.record_reads(counts=False)

    edge.agent.evict_sites()

    assert laid_out(edge) == set()


def test_without_a_budget_everything_stays(edge):
    edge.agent.evict_sites()
    assert laid_out(edge) == {"ada", "bob", "carol", "dan"}


def test_a_full_edge_lays_out_only_requested_sites(edge):
    site = edge.publish("eve.localhost", pages("Eve"))
    Snapshot({host.hostname: host for host in edge.hosts}, edge.live, time.time()).save(
        edge.config.edge_home / "snapshot.json"
    )
    agent = Agent(home=edge.config.edge_home, dsn=lambda: "", store=edge.store, budget=1)

    agent.enqueue(agent._background, [site])
    wait_for(agent.is_idle)
    assert "eve" not in laid_out(edge)
    assert agent.fetch_host("eve.localhost") is True
    assert "eve" in laid_out(edge)


@pytest.mark.parametrize(
    ("text", "expected"), [("", 0), ("1000", 1000), ("20G", 20 * 2**30), ("5m", 5 * 2**20)]
)
def test_the_budget_accepts_a_unit(text, expected):
    assert load_config({"QUILLSPACE_EDGE_DISK_BUDGET": text}).edge_disk_budget == expected


@pytest.mark.parametrize("text", ["much", "-1", "G", "1.5G"])
def test_an_invalid_budget_is_rejected(text):
    with pytest.raises(ValueError, match="QUILLSPACE_EDGE_DISK_BUDGET"):
        load_config({"QUILLSPACE_EDGE_DISK_BUDGET": text})
