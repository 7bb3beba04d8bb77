"""An edge without anything else to do packs texts tighter; readers get the same words in fewer bytes."""

import hashlib
import random

import brotli
import pytest
from psycopg.types.json import Jsonb

from app.edge import agent as agents
from app.edge.disk import Layout, Recompressor
from app.edge.disk.layout import PACKED
from app.services.publishing.storage.encoding import BROTLI_LEVEL
from tests.edge.state.test_change_feed import following, wait_for
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
    """An edge that has had nothing to do for a while, with a long page."""
    monkeypatch.setattr(agents, "IDLE_SECONDS", 0.0)
    change(admin_engine, "UPDATE pages SET puck_data = :data", data=Jsonb(puck(*PARAGRAPHS)))
    publish(people.ada)
    with following(clean_database, tmp_path / "edge") as agent:
        yield agent


def build_of(agent, person):
    return agent.layout.home / "builds" / str(live_build(person))


def is_packed(agent, person) -> bool:
    return (agent.layout.home / PACKED / str(live_build(person))).exists()


def test_what_is_shown_gets_smaller_and_says_the_same(agent, people):
    wait_for(lambda: is_packed(agent, people.ada), 20)

    page = build_of(agent, people.ada) / "index.html"
    packed = page.with_name("index.html.br").read_bytes()
    assert brotli.decompress(packed) == page.read_bytes()
    assert len(packed) < 0.95 * len(brotli.compress(page.read_bytes(), quality=BROTLI_LEVEL))
    assert all(path.stat().st_mode == page.stat().st_mode for path in page.parent.glob("*.br"))


def test_what_it_takes_on_the_disk_counts(agent, people):
    wait_for(lambda: is_packed(agent, people.ada), 20)

    files = [path.stat() for path in build_of(agent, people.ada).glob("*.br")]
    packed = [file.st_blocks * 512 for file in files if file.st_nlink == 1]
    assert packed
    assert agent.layout.recompressed_size() == sum(packed)
    assert agent.disk_budget.size() == agent.layout.cache.size() + sum(packed)


def test_a_disk_without_room_keeps_nothing_half(people, tmp_path, admin_engine):
    change(admin_engine, "UPDATE pages SET puck_data = :data", data=Jsonb(puck(*PARAGRAPHS)))
    build = publish(people.ada)
    with tiny_disk(tmp_path / "disk", "4m") as disk:
        layout = Layout(disk.path / "edge", store())
        layout.prepare()
        layout.lay_out(people.ada.tenant_id, build)
        disk.fill()

        assert Recompressor(layout).run_slice([build]) is True

        assert list((layout.home / PACKED).iterdir()) == []


def test_the_store_keeps_what_was_published(agent, people):
    wait_for(lambda: is_packed(agent, people.ada), 20)

    folder = store().root / f"t/{people.ada.tenant_id}/blobs"
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in folder.iterdir())


def test_what_is_published_next_is_packed_too_and_what_went_is_forgotten(agent, people, admin_engine):
    wait_for(lambda: is_packed(agent, people.ada), 20)
    for number in range(4):
        change(admin_engine, "UPDATE sites SET tagline = :words", words=f"Number {number}")
        publish(people.ada)
        wait_for(lambda: is_packed(agent, people.ada), 20)

    kept = {path.name for path in (agent.layout.home / "builds").iterdir()}
    assert {path.name for path in (agent.layout.home / PACKED).iterdir()} <= kept
