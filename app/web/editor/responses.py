"""The one answer of the editor: what a canvas, its outline and the parts around them need to be up to date.

Whatever a gesture did, and whatever others did meanwhile, is in it: the patches lead from what the
request says that it shows to the newest revision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, make_response, render_template

from app.services import documents
from app.services.documents import Applied
from app.services.editing import canvas_context
from app.tenancy import one_reading_transaction
from app.tree.model import ROOT, Operation, Tree, Update
from app.tree.sync import catch_up
from app.web.assets import GalleryUrls
from app.web.editor.announcements import announcement
from app.web.editor.inspector import Inspector, inspect
from app.web.editor.patches import patches
from app.web.editor.requests import Shown, read_selected, read_shown

MOST_OPERATIONS = 500
"""A canvas further behind than this is loaded again: it is as quick, and it costs us less."""


@dataclass(frozen=True, kw_only=True)
class News:
    """A page at its newest revision, and what was done since it was shown; None when that is too much."""

    page_id: UUID
    tree: Tree
    revision: int
    operations: Sequence[Operation] | None


@one_reading_transaction()
def answer(
    applied: Applied,
    *,
    select: str | Sequence[str] | None = None,
    show_inspector: bool = True,
    did: str = "",
) -> Response:
    """Everything that changed, in one response.

    `select` is what to select now; `show_inspector` is off while the author types in it; `did` says
    whether a step was taken back or brought back.
    """
    wanted = read_selected() if select is None else select
    selection = [wanted] if isinstance(wanted, str) else list(wanted)
    shown, selected = read_shown(), selection[0] if selection else ""
    news = _news(applied, shown)
    show_inspector = show_inspector or _was_changed(selected, _of_others(news, applied))
    return _answer(
        news,
        shown,
        selected=selected,
        selection=[id_ for id_ in selection if id_ in news.tree],
        inspector=_inspector(news, selected) if show_inspector else None,
        said=announcement(applied, did=did, selected=selected if selected != read_selected() else ""),
        label=applied.label,
        skipped=" ".join(skip.reason for skip in applied.skipped),
    )


def changes_answer(page_id: UUID) -> Response:
    """What was done to a page since it was shown, or 204 when that is nothing."""
    shown, selected = read_shown(), read_selected()
    revision, tree = documents.newest(page_id)
    if shown.revision == revision and not shown.also:
        return make_response("", 204)
    news = News(
        page_id=page_id, tree=tree, revision=revision, operations=_between(page_id, shown.revision, revision)
    )
    is_stale = news.operations is not None and _was_changed(selected, news.operations)
    return _answer(news, shown, selected=selected, inspector=_inspector(news, selected) if is_stale else None)


def _answer(
    news: News,
    shown: Shown,
    *,
    selected: str,
    inspector: Inspector | None,
    selection: Sequence[str] = (),
    said: str = "",
    label: str = "",
    skipped: str = "",
) -> Response:
    context = canvas_context(news.page_id, assets=GalleryUrls(), tree=news.tree)
    steps = [] if news.operations is None else catch_up(news.tree, news.operations, shown.also)
    html = render_template(
        "editing/answer.hx.html",
        revision=news.revision,
        reload=news.operations is None or any(map(_changes_the_page, news.operations)),
        patches=list(patches(news.tree, steps, context)),
        styles=list(context.styles.values()),
        selected=selected if selected in news.tree else "",
        selection=selection if len(selection) > 1 else (),
        announcement=said,
        label=label,
        skipped=skipped,
        inspector=inspector,
    )
    return make_response(html)


def _news(applied: Applied, shown: Shown) -> News:
    """What the canvas does not show yet; only this change, where the request does not say what it shows."""
    is_alone = applied.operation and not applied.repeated and shown.revision == applied.revision - 1
    operations: Sequence[Operation] | None = [applied.operation]
    if shown.revision is not None and not is_alone:
        operations = _between(applied.page_id, shown.revision, applied.revision)
    return News(page_id=applied.page_id, tree=applied.tree, revision=applied.revision, operations=operations)


def _between(page_id: UUID, shown: int | None, revision: int) -> Sequence[Operation] | None:
    if shown is None or not revision - MOST_OPERATIONS <= shown <= revision:
        return None
    return documents.operations_between(page_id, after=shown, upto=revision)


def _of_others(news: News, applied: Applied) -> Sequence[Operation]:
    return [one for one in news.operations or () if one != applied.operation]


def _was_changed(block_id: str, operations: Sequence[Operation]) -> bool:
    updated = (change.id for one in operations for change in one.changes if isinstance(change, Update))
    return block_id in updated


def _changes_the_page(operation: Operation) -> bool:
    """Whether it says which of the site's header and footer the page shows: they stand around the blocks."""
    return any(change.id == ROOT for change in operation.changes if isinstance(change, Update))


def _inspector(news: News, selected: str) -> Inspector | None:
    if not selected or selected not in news.tree:
        return None
    return inspect(news.page_id, news.tree, selected, revision=news.revision)
