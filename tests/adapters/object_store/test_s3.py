"""Errors when using a bucket: messages for operators and authors, and retries."""

import hashlib
import os
from uuid import UUID, uuid4

import pytest

from app.adapters.object_store import ObjectKind, open_store
from app.adapters.object_store.errors import Cause, StoreError
from app.adapters.object_store.s3 import S3Store
from app.adapters.object_store.s3_client import Address
from tests import weed as weed_server
from tests.edge.support import free_ports
from tests.proxy import tcp_proxy

ADA = UUID("10000000-0000-4000-8000-000000000001")
SECRET = weed_server.KEYS["AWS_SECRET_ACCESS_KEY"]


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def everything_fails(store) -> StoreError:
    """Check that writing, reading and listing raise the same error, and return it."""
    acts = (
        lambda: store.put_if_absent(ADA, sha(b"words"), b"words"),
        lambda: store.put_build(ADA, {sha(b"one"): b"one", sha(b"two"): b"two"}),
        lambda: store.put_manifest(ADA, uuid4(), b"{}"),
        lambda: store.read_manifest(ADA, uuid4()),
        lambda: store.open(ADA, sha(b"words")),
        lambda: list(store.list(ADA)),
        store.check,
    )
    troubles = []
    for act in acts:
        with pytest.raises(StoreError) as trouble:
            act()
        troubles.append(trouble.value)
    assert len({trouble.cause for trouble in troubles}) == 1
    assert not any(SECRET in str(trouble) for trouble in troubles)
    return troubles[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [("AWS_ACCESS_KEY_ID", "somebody"), ("AWS_SECRET_ACCESS_KEY", "something-else")],
)
def test_wrong_keys_are_reported(weed, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    store = S3Store.at(weed.url(weed.make_bucket()))

    trouble = everything_fails(store)

    assert trouble.cause is Cause.REFUSED
    assert "rejects the access keys" in str(trouble)
    assert "We can’t write" in trouble.user_message


def test_a_missing_bucket_is_reported_by_name(weed):
    bucket = weed.make_bucket()
    weed.client().delete_bucket(Bucket=bucket)

    trouble = everything_fails(S3Store.at(weed.url(bucket)))

    assert "There is no bucket" in str(trouble)
    assert bucket in str(trouble)


def test_an_unreachable_server_is_reported():
    port = free_ports(1)[0]

    trouble = everything_fails(S3Store.at(f"s3://sites?endpoint=http://127.0.0.1:{port}&attempts=2"))

    assert trouble.cause is Cause.AWAY
    assert f"127.0.0.1:{port}" in str(trouble)


def test_the_error_for_missing_keys_says_which_settings_to_set(weed, monkeypatch, tmp_path):
    for name in weed_server.KEYS:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))

    trouble = everything_fails(S3Store.at(weed.url("sites")))

    assert "Set AWS_ACCESS_KEY_ID" in str(trouble)


def test_a_timeout_is_retried_and_then_reported(weed):
    with tcp_proxy(weed.ports[0]) as line:
        url = weed.url(weed.make_bucket(), read_timeout=0.2, attempts=2).replace(
            str(weed.ports[0]), str(line.port)
        )
        store = S3Store.at(url)
        line.delay = 2
        with pytest.raises(StoreError) as trouble:
            store.put_if_absent(ADA, sha(b"words"), b"words")
        assert line.connections == 2
        line.delay = 0
        store.put_if_absent(ADA, sha(b"words"), b"words")

    assert trouble.value.cause is Cause.AWAY
    assert store.address.attempts == 2


def test_interrupted_responses_are_retried(weed):
    data = os.urandom(200_000)
    with tcp_proxy(weed.ports[0]) as line:
        store = S3Store.at(weed.url(weed.make_bucket()).replace(str(weed.ports[0]), str(line.port)))
        line.cut_after = [0, 30]
        store.put_if_absent(ADA, sha(data), data)
        line.cut_after = [0, 50_000, 150_000]
        fresh = S3Store(store.address, store.address.connect())
        with fresh.open(ADA, sha(data)) as file:
            assert file.read() == data


def test_small_files_of_a_build_share_few_requests_and_large_ones_have_their_own(weed):
    store = S3Store.at(weed.url(weed.make_bucket()))
    small = {sha(data): data for data in (b"%d" % number for number in range(3000))}
    large = {sha(data): data for data in (os.urandom(600_000), os.urandom(600_001))}

    places = store.put_build(ADA, small | large)

    assert places.keys() == small.keys()
    assert len(list(store.list(ADA, kind=ObjectKind.PACKS))) == 1
    assert {blob.sha256 for blob in store.list(ADA)} == large.keys()


def test_no_pack_exceeds_the_maximum_request_size(weed):
    store = S3Store.at(weed.url(weed.make_bucket()))
    files = {sha(data): data for data in (os.urandom(500_000) for _ in range(40))}

    store.put_build(ADA, files)

    assert all(pack.size <= 8 * 2**20 for pack in store.list(ADA, kind=ObjectKind.PACKS))
    assert len(list(store.list(ADA, kind=ObjectKind.PACKS))) == 3


def test_a_url_with_a_key_is_rejected_without_repeating_it():
    with pytest.raises(ValueError, match="contains an access key") as error:
        Address.read("s3://me:hunter2@bucket")
    assert "hunter2" not in str(error.value)


def test_each_url_has_one_client(weed):
    url = weed.url("sites")
    assert open_store(url) is open_store(url)
