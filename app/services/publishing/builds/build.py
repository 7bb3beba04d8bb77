"""One build in progress: pages and files reused from the live build, and the record for the next comparison."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from app.delivery.manifest import BuildFile, Manifest
from app.services.publishing.builds.build_record import BuildRecord, PageInputs, PageRecord
from app.services.publishing.builds.frame import NOT_FOUND_FILE, PlannedPage
from app.services.publishing.builds.plan import Plan

PREVIOUS_ASSETS_RETENTION = timedelta(hours=1)
"""How long assets are retained once no page refers to them: readers may still have an older page open."""


class Build:
    """A build compared with the live one. `changed` lists the pages to render; `record` describes this build."""

    def __init__(self, plan: Plan, live: BuildRecord) -> None:
        self.plan = plan
        selection = plan.selection
        held = {str(page): str(release) for page, release in selection.held.items()}
        self.record = BuildRecord(held=held, begun=selection.begun, over=selection.over)
        self.changed: list[PlannedPage] = []
        self._live = live
        self._today = datetime.now(UTC).date()
        for page in plan.pages:
            self._compare(page)

    def _compare(self, page: PlannedPage) -> None:
        record = self._live.pages.get(str(page.id))
        is_same = record is not None and record.key == self.plan.key(page, record.inputs, record.assets)
        if record is None or not is_same or not self.reuse_file(page.file):
            self.changed.append(page)
            return
        self.record.pages[str(page.id)] = record

    @property
    def base(self) -> UUID | None:
        """The live build that this one was compared with."""
        return self._live.build_id

    @property
    def unchanged_count(self) -> int:
        """The number of pages reused from the live build."""
        return len(self.plan.pages) - len(self.changed)

    def rebase(self, live: BuildRecord) -> None:
        """Compare with another build, which went live after this one was planned, and retain its assets."""
        self._live = live
        self.retain_previous_assets()

    def reuse_file(self, path: str) -> bool:
        """Reuse the live build's file at this path; return False if it has none."""
        file = self._live.files.get(path)
        if file is not None:
            self.record.files[path] = file
        return file is not None

    def reuse_not_found_page(self) -> bool:
        """Reuse the live build's 404 page; return False if it has to be rendered."""
        record = self._live.not_found
        is_same = record is not None and record.key == self.plan.not_found_key(record.inputs, record.assets)
        if record is None or not is_same or not self.reuse_file(NOT_FOUND_FILE):
            return False
        self.record.not_found = record
        return True

    def retain_previous_assets(self) -> None:
        """Retain assets used only by pages replaced within the last hour, for readers who still have one open."""
        named, now = set(self.record.assets), datetime.now(UTC)
        for address, since in {**dict.fromkeys(self._live.assets, now), **self._live.left}.items():
            if address not in named and now - since < PREVIOUS_ASSETS_RETENTION and self.reuse_file(address):
                self.record.left[address] = since

    def record_page(self, page: PlannedPage, file: BuildFile, inputs: PageInputs, assets: list[str]) -> None:
        """Record a rendered page and what it uses."""
        self.record.titles.append(page.title)
        key = self.plan.key(page, inputs, assets)
        changed = self._changed_on(page.file, file, self._live.pages.get(str(page.id)))
        self.record.pages[str(page.id)] = PageRecord(page.file, key, page.revision, changed, inputs, assets)

    def record_not_found_page(self, file: BuildFile, inputs: PageInputs, assets: list[str]) -> None:
        """Record the rendered 404 page and what it uses."""
        key = self.plan.not_found_key(inputs, assets)
        changed = self._changed_on(NOT_FOUND_FILE, file, self._live.not_found)
        self.record.not_found = PageRecord(NOT_FOUND_FILE, key, 0, changed, inputs, assets)

    def record_sections(self) -> None:
        """Record which shared sections the pages show, with their revisions."""
        shown = {section for record in self._page_records() for section in record.inputs.sections}
        rows = self.plan.sections.rows
        self.record.sections = {section: rows[section].revision for section in sorted(shown & rows.keys())}

    def record_asset(self, address: str) -> bool:
        """Record an asset that this build's pages use; return False if the live build does not have the file."""
        self.record.assets.append(address)
        return self.reuse_file(address)

    def used_assets(self, of_styles: Iterable[str]) -> set[str]:
        """The names of the assets that pages use, and of those that the style sheets use."""
        return {name for record in self._page_records() for name in record.assets} | set(of_styles)

    def page_dates(self) -> Iterator[tuple[PlannedPage, date]]:
        """Each page with the day on which its file last changed."""
        return ((page, self.record.pages[str(page.id)].changed) for page in self.plan.pages)

    def add_files(self, stored: Mapping[str, BuildFile]) -> None:
        """Add stored files, by path."""
        self.record.files |= stored

    def manifest(self, build_id: UUID) -> Manifest:
        """The manifest from which edges lay out the build."""
        return Manifest(
            tenant_id=self.plan.tenant_id,
            site_id=self.plan.site_id,
            build_id=build_id,
            files=self.record.files,
            pages=self.plan.urls,
        )

    def _page_records(self) -> list[PageRecord]:
        not_found = self.record.not_found
        return [*self.record.pages.values(), *([not_found] if not_found else [])]

    def _changed_on(self, path: str, file: BuildFile, before: PageRecord | None) -> date:
        """The day of the last change, for search engines: today, unless the file is the same byte for byte."""
        live = self._live.files.get(path)
        is_equal = live is not None and live.plain == file.plain
        return before.changed if before and is_equal else self._today
