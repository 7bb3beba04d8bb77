"""Jobs as they are in Valkey."""

from app.jobs.queued.plain_jobs import MAX_BYTES, TIMEOUT_SECONDS, UNREADABLE, PlainJob, PlainQueue

__all__ = ["MAX_BYTES", "TIMEOUT_SECONDS", "UNREADABLE", "PlainJob", "PlainQueue"]
