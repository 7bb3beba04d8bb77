"""What other people, or another tab, did to a page."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from app.blueprints.editing.blueprint import bp
from app.web.auth import Role, requires
from app.web.editor import changes_answer


@bp.get("/pages/<uuid:page_id>/changes")
@requires(Role.VIEWER)
def list_changes(page_id: UUID) -> ResponseReturnValue:
    """What was done since `shown_revision`, and the blocks named by `also` as they are now."""
    return changes_answer(page_id)
