"""A connection to an S3 server, and its errors as words that name what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
)

from app.adapters.object_store.errors import Cause, StoreTrouble

OPTIONS = {"endpoint", "region", "connect_timeout", "read_timeout", "attempts"}
MOST_CONNECTIONS = 16
GONE = {"NoSuchKey", "NotFound", "404"}
REFUSED = {
    "AccessDenied",
    "ExpiredToken",
    "Forbidden",
    "InvalidAccessKeyId",
    "InvalidToken",
    "SignatureDoesNotMatch",
    "403",
}
FULL = {"EntityTooLarge", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "507"}


@dataclass(frozen=True)
class Address:
    """Where a bucket is, as OBJECT_STORE_URL says it; no key is ever part of it."""

    bucket: str
    endpoint: str | None = None
    region: str = "us-east-1"
    connect_timeout: float = 3
    read_timeout: float = 20
    attempts: int = 4

    @classmethod
    def read(cls, url: str) -> "Address":
        """Read `s3://bucket?endpoint=…&region=…`. Raises ValueError with a sentence for an operator."""
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        if "@" in parts.netloc:
            raise ValueError("OBJECT_STORE_URL holds a key; put keys into AWS_ACCESS_KEY_ID and its fellows.")
        if not parts.netloc or parts.path.strip("/") or not options.keys() <= OPTIONS:
            raise ValueError(f"OBJECT_STORE_URL is {url!r}; it must be s3://bucket?endpoint=…&region=….")
        try:
            return cls(
                bucket=parts.netloc,
                endpoint=options.get("endpoint"),
                region=options.get("region", cls.region),
                connect_timeout=float(options.get("connect_timeout", cls.connect_timeout)),
                read_timeout=float(options.get("read_timeout", cls.read_timeout)),
                attempts=max(1, int(options.get("attempts", cls.attempts))),
            )
        except ValueError as error:
            raise ValueError(
                f"OBJECT_STORE_URL is {url!r}; its timeouts and attempts are numbers."
            ) from error

    def connect(self) -> Any:
        """A client, safe to use from many threads. Nothing is sent yet."""
        session = boto3.session.Session()
        return session.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=self.region,
            config=Config(
                connect_timeout=self.connect_timeout,
                read_timeout=self.read_timeout,
                retries={"mode": "standard", "total_max_attempts": self.attempts},
                max_pool_connections=MOST_CONNECTIONS,
                s3={"addressing_style": "path" if self.endpoint else "auto"},
                # Content is named by its SHA-256 and checked against it; some servers know no other checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """Turn the library's errors into ours; errors about a single object go on as they are."""
        try:
            yield
        except ClientError as error:
            if code(error) in GONE:
                raise
            raise self.of_code(code(error)) from error
        except (NoCredentialsError, PartialCredentialsError) as error:
            raise StoreTrouble(
                Cause.REFUSED,
                f"There are no keys for {self._place}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
            ) from error
        except (HTTPClientError, BotoCoreError) as error:
            raise self._away(error) from error

    @property
    def _place(self) -> str:
        return f"bucket {self.bucket!r} at {self.endpoint or f'Amazon S3, {self.region}'}"

    def _away(self, error: BaseException) -> StoreTrouble:
        return StoreTrouble(
            Cause.AWAY,
            f"The object store does not answer: {self._place} ({type(error).__name__}). Check the endpoint.",
        )

    def of_code(self, code: str) -> StoreTrouble:
        """What the server's short name for it means."""
        if code == "NoSuchBucket":
            return StoreTrouble(Cause.AWAY, f"There is no {self._place}. Make it, or mend OBJECT_STORE_URL.")
        if code in REFUSED:
            words = f"{self._place} refuses our keys ({code}). Check AWS_ACCESS_KEY_ID and what it may do."
            return StoreTrouble(Cause.REFUSED, words[0].upper() + words[1:])
        if code in FULL:
            return StoreTrouble(Cause.FULL, f"There is no room in {self._place} ({code}). Make room there.")
        return StoreTrouble(Cause.AWAY, f"The object store has trouble: {self._place} answers {code}.")


def code(error: ClientError) -> str:
    """The server's short name for what is wrong."""
    return str(error.response.get("Error", {}).get("Code", ""))
