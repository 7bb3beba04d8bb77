"""Why a job failed, in words without anything that an author wrote, and whether trying again can help."""

import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import psycopg
import redis as redis_client
from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import InterfaceError, OperationalError

from app.adapters.object_store import StoreError
from app.errors import NotFound, Refused, Unavailable

OUTAGES = (
    Unavailable,
    StoreError,
    psycopg.OperationalError,
    OperationalError,
    InterfaceError,
    redis_client.ConnectionError,
    redis_client.TimeoutError,
)
"""Errors raised while another service is unavailable."""
META = "failure"


class FailureKind(StrEnum):
    """What to do about a failure."""

    OUTAGE = "outage"
    REFUSED = "refused"
    FAULT = "fault"


@dataclass(frozen=True)
class Failure:
    """A failure as the worker stores it with the job, and the relay reads it."""

    kind: FailureKind
    reason: str

    def write(self) -> dict[str, str]:
        """The failure as JSON."""
        return {"kind": str(self.kind), "reason": self.reason}


STUCK = Failure(FailureKind.FAULT, "It was stuck beyond its time limit, and its worker was killed.")
UNKNOWN = Failure(FailureKind.FAULT, "Its worker died.")


def describe_failure(error: BaseException) -> Failure:
    """Classify an exception. Only types, status codes and our own words are kept of it."""
    if isinstance(error, Refused):
        return Failure(FailureKind.REFUSED, str(error))
    if isinstance(error, NotFound):
        return Failure(FailureKind.REFUSED, "What it was about no longer exists.")
    if isinstance(error, JobTimeoutException):
        return Failure(FailureKind.FAULT, "It took longer than a job may take.")
    kind = FailureKind.OUTAGE if isinstance(error, OUTAGES) else FailureKind.FAULT
    return Failure(kind, " from ".join(_names(error)))


def read_failure(meta: object) -> Failure:
    """The failure that is stored with a job; UNKNOWN if there is none."""
    stored = meta.get(META) if isinstance(meta, Mapping) else None
    if not isinstance(stored, Mapping):
        return UNKNOWN
    return _parsed(stored)


def _parsed(stored: Mapping[str, Any]) -> Failure:
    kind, reason = stored.get("kind"), stored.get("reason")
    if kind not in set(FailureKind) or not isinstance(reason, str):
        return UNKNOWN
    return Failure(FailureKind(kind), reason[:200])


def _names(error: BaseException) -> list[str]:
    found = [_name(error)]
    while (error := error.__cause__) is not None and len(found) < 4:  # type: ignore[assignment]  # None ends the loop
        found.append(_name(error))
    return found


def _name(error: BaseException) -> str:
    code = f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
    return type(error).__name__ + code
