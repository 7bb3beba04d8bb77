"""Replacing text in page titles and descriptions, which are columns and not part of the document."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from app.models import Page
from app.services import audit
from app.services.find_and_replace.search import SETTINGS, PageHead
from app.tenancy import transaction
from app.tree.operations import RewriteResult, rewrite
from app.tree.text import HitLocation, Query


@dataclass(frozen=True, kw_only=True)
class SettingChange:
    """A replacement in a title or description, with both values so that it can be undone."""

    page_id: UUID
    name: str
    before: str
    after: str

    @property
    def reverse(self) -> "SettingChange":
        """The inverse change."""
        return SettingChange(page_id=self.page_id, name=self.name, before=self.after, after=self.before)


def replace_settings(
    page: PageHead, query: Query, replacement: str, chosen: Collection[HitLocation]
) -> tuple[RewriteResult, Sequence[SettingChange]]:
    """Replace those of the chosen hits that still exist in a page's title and description."""
    rewritten = rewrite((hit for hit in page.hits(query) if hit.place in chosen), query, replacement)
    changes = [
        SettingChange(page_id=page.id, name=passage.name, before=passage.source, after=text)
        for passage, text in rewritten.texts
    ]
    return rewritten, [change for change in changes if set_setting(change)]


def set_setting(change: SettingChange) -> bool:
    """Apply the change if the value is still `before`; return whether it was applied."""
    column = {"title": Page.title, "meta_description": Page.meta_description}[change.name]
    value = SETTINGS[change.name].clean(change.after)
    with transaction() as session:
        done = session.execute(
            update(Page)
            .where(Page.id == change.page_id, Page.deleted_at.is_(None), column == change.before)
            .values({change.name: value})
            .returning(Page.title)
            .execution_options(synchronize_session=False)
        ).scalar_one_or_none()
        if done is not None:
            audit.record("page.update", change.page_id, title=done)
    return done is not None
