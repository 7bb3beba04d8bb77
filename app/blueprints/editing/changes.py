"""Changes to a page by other users or in other tabs."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from app.blueprints.editing.blueprint import bp
from app.web.auth import Role, requires
from app.web.editor import changes_response


@bp.get("/pages/<uuid:page_id>/changes")
@requires(Role.VIEWER)
def list_changes(page_id: UUID) -> ResponseReturnValue:
    """Return the changes since `shown_revision`, and the current HTML of the blocks in `also`."""
    return changes_response(page_id)
