"""Preview links for one page, created in the editor."""

from http import HTTPStatus
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.previews.blueprint import bp
from app.errors import Invalid, TooMany
from app.services import documents, previews
from app.services.editing import get_page_row
from app.tenancy import one_reading_transaction
from app.web.auth import Role, requires


@bp.get("/pages/<uuid:page_id>/previews")
@requires(Role.VIEWER)
def list_page_previews(page_id: UUID) -> ResponseReturnValue:
    """List this page's preview links, with a form for a new link to `revision`."""
    return _shown(page_id, request.args.get("revision", type=int))


@bp.post("/pages/<uuid:page_id>/previews")
@requires(Role.EDITOR)
def create_page_preview(page_id: UUID) -> ResponseReturnValue:
    """Create a link to the page as it is now or at a revision, or to the whole site, starting at this page."""
    revision, days = request.form.get("revision", type=int), request.form.get("days", 0, type=int)
    try:
        if request.form.get("show") == "site":
            previews.create_preview(get_page_row(page_id).site_id, days=days, page_id=page_id)
        else:
            previews.create_page_preview(page_id, days=days, revision=revision)
    except (Invalid, TooMany) as error:
        return _shown(page_id, revision, problem=str(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return _shown(page_id, revision)


@bp.post("/pages/<uuid:page_id>/previews/<uuid:preview_id>/revocations")
@requires(Role.EDITOR)
def create_page_revocation(page_id: UUID, preview_id: UUID) -> ResponseReturnValue:
    """Revoke a link and show the remaining ones."""
    previews.revoke_preview(preview_id)
    return _shown(page_id, None)


@one_reading_transaction()
def _shown(page_id: UUID, revision: int | None, *, problem: str = "") -> str:
    page = get_page_row(page_id)
    is_earlier = revision is not None and revision != page.revision
    return render_template(
        "previews/_page_previews.html",
        page=page,
        previews=previews.list_previews(page.site_id, path=f"/{page.slug}"),
        days=previews.DAYS,
        revision=revision if is_earlier else None,
        revision_time=documents.revision_time(page_id, revision or 0) if is_earlier else None,
        problem=problem,
    )
