"""Undo a site-wide replacement on each page."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from app.errors import NotFound
from app.services import documents
from app.services.documents import Gesture
from app.services.find_and_replace.page_settings import SettingChange, set_setting
from app.services.find_and_replace.search import PageHead, read_heads
from app.tree.model import Update


@dataclass(kw_only=True)
class PageUndone:
    """The result of undoing one page. `skipped`: the number of texts left alone because they have changed since."""

    page: PageHead
    done: int = 0
    skipped: int = 0
    blocks: Sequence[str] = ()


def undo_replacements(
    site_id: UUID, group_id: UUID, settings: Sequence[SettingChange], *, gesture: Gesture
) -> list[PageUndone]:
    """Undo the current user's replacements in this group wherever they are still applied. Raises NotFound."""
    by_page: dict[UUID, list[SettingChange]] = {}
    for change in settings:
        by_page.setdefault(change.page_id, []).append(change)
    changed = {*documents.pages_of_group(site_id, group_id), *by_page}
    results = []
    for page in read_heads(site_id=site_id):
        if page.id in changed:
            result = PageUndone(page=page)
            _undo_in_document(result, group_id, gesture)
            _undo_settings(result, by_page.get(page.id, []))
            results.append(result)
    return results


def _undo_in_document(result: PageUndone, group_id: UUID, gesture: Gesture) -> None:
    own = Gesture(
        operation_id=uuid5(gesture.operation_id, str(result.page.id)),
        client_id=gesture.client_id,
        base_revision=None,
    )
    try:
        applied = documents.undo_group(result.page.id, group_id, gesture=own)
    except NotFound:
        return
    if applied is not None:
        updates = [change for change in applied.operation.changes if isinstance(change, Update)]
        result.done += sum(len(change.edits) for change in updates)
        result.skipped += len(applied.skipped)
        result.blocks = [change.id for change in updates]


def _undo_settings(result: PageUndone, settings: Sequence[SettingChange]) -> None:
    for change in settings:
        if set_setting(change.reverse):
            result.done += 1
        else:
            result.skipped += 1
