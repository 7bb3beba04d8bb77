"""An idle edge recompresses text files, so that the same content takes up fewer bytes."""

import hashlib
import random

import brotli
import pytest
from psycopg.types.json import Jsonb

from app.edge import agent as agents
from app.edge.disk import Layout, Recompressor
from app.edge.disk.layout import PACKED
from app.services.publishing.builds.encoding import BROTLI_LEVEL
from tests.edge.state.support import following, wait_for
from tests.factories import puck
from tests.services.publishing.support import change, live_build, publish, store
from tests.tiny_disk import tiny_disk

WORDS = [
    "it",
    "is",
    "a",
    "truth",
    "universally",
    "acknowledged",
    "that",
    "a",
    "single",
    "man",
    "in",
    "possession",
    "of",
    "a",
    "good",
    "fortune",
    "must",
    "be",
    "in",
    "want",
    "of",
    "a",
    "wife",
]
CHANCE = random.Random(11)
PARAGRAPHS = [" ".join(CHANCE.choices(WORDS, k=60)) for _ in range(40)]


@pytest.fixture
def agent(people, clean_database, admin_engine, tmp_path, monkeypatch):
    """An idle edge with a long page."""
    monkeypatch.setattr(agents, "IDLE_SECONDS", 0.0)
    change(admin_engine, "UPDATE pages SET puck_data = :data", data=Jsonb(puck(*PARAGRAPHS)))
    publish(people.ada)
    with following(clean_database, tmp_path / "edge") as agent:
        yield agent


def build_of(agent, person):
    return agent.layout.home / "builds" / str(live_build(person))


def is_recompressed(agent, person) -> bool:
    return (agent.layout.home / PACKED / str(live_build(person))).exists()


def test_recompressed_files_are_smaller_and_have_the_same_content(agent, people):
    wait_for(lambda: is_recompressed(agent, people.ada))

    page = build_of(agent, people.ada) / "index.html"
    packed = page.with_name("index.html.br").read_bytes()
    assert brotli.decompress(packed) == page.read_bytes()
    assert len(packed) < 0.95 * len(brotli.compress(page.read_bytes(), quality=BROTLI_LEVEL))
    assert all(path.stat().st_mode == page.stat().st_mode for path in page.parent.glob("*.br"))


def test_recompressed_files_count_towards_the_budget(agent, people):
    wait_for(lambda: is_recompressed(agent, people.ada))

    files = [path.stat() for path in build_of(agent, people.ada).glob("*.br")]
    packed = [file.st_blocks * 512 for file in files if file.st_nlink == 1]
    assert packed
    assert agent.layout.recompressed_size() == sum(packed)
    assert agent.disk_budget.size() == agent.layout.cache.size() + sum(packed)


def test_no_partial_files_remain_on_a_full_disk(people, tmp_path, admin_engine):
    change(admin_engine, "UPDATE pages SET puck_data = :data", data=Jsonb(puck(*PARAGRAPHS)))
    build = publish(people.ada)
    with tiny_disk(tmp_path / "disk", "4m") as disk:
        layout = Layout(disk.path / "edge", store())
        layout.prepare()
        layout.lay_out(people.ada.tenant_id, build)
        disk.fill()

        assert Recompressor(layout).run_slice([build]) is True

        assert list((layout.home / PACKED).iterdir()) == []


def test_files_in_the_store_are_unchanged(agent, people):
    wait_for(lambda: is_recompressed(agent, people.ada))

    folder = store().root / f"t/{people.ada.tenant_id}/blobs"
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in folder.iterdir())


def test_new_builds_are_recompressed_and_removed_ones_are_forgotten(agent, people, admin_engine):
    wait_for(lambda: is_recompressed(agent, people.ada))
    for number in range(4):
        change(admin_engine, "UPDATE sites SET tagline = :tagline", tagline=f"Number {number}")
        publish(people.ada)
        wait_for(lambda: is_recompressed(agent, people.ada))

    builds = {path.name for path in (agent.layout.home / "builds").iterdir()}
    assert {path.name for path in (agent.layout.home / PACKED).iterdir()} <= builds
