"""A build as it grows: files that are made, files that stay, and what the next build must know."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.delivery.manifest import BuildFile, Manifest, StoredFile
from app.services import seo
from app.services.publishing.planning import (
    PageRecord,
    PictureLost,
    Plan,
    PlannedPage,
    PlannedPicture,
    State,
    asset_address,
)
from app.services.publishing.rendering import MISSING, ReadyPage, draw_icon
from app.services.publishing.storage import Uploader
from app.services.seo import build_sitemaps, robots_txt

READY_MADE = (".woff2", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif")
"""Files that do not get smaller when compressed again."""
LEFT_FOR = timedelta(hours=1)
"""How long files stay that pages named once: much may be published while somebody reads."""


class Draft:
    """One build beside the one that is live. `changed` are the pages that have to be made."""

    def __init__(self, plan: Plan, live: State) -> None:
        self.plan = plan
        choice = plan.choice
        held = {str(page): str(release) for page, release in choice.held.items()}
        self.state = State(held=held, begun=choice.begun, over=choice.over)
        self.changed: list[PlannedPage] = []
        self._live = live
        self._today = datetime.now(UTC).date()
        for page in plan.pages:
            self._divide(page)

    def _divide(self, page: PlannedPage) -> None:
        record = self._live.pages.get(str(page.id))
        is_same = record is not None and record.key == self.plan.key(page, record.inputs, record.assets)
        if record is None or not is_same or not self._keep_file(page.file):
            self.changed.append(page)
            return
        self.state.pages[str(page.id)] = record

    @property
    def base(self) -> UUID | None:
        """The build beside which it is made: the one that is live, as far as this one knows."""
        return self._live.build_id

    def follow(self, live: State) -> None:
        """Readers have seen another build meanwhile: keep for them what its pages name."""
        self._live = live
        self._keep_left()

    def add_page(self, page: PlannedPage, made: ReadyPage, uploader: Uploader) -> None:
        """A page that was made anew."""
        uploader.add_encoded(page.file, made.encoded)
        self.state.titles.append(page.title)
        key = self.plan.key(page, made.inputs, made.assets)
        before = self._live.pages.get(str(page.id))
        self.state.pages[str(page.id)] = self._record(page.file, key, page.revision, made, before)

    def keeps_missing(self) -> bool:
        """Whether the page for what is not there stays as it is; it is taken over then."""
        record = self._live.missing
        is_same = record is not None and record.key == self.plan.missing_key(record.inputs, record.assets)
        if record is None or not is_same or not self._keep_file(MISSING):
            return False
        self.state.missing = record
        return True

    def add_missing(self, made: ReadyPage, uploader: Uploader) -> None:
        """The page for what is not there."""
        uploader.add_encoded(MISSING, made.encoded)
        key = self.plan.missing_key(made.inputs, made.assets)
        self.state.missing = self._record(MISSING, key, 0, made, self._live.missing)

    def add_icon(self, uploader: Uploader) -> str:
        """The picture in the browser's tab; gives its address."""
        icon = draw_icon(self.plan.site.name)
        address = asset_address("icon.svg", icon)
        self.state.assets.append(address)
        if not self._keep_file(address):
            uploader.add(address, icon)
        return address

    def add_assets(self, of_styles: Iterable[str], uploader: Uploader) -> None:
        """What the pages name, and for readers who have an older page open, what pages named an hour ago."""
        used = {name for record in self._records() for name in record.assets} | set(of_styles)
        for name in sorted(used & self.plan.assets.keys()):
            asset = self.plan.assets[name]
            self.state.assets.append(asset.address)
            if not self._keep_file(asset.address):
                uploader.add(asset.address, asset.path.read_bytes(), ready_made=name.endswith(READY_MADE))
        self._add_pictures(
            [self.plan.uploads[name] for name in sorted(used & self.plan.uploads.keys())], uploader
        )
        self._keep_left()

    def _keep_left(self) -> None:
        named, now = set(self.state.assets), datetime.now(UTC)
        for address, since in {**dict.fromkeys(self._live.assets, now), **self._live.left}.items():
            if address not in named and now - since < LEFT_FOR and self._keep_file(address):
                self.state.left[address] = since

    def add_sections(self) -> None:
        """Note which shared sections readers see, and how they are now."""
        shown = {section for record in self._records() for section in record.inputs.sections}
        rows = self.plan.sections.rows
        self.state.sections = {section: rows[section].revision for section in sorted(shown & rows.keys())}

    def _add_pictures(self, uploads: Sequence[PlannedPicture], uploader: Uploader) -> None:
        """Files of uploaded pictures are in the store already; that is only looked at when they are new here."""
        new: list[tuple[PlannedPicture, StoredFile]] = []
        for upload in uploads:
            for address, file in upload.files.items():
                self.state.assets.append(address)
                if not self._keep_file(address):
                    new.append((upload, file.plain))
                    self.state.files[address] = file
        lost = uploader.missing(stored for _upload, stored in new)
        for upload, stored in new:
            if stored.sha256 in lost:
                raise PictureLost(upload.name)

    def add_lists(self, uploader: Uploader) -> None:
        """What search engines ask for; pages that are to be known by another address are not in the list."""
        search, origin = self.plan.search, self.plan.origin
        pages = [
            (page.path, self.state.pages[str(page.id)].changed)
            for page in self.plan.pages
            if not (search.is_hidden or page.is_hidden or self._is_elsewhere(page))
        ]
        for path, content in build_sitemaps(origin, pages).items():
            uploader.add(path, content)
        content = robots_txt(origin, is_hidden=search.is_hidden, keeps_ai_away=search.keeps_ai_away)
        uploader.add("/robots.txt", content)

    def _is_elsewhere(self, page: PlannedPage) -> bool:
        origin = self.plan.origin
        return seo.canonical_address(page.path, page.search.canonical, origin) != origin + page.path

    def take_up(self, stored: Mapping[str, BuildFile]) -> None:
        """Files that the store has now."""
        self.state.files |= stored

    def manifest(self, build_id: UUID) -> Manifest:
        """The build as edges lay it out."""
        return Manifest(
            tenant_id=self.plan.tenant_id,
            site_id=self.plan.site_id,
            build_id=build_id,
            files=self.state.files,
            pages=self.plan.urls,
        )

    def _records(self) -> list[PageRecord]:
        return [*self.state.pages.values(), *([self.state.missing] if self.state.missing else [])]

    def _keep_file(self, path: str) -> bool:
        """Show the live build's file at this path in this one too, if it has one."""
        file = self._live.files.get(path)
        if file is not None:
            self.state.files[path] = file
        return file is not None

    def _record(
        self, path: str, key: str, revision: int, made: ReadyPage, before: PageRecord | None
    ) -> PageRecord:
        """Search engines hear of a new day only when readers see something new."""
        live = self._live.files.get(path)
        is_equal = live is not None and live.plain == made.encoded.file.plain
        changed = before.changed if before and is_equal else self._today
        return PageRecord(path, key, revision, changed, made.inputs, made.assets)
