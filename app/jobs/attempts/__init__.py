"""What becomes of a job that failed: why it failed, and whether and when it is tried again."""

from app.jobs.attempts.failures import META, STUCK, Failure, FailureKind, describe_failure, read_failure
from app.jobs.attempts.retries import next_pause

__all__ = ["META", "STUCK", "Failure", "FailureKind", "describe_failure", "next_pause", "read_failure"]
