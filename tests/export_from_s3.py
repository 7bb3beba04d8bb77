"""Export a complete site from a bucket, using only boto3 and its manifest: `export_from_s3.py BUCKET MANIFEST FOLDER`.

This is the script that docs/operator.md mentions. It imports nothing from QuillSpace; the endpoint and the keys come
from the environment (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY).
"""

import json
import sys
from pathlib import Path

import boto3

bucket, manifest_key, folder = sys.argv[1:]
s3 = boto3.client("s3", region_name="us-east-1")
manifest = json.load(s3.get_object(Bucket=bucket, Key=manifest_key)["Body"])
tenant = manifest["tenant"]
packs, packed = manifest.get("packs", []), manifest.get("packed", {})


def read(sha256: str, size: int) -> bytes:
    if size and sha256 in packed:
        number, offset = packed[sha256]
        part = f"bytes={offset}-{offset + size - 1}"
        key = f"t/{tenant}/packs/{packs[number]}"
        return s3.get_object(Bucket=bucket, Key=key, Range=part)["Body"].read()
    return s3.get_object(Bucket=bucket, Key=f"t/{tenant}/blobs/{sha256}")["Body"].read() if size else b""


for path, (sha256, size, encoded) in manifest["files"].items():
    for ending, stored in {
        "": [sha256, size],
        **{f".{name}": each for name, each in encoded.items()},
    }.items():
        target = Path(f"{folder}{path}{ending}")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(read(*stored))
