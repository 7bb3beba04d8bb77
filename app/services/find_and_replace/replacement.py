"""Replace found text: one operation per page, one group per site."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid5

from app.errors import Conflict, NotFound
from app.services import documents
from app.services.components import current_registry
from app.services.documents import Applied, Gesture
from app.services.find_and_replace.page_settings import SettingChange, replace_settings
from app.services.find_and_replace.search import PageHead, read_heads
from app.tree.model import Operation, Skipped, Tree, Update
from app.tree.operations import Replacement, ReplaceResult, build_replace
from app.tree.text import HitLocation, Query

MAX_QUOTE_LENGTH = 40


@dataclass(kw_only=True)
class PageReplaced:
    """The result for one page. `changed`: the number of hits that had changed since the search."""

    page: PageHead
    done: int = 0
    refused: list[Replacement] = field(default_factory=list)
    changed: int = 0
    blocks: Sequence[str] = ()
    settings: Sequence[SettingChange] = ()


@dataclass(kw_only=True)
class SiteReplaced:
    """The result for a site. `gone`: the number of hits on pages that no longer exist."""

    group_id: UUID
    pages: list[PageReplaced]
    gone: int

    @property
    def done(self) -> int:
        """The number of replaced hits."""
        return sum(page.done for page in self.pages)

    @property
    def settings(self) -> list[SettingChange]:
        """The changed titles and descriptions of all pages."""
        return [change for page in self.pages for change in page.settings]


def replace_in_page(
    page_id: UUID, query: Query, replacement: str, chosen: Collection[HitLocation], *, gesture: Gesture
) -> Applied:
    """Replace the chosen hits on a page in one step. Raises Conflict if none is left, and NotFound."""
    applied, replaced = _apply(page_id, query, replacement, chosen, gesture)
    if not applied.operation:
        raise Conflict(
            "Nothing was replaced, because the text has changed in the meantime. Please search again."
        )
    skipped = [Skipped("update", "", "", offer.refusal) for offer in replaced.refused]
    missing = 0 if applied.repeated else len(chosen) - len(replaced.done) - len(replaced.refused)
    if missing > 0:
        places = "1 match has" if missing == 1 else f"{missing} matches have"
        stays = "it stays as it is" if missing == 1 else "they stay as they are"
        skipped.append(Skipped("update", "", "", f"{places} changed in the meantime, so {stays}."))
    return replace(applied, skipped=skipped)


def replace_in_site(
    site_id: UUID,
    query: Query,
    replacement: str,
    chosen: Mapping[UUID, Collection[HitLocation]],
    *,
    gesture: Gesture,
) -> SiteReplaced:
    """Replace the chosen hits on each page, one undo step per page. Raises NotFound."""
    heads = [page for page in read_heads(site_id=site_id) if page.id in chosen]
    pages = [_replace_on(page, query, replacement, chosen[page.id], gesture) for page in heads]
    there = {page.id for page in heads}
    gone = sum(len(places) for page_id, places in chosen.items() if page_id not in there)
    return SiteReplaced(group_id=gesture.group, pages=pages, gone=gone)


def _replace_on(
    page: PageHead, query: Query, replacement: str, chosen: Collection[HitLocation], gesture: Gesture
) -> PageReplaced:
    result = PageReplaced(page=page)
    rewritten, result.settings = replace_settings(page, query, replacement, chosen)
    written = {change.name for change in result.settings}
    result.done = sum(offer.hit.passage.name in written for offer in rewritten.done)
    result.refused += rewritten.refused
    in_document = {place for place in chosen if place.block_id}
    own = replace(gesture, operation_id=uuid5(gesture.group, str(page.id)), group_id=gesture.group)
    if in_document:
        _replace_in_document(result, query, replacement, in_document, own)
    result.changed = len(chosen) - result.done - len(result.refused)
    return result


def _replace_in_document(
    result: PageReplaced, query: Query, replacement: str, chosen: Collection[HitLocation], gesture: Gesture
) -> None:
    try:
        applied, replaced = _apply(result.page.id, query, replacement, chosen, gesture)
    except NotFound:
        return
    result.done += len(chosen) if applied.repeated else len(replaced.done)
    result.refused += replaced.refused
    result.blocks = [change.id for change in applied.operation.changes if isinstance(change, Update)]


def _apply(
    page_id: UUID, query: Query, replacement: str, chosen: Collection[HitLocation], gesture: Gesture
) -> tuple[Applied, ReplaceResult]:
    built: list[ReplaceResult] = []

    def build(tree: Tree) -> Operation:
        built.append(build_replace(tree, query, replacement, chosen, current_registry()))
        return built[-1].operation

    applied = documents.apply(page_id, build, gesture=gesture, label=_label(query.text, replacement))
    return applied, built[-1] if built else ReplaceResult(applied.operation, (), ())


def _label(before: str, after: str) -> str:
    """The label in the history, with long texts shortened."""
    old, new = (
        text if len(text) <= MAX_QUOTE_LENGTH else text[: MAX_QUOTE_LENGTH - 1] + "…"
        for text in (before, after)
    )
    return f"Replaced “{old}” with “{new}”" if after else f"Removed “{old}”"
