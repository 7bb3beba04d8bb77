"""The snapshot that the agent keeps on disk."""

from dataclasses import replace
from uuid import uuid4

import pytest

from app.delivery.hostnames import canonical
from app.delivery.site_passwords import Lock, SiteLocks
from app.edge.state import Host, Live, Snapshot

TENANT, SITE, OTHER = uuid4(), uuid4(), uuid4()
FULL = Snapshot(
    {
        "ada.localhost": Host("ada.localhost", TENANT, SITE),
        "old.localhost": Host("old.localhost", TENANT, SITE, "ada.localhost"),
        "bob.localhost": Host("bob.localhost", TENANT, OTHER),
    },
    {SITE: Live(TENANT, uuid4()), OTHER: Live(TENANT, uuid4())},
    1000.0,
)


def test_a_saved_snapshot_can_be_loaded(tmp_path):
    FULL.save(tmp_path / "snapshot.json")
    assert Snapshot.load(tmp_path / "snapshot.json") == FULL


def test_the_file_is_private_because_it_contains_cookie_keys(tmp_path):
    FULL.save(tmp_path / "snapshot.json")
    assert (tmp_path / "snapshot.json").stat().st_mode & 0o777 == 0o600


def test_changed_host_names_are_found():
    locked = replace(FULL, locks={OTHER: SiteLocks("en", (Lock("1", "", "key"),))})
    flipped = replace(FULL, live=FULL.live | {SITE: Live(TENANT, uuid4())})

    assert locked.names_changed_since(FULL) == {"bob.localhost"}
    assert flipped.names_changed_since(FULL) == set()
    assert replace(FULL, live={}).names_changed_since(FULL) == set(FULL.hosts)
    assert FULL.names_changed_since(Snapshot()) == set()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"hosts": 3}', '{"hosts": [{}], "live": {}, "taken_at": 0}']
)
def test_an_unreadable_snapshot_counts_as_empty(tmp_path, text):
    (tmp_path / "snapshot.json").write_text(text)
    assert Snapshot.load(tmp_path / "snapshot.json") == Snapshot()


def test_a_change_to_one_site_does_not_affect_others(tmp_path):
    build = uuid4()
    changed = FULL.with_changes(
        sites=[SITE],
        hostnames=["old.localhost"],
        hosts=[Host("new.localhost", TENANT, SITE)],
        live={SITE: Live(TENANT, build)},
        taken_at=2.0,
        locks={},
    )
    assert set(changed.hosts) == {"new.localhost", "bob.localhost"}
    assert changed.live[SITE].build_id == build
    assert changed.live[OTHER] == FULL.live[OTHER]


def test_host_names_not_in_canonical_form_are_ignored():
    hosts = [Host(name, TENANT, SITE) for name in ("..", "ADA.localhost", "ok.localhost")]
    snapshot = Snapshot().with_changes(sites=(), hostnames=(), hosts=hosts, live={}, taken_at=0, locks={})
    assert set(snapshot.hosts) == {"ok.localhost"}


def test_redirecting_hosts_show_no_site():
    assert FULL.hosts_of(SITE) == ["ada.localhost"]


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("ada.localhost", "ada.localhost"),
        ("ADA.localhost:8080", "ada.localhost"),
        ("ada.localhost.", "ada.localhost"),
        ("xn--fa-hia.de", "xn--fa-hia.de"),
        ("..", None),
        ("ada.localhost..", None),
        ("[::1]:80", None),
        ("1.2.3.4", None),
        ("localhost", None),
        ("", None),
    ],
)
def test_a_host_is_converted_to_its_canonical_form(sent, name):
    assert canonical(sent) == name
