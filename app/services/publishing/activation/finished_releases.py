"""Records the effects of the releases that a build begins or ends, once the build is live."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.models import Page, ReleaseItem
from app.services.publishing.builds import RevisionSelection


def record_releases(session: Session, selection: RevisionSelection) -> None:
    """Store the revision of each page before its release, and unpublish pages that an ended release removes."""
    for (release, page), before in selection.before.items():
        of_item = (ReleaseItem.release_id == release, ReleaseItem.page_id == page)
        session.execute(update(ReleaseItem).where(*of_item).values(before_revision=before))
    gone = selection.ended - selection.revisions.keys()
    unseen = update(Page).where(Page.id.in_(gone))
    session.execute(unseen.values(published_revision=None, updated_at=Page.updated_at))
