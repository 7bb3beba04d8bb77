"""An S3 client that turns errors into advice for operators."""

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

from app.adapters.object_store.errors import Cause, StoreError

OPTIONS = {"endpoint", "region", "connect_timeout", "read_timeout", "attempts"}
MAX_CONNECTIONS = 16
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
    """The bucket described by OBJECT_STORE_URL, which never contains an access key."""

    bucket: str
    endpoint: str | None = None
    region: str = "us-east-1"
    connect_timeout: float = 3
    read_timeout: float = 20
    attempts: int = 4

    @classmethod
    def read(cls, url: str) -> "Address":
        """Parse `s3://bucket?endpoint=…&region=…`. Raises ValueError with advice for the operator."""
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        if "@" in parts.netloc:
            raise ValueError(
                "OBJECT_STORE_URL contains an access key; use AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead."
            )
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
                f"OBJECT_STORE_URL is {url!r}; its timeouts and attempts must be numbers."
            ) from error

    def connect(self) -> Any:
        """Create a thread-safe client, without sending a request."""
        session = boto3.session.Session()
        return session.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=self.region,
            config=Config(
                connect_timeout=self.connect_timeout,
                read_timeout=self.read_timeout,
                retries={"mode": "standard", "total_max_attempts": self.attempts},
                max_pool_connections=MAX_CONNECTIONS,
                s3={"addressing_style": "path" if self.endpoint else "auto"},
                # We check content against the SHA-256 in its name, and some servers do not support other checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Turn the library's errors into StoreError, except for a missing object, which remains a ClientError."""
        try:
            yield
        except ClientError as error:
            if code(error) in GONE:
                raise
            raise self.of_code(code(error)) from error
        except (NoCredentialsError, PartialCredentialsError) as error:
            raise StoreError(
                Cause.REFUSED,
                f"There are no access keys for {self._place}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
            ) from error
        except (HTTPClientError, BotoCoreError) as error:
            raise self._away(error) from error

    @property
    def _place(self) -> str:
        return f"bucket {self.bucket!r} at {self.endpoint or f'Amazon S3, {self.region}'}"

    def _away(self, error: BaseException) -> StoreError:
        return StoreError(
            Cause.AWAY,
            f"The object store is not responding: {self._place} ({type(error).__name__}). Check the endpoint.",
        )

    def of_code(self, code: str) -> StoreError:
        """Return the StoreError for a server's error code."""
        if code == "NoSuchBucket":
            return StoreError(
                Cause.AWAY, f"There is no {self._place}. Create it, or correct OBJECT_STORE_URL."
            )
        if code in REFUSED:
            message = f"{self._place} rejects the access keys ({code}). Check AWS_ACCESS_KEY_ID and its permissions."
            return StoreError(Cause.REFUSED, message[0].upper() + message[1:])
        if code in FULL:
            return StoreError(
                Cause.FULL, f"There is no space left in {self._place} ({code}). Free up some space there."
            )
        return StoreError(Cause.AWAY, f"The object store failed: {self._place} returned {code}.")


def code(error: ClientError) -> str:
    """Return the server's error code."""
    return str(error.response.get("Error", {}).get("Code", ""))
