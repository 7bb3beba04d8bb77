"""The tenant's activity log."""

from dataclasses import replace
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.accounts.blueprint import bp
from app.services import audit
from app.web.auth import Role, requires
from app.web.display import activity_by_day, to_local_time


@bp.get("/account/activity")
@requires(Role.VIEWER)
def list_activity() -> ResponseReturnValue:
    """List the newest entries, or those before the given time."""
    entries = audit.list_activity(before=_moment(request.args.get("before", "")))
    older = entries[-1].at.isoformat() if len(entries) == audit.PAGE_SIZE else ""
    days = activity_by_day([replace(entry, at=to_local_time(entry.at)) for entry in entries])
    return render_template("accounts/activity.html", days=days, older=older)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
