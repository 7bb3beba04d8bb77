"""The pages that a build shows, each at one revision, after applying publications and releases in order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from app.models import Release, ReleaseItem


@dataclass(frozen=True)
class ScheduledRelease:
    """A release with its pages."""

    release: Release
    items: tuple[ReleaseItem, ...]


@dataclass
class RevisionSelection:
    """The pages of a build and the revision of each. Other pages are not shown."""

    revisions: dict[UUID, int] = field(default_factory=dict)
    held: dict[UUID, UUID] = field(default_factory=dict)
    """Pages whose newest revision is held back, each with the release that holds it."""
    begun: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    """`begun` and `over`: names of the releases that begin and end with this build."""
    before: dict[tuple[UUID, UUID], int | None] = field(default_factory=dict)
    """Revision that readers saw before the release, by release and page; None if they did not see the page."""
    ended: set[UUID] = field(default_factory=set)
    """Pages of releases that end with this build."""

    def publish(self, seq: int, drafts: dict[UUID, int], releases: Iterable[ScheduledRelease]) -> None:
        """Apply a publication: the draft of every page, except pages that a release holds back."""
        held = {
            item.page_id: each.release.id
            for each in sorted(releases, key=lambda dated: dated.release.start_seq is None)
            for item in each.items
            if _holds_back(each.release, item, seq, drafts)
        }
        self.revisions |= {page: revision for page, revision in drafts.items() if page not in held}
        self.held = {
            page: release
            for page, release in held.items()
            if page in drafts and drafts[page] != self.revisions.get(page)
        }

    def start(self, dated: ScheduledRelease, drafts: dict[UUID, int]) -> None:
        """Apply the beginning of a release: its pages at the revisions that were added to it."""
        self.begun.append(dated.release.name)
        for item in dated.items:
            self.before[dated.release.id, item.page_id] = self.revisions.get(item.page_id)
            self.held.pop(item.page_id, None)
            if item.page_id in drafts:
                self.revisions[item.page_id] = item.revision

    def end(self, dated: ScheduledRelease) -> None:
        """Apply the end of a release: revert its pages, unless another revision was published in the meantime."""
        self.over.append(dated.release.name)
        for item in dated.items:
            if self.revisions.get(item.page_id) != item.revision:
                continue
            before = self.before.get((dated.release.id, item.page_id), item.before_revision)
            self.ended.add(item.page_id)
            if before is None:
                del self.revisions[item.page_id]
            else:
                self.revisions[item.page_id] = before


def _holds_back(release: Release, item: ReleaseItem, seq: int, drafts: dict[UUID, int]) -> bool:
    """True if, at publication `seq`, the release has not begun, or has ended and the page was not edited since."""
    if release.start_seq is None or release.start_seq > seq:
        return True
    has_ended = release.end_seq is not None and release.end_seq < seq
    return has_ended and drafts.get(item.page_id) == item.revision
