"""Changes to a release's state: cancelling, starting, ending and retrying it."""

from collections.abc import Callable
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from app.blueprints.releases.blueprint import bp
from app.errors import Conflict
from app.services import releases
from app.web.auth import Role, requires
from app.web.display import Tone, flash_message
from app.web.http import redirect_to


@bp.post("/releases/<uuid:release_id>/cancellations")
@requires(Role.EDITOR)
def create_cancellation(release_id: UUID) -> ResponseReturnValue:
    """Cancel the release."""
    return _change_state(
        release_id, releases.cancel_release, "The release was cancelled. Your changes to its pages are kept."
    )


@bp.post("/releases/<uuid:release_id>/starts")
@requires(Role.EDITOR)
def create_start(release_id: UUID) -> ResponseReturnValue:
    """Start the release now."""
    return _change_state(release_id, releases.start_now, "The release is being published.")


@bp.post("/releases/<uuid:release_id>/ends")
@requires(Role.EDITOR)
def create_end(release_id: UUID) -> ResponseReturnValue:
    """End the release now."""
    return _change_state(release_id, releases.end_now, "The release is ending.")


@bp.post("/releases/<uuid:release_id>/attempts")
@requires(Role.EDITOR)
def create_attempt(release_id: UUID) -> ResponseReturnValue:
    """Retry a start or end that failed."""
    return _change_state(release_id, releases.retry, "Trying again now.")


def _change_state(release_id: UUID, act: Callable[[UUID], None], message: str) -> ResponseReturnValue:
    release = releases.get_release(release_id)
    try:
        act(release_id)
        flash_message(message)
    except Conflict as error:
        flash_message(str(error), Tone.WARN)
    return redirect_to(url_for("releases.list_releases", site_id=release.site_id))
