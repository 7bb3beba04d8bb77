"""A page's history: the list of steps, and the page at any revision."""

from dataclasses import replace
from uuid import UUID

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.history.blueprint import bp
from app.services import documents, history
from app.services.editing import canvas_context, get_page_row
from app.services.history import Cursor
from app.tree.rendering import Rendered, render_page
from app.tree.sync import mark_differences
from app.web.assets import GalleryUrls
from app.web.auth import Role, requires
from app.web.display import timeline_days
from app.web.editor import canvas_policy, read_revision, still_document
from app.web.http import compress_response, csp_nonce


@bp.get("/pages/<uuid:page_id>/history")
@requires(Role.VIEWER)
def show_page_history(page_id: UUID) -> ResponseReturnValue:
    """List one chunk of the history, newest first; `before` is the cursor, `only` is "named" or ''."""
    page = get_page_row(page_id)
    before = Cursor.read(request.args.get("before", ""), of_times=False)
    only_named = request.args.get("only", "") == "named"
    chunk = history.read_page_history(page_id, before=before, only_named=only_named)
    return render_template(
        "history/_page_history_list.html",
        page=page,
        days=timeline_days(chunk.entries, after=request.args.get("day", "")),
        more=chunk.more,
        only_named=only_named,
        is_first=before is None,
    )


@bp.get("/pages/<uuid:page_id>/revisions/<int:revision>")
@requires(Role.VIEWER)
def show_revision(page_id: UUID, revision: int) -> ResponseReturnValue:
    """Show the page at a revision, marking its differences from the revision `against`; `side` is before or after."""
    page = get_page_row(page_id)
    context = canvas_context(page_id, assets=GalleryUrls())
    tree = documents.tree_at(page_id, revision)
    rendered = render_page(tree, context)
    against = read_revision("against")
    if against is not None:
        rendered = _marked(
            page_id, rendered, revision, against, is_before=request.args.get("side", "") == "before"
        )
    response = make_response(still_document(page, tree, context, rendered, revision=revision))
    response.headers["Content-Security-Policy"] = canvas_policy(csp_nonce())
    return compress_response(response)


def _marked(page_id: UUID, rendered: Rendered, revision: int, against: int, *, is_before: bool) -> Rendered:
    first, last = (revision, against) if is_before else (against, revision)
    compared = history.compare(page_id, before=first, after=last)
    state = compared.after if is_before else compared.before
    other = render_page(state.tree, canvas_context(page_id, assets=GalleryUrls()))
    before, after = (rendered, other) if is_before else (other, rendered)
    old, new = mark_differences(before.html, after.html, compared.differences)
    return replace(rendered, html=old if is_before else new)
