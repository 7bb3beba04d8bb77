"""When a link is looked at again, and when one that does not work counts as broken."""

from datetime import UTC, datetime, timedelta

from app.models import LinkCheck

WEEK = timedelta(days=7)
RETRY_AFTER = timedelta(hours=1)
CONFIRM_AFTER = timedelta(minutes=30)
"""A site may have a bad moment: two looks so far apart have to find the same, unless it says that the page is gone."""
RECHECK_AFTER = timedelta(days=6)


def is_broken(check: LinkCheck) -> bool:
    """Whether the author is told that it leads nowhere."""
    return bool(check.trouble) and (
        check.is_sure or check.checked_at - (check.since or check.checked_at) >= CONFIRM_AFTER
    )


def is_due(check: LinkCheck | None) -> bool:
    """Whether it is to be looked at: for the first time, after a week, or once more because of a doubt."""
    if check is None:
        return True
    is_doubtful = bool(check.trouble) and not is_broken(check)
    return is_doubtful or check.checked_at < datetime.now(UTC) - RECHECK_AFTER
