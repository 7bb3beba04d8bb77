"""When a link is due for a check, and when a failing link counts as broken."""

from datetime import UTC, datetime, timedelta

from app.models import LinkCheck

WEEK = timedelta(days=7)
RETRY_AFTER = timedelta(hours=1)
CONFIRM_AFTER = timedelta(minutes=30)
"""A failure counts only if a second check this much later fails too, unless the site responds with 404 or 410."""
RECHECK_AFTER = timedelta(days=6)


def is_broken(check: LinkCheck) -> bool:
    """Whether the link is reported as broken."""
    return bool(check.trouble) and (
        check.is_sure or check.checked_at - (check.since or check.checked_at) >= CONFIRM_AFTER
    )


def is_due(check: LinkCheck | None) -> bool:
    """True if the link was never checked, if its last check is old, or if its failure is not confirmed yet."""
    if check is None:
        return True
    is_unconfirmed = bool(check.trouble) and not is_broken(check)
    return is_unconfirmed or check.checked_at < datetime.now(UTC) - RECHECK_AFTER
