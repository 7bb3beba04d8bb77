"""The object store of many machines: a bucket of any S3 server."""

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
    ObjectMissing,
    Packed,
    Shelf,
    StoredBlob,
    StoredManifest,
    build_of,
    file_key,
    manifest_key,
    manifest_prefix,
    nobody,
    shelf_prefix,
)
from app.adapters.object_store.errors import StoreTrouble
from app.adapters.object_store.packs import pack
from app.adapters.object_store.s3_client import Address, code
from app.delivery.manifest import SHA256

AT_ONCE = 8
MULTIPART_BYTES = 16 * 1024 * 1024
PART_BYTES = 8 * 1024 * 1024
MOST_DELETED = 1000
THERE_ALREADY = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}
PARTS = TransferConfig(multipart_threshold=MULTIPART_BYTES, multipart_chunksize=PART_BYTES, max_concurrency=4)

One = TypeVar("One")
Result = TypeVar("Result")


@dataclass(frozen=True)
class S3Store:
    """One bucket. Files larger than MULTIPART_BYTES travel in parts; many files travel side by side."""

    address: Address
    client: Any

    @classmethod
    def at(cls, url: str) -> "S3Store":
        """The bucket that the address names. Raises ValueError; nothing is sent yet."""
        address = Address.read(url)
        return cls(address, address.connect())

    def put_if_absent(self, tenant_id: UUID, sha256: str, data: bytes, *, shelf: Shelf = Shelf.BLOBS) -> bool:
        """Store a file whole or not at all; False when it was there already."""
        key = file_key(tenant_id, sha256, shelf)
        if len(data) < MULTIPART_BYTES:
            return self._put(key, data)
        if self._size(key) == len(data):
            return False
        with self.address.trouble():
            self.client.upload_fileobj(io.BytesIO(data), self.address.bucket, key, Config=PARTS)
        return True

    def put_all(self, tenant_id: UUID, blobs: Mapping[str, bytes | memoryview]) -> None:
        """Store many blobs, each whole or not at all, side by side."""
        _side_by_side(lambda each: self.put_if_absent(tenant_id, each[0], bytes(each[1])), blobs.items())

    def put_build(
        self, tenant_id: UUID, files: Mapping[str, bytes], *, announce: Announce = nobody
    ) -> dict[str, Packed]:
        """Store the new files of a build: small ones in packs, large ones by themselves."""
        packs, alone = pack(files)
        wanted = [(each.sha256, each.data, Shelf.PACKS) for each in packs]
        wanted += [(sha256, data, Shelf.BLOBS) for sha256, data in alone.items()]
        announce([sha256 for sha256, _data, _shelf in wanted])
        _side_by_side(lambda each: self.put_if_absent(tenant_id, each[0], each[1], shelf=each[2]), wanted)
        return {name: place for each in packs for name, place in each.places.items()}

    def open(self, tenant_id: UUID, sha256: str, *, shelf: Shelf = Shelf.BLOBS) -> BinaryIO:
        """Read a file. Raises ObjectMissing."""
        return io.BytesIO(self._get(file_key(tenant_id, sha256, shelf)))

    def read_range(self, tenant_id: UUID, pack: str, offset: int, size: int) -> bytes:
        """Read a part of a pack. Raises ObjectMissing."""
        if not size:
            return b""
        key = file_key(tenant_id, pack, Shelf.PACKS)
        return self._get(key, Range=f"bytes={offset}-{offset + size - 1}")

    def exists(self, tenant_id: UUID, sha256: str, *, shelf: Shelf = Shelf.BLOBS) -> bool:
        """Whether the file is stored."""
        return self._size(file_key(tenant_id, sha256, shelf)) is not None

    def missing(self, tenant_id: UUID, sizes: Mapping[str, int], *, shelf: Shelf = Shelf.BLOBS) -> set[str]:
        """Those that are not stored, or not in this size."""
        found = _side_by_side(lambda name: self._size(file_key(tenant_id, name, shelf)), sizes)
        return {name for name, size in zip(sizes, found, strict=True) if size != sizes[name]}

    def list(self, tenant_id: UUID, *, shelf: Shelf = Shelf.BLOBS) -> Iterator[StoredBlob]:
        """All files of one tenant, in no order, a thousand to a request."""
        for name, each in self._below(shelf_prefix(tenant_id, shelf)):
            if SHA256.fullmatch(name):
                yield StoredBlob(name, each["Size"], each["LastModified"])

    def delete(self, tenant_id: UUID, *names: str, shelf: Shelf = Shelf.BLOBS) -> None:
        """Remove files; those that are gone already are fine."""
        keys = [{"Key": file_key(tenant_id, name, shelf)} for name in names]
        for start in range(0, len(keys), MOST_DELETED):
            batch = {"Objects": keys[start : start + MOST_DELETED], "Quiet": True}
            with self.address.trouble():
                answer = self.client.delete_objects(Bucket=self.address.bucket, Delete=batch)
            if kept := answer.get("Errors"):
                raise self.address.of_code(str(kept[0].get("Code", "")))

    def put_manifest(self, tenant_id: UUID, build_id: UUID, data: bytes) -> None:
        """Store a build's manifest, after everything that it names."""
        self._send(manifest_key(tenant_id, build_id), data, ContentType="application/json")

    def read_manifest(self, tenant_id: UUID, build_id: UUID) -> bytes:
        """A build's manifest. Raises ObjectMissing."""
        return self._get(manifest_key(tenant_id, build_id))

    def delete_manifest(self, tenant_id: UUID, build_id: UUID) -> None:
        """Remove a manifest; one that is gone already is fine."""
        with self.address.trouble():
            self.client.delete_object(Bucket=self.address.bucket, Key=manifest_key(tenant_id, build_id))

    def list_manifests(self, tenant_id: UUID) -> Iterator[StoredManifest]:
        """All manifests of one tenant, in no order, a thousand to a request."""
        for name, each in self._below(manifest_prefix(tenant_id)):
            if build_id := build_of(name):
                yield StoredManifest(build_id, each["LastModified"])

    def local_path(self, tenant_id: UUID, sha256: str) -> Path | None:
        """Nothing of a bucket lies on this machine."""
        del tenant_id, sha256
        return None

    def check(self) -> None:
        """Look whether the bucket is there and takes our keys."""
        with self.address.trouble():
            self.client.list_objects_v2(Bucket=self.address.bucket, MaxKeys=1)

    def _below(self, prefix: str) -> Iterator[tuple[str, Any]]:
        listing = self.client.get_paginator("list_objects_v2")
        with self.address.trouble():
            for page in listing.paginate(Bucket=self.address.bucket, Prefix=f"{prefix}/"):
                for each in page.get("Contents", ()):
                    yield each["Key"].rpartition("/")[2], each

    def _put(self, key: str, data: bytes) -> bool:
        """A server that knows no condition writes the same bytes again, which harms nobody.

        One that keeps half of what a broken line sent (SeaweedFS does) is noticed by the size.
        """
        try:
            self._send(key, data, IfNoneMatch="*")
        except StoreTrouble as error:
            if not isinstance(error.__cause__, ClientError) or code(error.__cause__) not in THERE_ALREADY:
                raise
            if self._size(key) == len(data):
                return False
            self._send(key, data)
        return True

    def _send(self, key: str, data: bytes, **more: str) -> None:
        digest = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
        with self.address.trouble():
            self.client.put_object(Bucket=self.address.bucket, Key=key, Body=data, ContentMD5=digest, **more)

    def _size(self, key: str) -> int | None:
        try:
            with self.address.trouble():
                return int(self.client.head_object(Bucket=self.address.bucket, Key=key)["ContentLength"])
        except ClientError:
            return None

    def _get(self, key: str, **more: str) -> bytes:
        """The library repeats a request that fails, but not an answer that breaks off; we do."""
        for attempt in range(self.address.attempts):
            is_last = attempt == self.address.attempts - 1
            try:
                with self.address.trouble():
                    answer = self.client.get_object(Bucket=self.address.bucket, Key=key, **more)
                    return bytes(answer["Body"].read())
            except ClientError as error:
                raise ObjectMissing(key) from error
            except StoreTrouble as error:
                if is_last or not isinstance(error.__cause__, HTTPClientError):
                    raise
        raise ObjectMissing(key)


def _side_by_side(act: Callable[[One], Result], things: Iterable[One]) -> list[Result]:
    """Do it for all, AT_ONCE at a time; what is not begun when one fails is left."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="s3") as pool:
        waiting = [pool.submit(act, thing) for thing in things]
        try:
            return [each.result() for each in waiting]
        finally:
            pool.shutdown(cancel_futures=True)
