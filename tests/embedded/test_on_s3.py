"""A complete QuillSpace with its files in a bucket of a real S3 server."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from app.config import load_config
from tests import house
from tests import weed as weed_server
from tests.edge.support import get
from tests.running import ROOT, start_quillspace

ENDINGS = {"": "identity", ".br": "br", ".gzip": "gzip"}


@pytest.fixture(scope="module")
def bucket(weed):
    return weed.make_bucket()


@pytest.fixture(scope="module")
def quillspace(weed, bucket):
    with start_quillspace(settings={**weed_server.KEYS, "OBJECT_STORE_URL": weed.url(bucket)}) as running:
        yield running


def live(running) -> tuple[str, str, str]:
    """Return a published host, its tenant and its live build."""
    with psycopg.connect(house.admin_url(load_config(running.environment))) as connection:
        row = connection.execute(
            "SELECT hostname, hosts.tenant_id::text, live_build_id::text FROM hosts "
            "JOIN sites ON sites.id = hosts.site_id WHERE live_build_id IS NOT NULL AND redirects_to IS NULL"
        ).fetchone()
    assert row is not None
    return row


def test_a_short_script_exports_the_demo_byte_for_byte_as_caddy_serves_it(quillspace, weed, bucket, tmp_path):
    host, tenant, build = live(quillspace)
    key = f"t/{tenant}/builds/{build}.json"
    script = Path(__file__).parents[1] / "export_from_s3.py"

    subprocess.run(
        [sys.executable, str(script), bucket, key, str(tmp_path)],
        env={"PATH": os.environ["PATH"], "AWS_ENDPOINT_URL": weed.endpoint, **weed_server.KEYS},
        check=True,
        timeout=60,
    )

    manifest = json.load(weed.client().get_object(Bucket=bucket, Key=key)["Body"])
    assert len(manifest["files"]) > 10
    for path, (_sha256, _size, encoded) in manifest["files"].items():
        address = path.removesuffix(".html").removesuffix("index") if path.endswith(".html") else path
        for ending, encoding in ENDINGS.items():
            if ending and ending[1:] not in encoded:
                continue
            response = get(quillspace.sites_port, address, host=host, headers={"Accept-Encoding": encoding})
            assert response.body == Path(f"{tmp_path}{path}{ending}").read_bytes(), (path, ending)
            if path != "/404.html":
                assert response.status == 200
                assert response.headers.get("content-encoding", "identity") == encoding


def test_new_files_are_stored_in_few_objects(quillspace, weed, bucket):
    _host, tenant, build = live(quillspace)
    listed = weed.client().list_objects_v2(Bucket=bucket, Prefix=f"t/{tenant}/")
    keys = [each["Key"] for each in listed["Contents"]]
    manifest = json.load(
        weed.client().get_object(Bucket=bucket, Key=f"t/{tenant}/builds/{build}.json")["Body"]
    )

    assert len(manifest["packed"]) > 4 * len([key for key in keys if "/packs/" in key])


def test_doctor_shows_the_bucket_but_no_key(quillspace, weed, bucket):
    report = subprocess.run(
        [sys.executable, "-m", "app.cli", "doctor"],
        cwd=ROOT,
        env={**quillspace.environment, **weed_server.KEYS, "OBJECT_STORE_URL": weed.url(bucket)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    ).stdout

    assert f"s3://{bucket}" in report
    assert weed_server.KEYS["AWS_SECRET_ACCESS_KEY"] not in report
