"""The object store for several machines: a bucket on any S3-compatible server."""

import base64
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from uuid import UUID

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError, HTTPClientError

from app.adapters.object_store.contract import (
    Announce,
    ObjectKind,
    ObjectMissing,
    Packed,
    StoredBlob,
    StoredManifest,
    build_of,
    file_key,
    files_prefix,
    manifest_key,
    manifest_prefix,
    no_announcement,
)
from app.adapters.object_store.errors import StoreError
from app.adapters.object_store.packs import pack
from app.adapters.object_store.s3_client import Address, code
from app.delivery.manifest import SHA256

MAX_CONCURRENT = 8
MULTIPART_BYTES = 16 * 1024 * 1024
PART_BYTES = 8 * 1024 * 1024
MAX_KEYS_PER_DELETE = 1000
EXISTS_ALREADY = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}
PARTS = TransferConfig(multipart_threshold=MULTIPART_BYTES, multipart_chunksize=PART_BYTES, max_concurrency=4)

One = TypeVar("One")
Result = TypeVar("Result")


@dataclass(frozen=True)
class S3Store:
    """One bucket. Files of MULTIPART_BYTES or more are uploaded in parts; many files are uploaded concurrently."""

    address: Address
    client: Any

    @classmethod
    def at(cls, url: str) -> "S3Store":
        """Return the bucket at this URL, without sending a request. Raises ValueError."""
        address = Address.read(url)
        return cls(address, address.connect())

    def put_if_absent(
        self, tenant_id: UUID, sha256: str, data: bytes, *, kind: ObjectKind = ObjectKind.BLOBS
    ) -> bool:
        """Store a file atomically; return False if it already exists."""
        key = file_key(tenant_id, sha256, kind)
        if len(data) < MULTIPART_BYTES:
            return self._put(key, data)
        if self._size(key) == len(data):
            return False
        with self.address.translated_errors():
            self.client.upload_fileobj(io.BytesIO(data), self.address.bucket, key, Config=PARTS)
        return True

    def put_all(self, tenant_id: UUID, blobs: Mapping[str, bytes | memoryview]) -> None:
        """Store many blobs concurrently, each atomically."""
        _map_concurrently(lambda each: self.put_if_absent(tenant_id, each[0], bytes(each[1])), blobs.items())

    def put_build(
        self, tenant_id: UUID, files: Mapping[str, bytes], *, announce: Announce = no_announcement
    ) -> dict[str, Packed]:
        """Store the new files of a build: small ones in packs, large ones as objects of their own."""
        packs, alone = pack(files)
        wanted = [(each.sha256, each.data, ObjectKind.PACKS) for each in packs]
        wanted += [(sha256, data, ObjectKind.BLOBS) for sha256, data in alone.items()]
        announce([sha256 for sha256, _data, _kind in wanted])
        _map_concurrently(lambda each: self.put_if_absent(tenant_id, each[0], each[1], kind=each[2]), wanted)
        return {name: place for each in packs for name, place in each.places.items()}

    def open(self, tenant_id: UUID, sha256: str, *, kind: ObjectKind = ObjectKind.BLOBS) -> BinaryIO:
        """Read a file. Raises ObjectMissing."""
        return io.BytesIO(self._get(file_key(tenant_id, sha256, kind)))

    def read_range(self, tenant_id: UUID, pack: str, offset: int, size: int) -> bytes:
        """Read a part of a pack. Raises ObjectMissing."""
        if not size:
            return b""
        key = file_key(tenant_id, pack, ObjectKind.PACKS)
        return self._get(key, Range=f"bytes={offset}-{offset + size - 1}")

    def exists(self, tenant_id: UUID, sha256: str, *, kind: ObjectKind = ObjectKind.BLOBS) -> bool:
        """Return True if the file is stored."""
        return self._size(file_key(tenant_id, sha256, kind)) is not None

    def missing(
        self, tenant_id: UUID, sizes: Mapping[str, int], *, kind: ObjectKind = ObjectKind.BLOBS
    ) -> set[str]:
        """Return the names of files that are not stored or have a different size."""
        found = _map_concurrently(lambda name: self._size(file_key(tenant_id, name, kind)), sizes)
        return {name for name, size in zip(sizes, found, strict=True) if size != sizes[name]}

    def list(self, tenant_id: UUID, *, kind: ObjectKind = ObjectKind.BLOBS) -> Iterator[StoredBlob]:
        """Yield all files of one tenant in no particular order, a thousand per request."""
        for name, each in self._below(files_prefix(tenant_id, kind)):
            if SHA256.fullmatch(name):
                yield StoredBlob(name, each["Size"], each["LastModified"])

    def delete(self, tenant_id: UUID, *names: str, kind: ObjectKind = ObjectKind.BLOBS) -> None:
        """Delete files; those that do not exist are ignored."""
        keys = [{"Key": file_key(tenant_id, name, kind)} for name in names]
        for start in range(0, len(keys), MAX_KEYS_PER_DELETE):
            batch = {"Objects": keys[start : start + MAX_KEYS_PER_DELETE], "Quiet": True}
            with self.address.translated_errors():
                response = self.client.delete_objects(Bucket=self.address.bucket, Delete=batch)
            if errors := response.get("Errors"):
                raise self.address.of_code(str(errors[0].get("Code", "")))

    def put_manifest(self, tenant_id: UUID, build_id: UUID, data: bytes) -> None:
        """Store a build's manifest. All files that it references must already be stored."""
        self._send(manifest_key(tenant_id, build_id), data, ContentType="application/json")

    def read_manifest(self, tenant_id: UUID, build_id: UUID) -> bytes:
        """Read a build's manifest. Raises ObjectMissing."""
        return self._get(manifest_key(tenant_id, build_id))

    def delete_manifest(self, tenant_id: UUID, build_id: UUID) -> None:
        """Delete a manifest if it exists."""
        with self.address.translated_errors():
            self.client.delete_object(Bucket=self.address.bucket, Key=manifest_key(tenant_id, build_id))

    def list_manifests(self, tenant_id: UUID) -> Iterator[StoredManifest]:
        """Yield all manifests of one tenant in no particular order, a thousand per request."""
        for name, each in self._below(manifest_prefix(tenant_id)):
            if build_id := build_of(name):
                yield StoredManifest(build_id, each["LastModified"])

    def local_path(self, tenant_id: UUID, sha256: str) -> Path | None:
        """Return None, because a bucket is remote."""
        del tenant_id, sha256
        return None

    def check(self) -> None:
        """Check that the bucket exists and accepts the access keys."""
        with self.address.translated_errors():
            self.client.list_objects_v2(Bucket=self.address.bucket, MaxKeys=1)

    def _below(self, prefix: str) -> Iterator[tuple[str, Any]]:
        listing = self.client.get_paginator("list_objects_v2")
        with self.address.translated_errors():
            for page in listing.paginate(Bucket=self.address.bucket, Prefix=f"{prefix}/"):
                for each in page.get("Contents", ()):
                    yield each["Key"].rpartition("/")[2], each

    def _put(self, key: str, data: bytes) -> bool:
        """Upload a file unless it already exists; return False if it does.

        A server without conditional writes stores the same bytes again. A partial file, which SeaweedFS keeps after
        an interrupted upload, is recognised by its size and replaced.
        """
        try:
            self._send(key, data, IfNoneMatch="*")
        except StoreError as error:
            if not isinstance(error.__cause__, ClientError) or code(error.__cause__) not in EXISTS_ALREADY:
                raise
            if self._size(key) == len(data):
                return False
            self._send(key, data)
        return True

    def _send(self, key: str, data: bytes, **more: str) -> None:
        digest = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
        with self.address.translated_errors():
            self.client.put_object(Bucket=self.address.bucket, Key=key, Body=data, ContentMD5=digest, **more)

    def _size(self, key: str) -> int | None:
        try:
            with self.address.translated_errors():
                return int(self.client.head_object(Bucket=self.address.bucket, Key=key)["ContentLength"])
        except ClientError:
            return None

    def _get(self, key: str, **more: str) -> bytes:
        """Read an object. The library retries failed requests; this method also retries interrupted responses."""
        for attempt in range(self.address.attempts):
            is_last = attempt == self.address.attempts - 1
            try:
                with self.address.translated_errors():
                    response = self.client.get_object(Bucket=self.address.bucket, Key=key, **more)
                    return bytes(response["Body"].read())
            except ClientError as error:
                raise ObjectMissing(key) from error
            except StoreError as error:
                if is_last or not isinstance(error.__cause__, HTTPClientError):
                    raise
        raise ObjectMissing(key)


def _map_concurrently(act: Callable[[One], Result], things: Iterable[One]) -> list[Result]:
    """Call `act` with each item, MAX_CONCURRENT at a time; after a failure, cancel those not yet started."""
    with ThreadPoolExecutor(MAX_CONCURRENT, thread_name_prefix="s3") as pool:
        waiting = [pool.submit(act, thing) for thing in things]
        try:
            return [each.result() for each in waiting]
        finally:
            pool.shutdown(cancel_futures=True)
