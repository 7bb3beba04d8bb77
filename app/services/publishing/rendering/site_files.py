"""All files of a build that are not reused from the live one, rendered a batch at a time."""

from collections.abc import Iterator, Sequence

from app.delivery.manifest import StoredFile
from app.services import documents, seo
from app.services.publishing.builds import (
    NOT_FOUND_FILE,
    Build,
    FileBatch,
    Frame,
    OutputFile,
    PlannedPage,
    PlannedPicture,
    asset_address,
)
from app.services.publishing.rendering.favicon import draw_favicon
from app.services.publishing.rendering.page_batch import EncodedPage
from app.services.publishing.rendering.page_builder import render_not_found_page, render_pages
from app.services.publishing.rendering.style_sheets import StyleSheets
from app.services.seo import build_sitemaps, robots_txt

BATCH = 25
"""Number of pages rendered and stored together."""
COMPRESSED = (".woff2", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif")
"""Extensions of files that are already compressed."""


def render_files(build: Build) -> Iterator[FileBatch]:
    """Render a build's files, and record in the build what each page uses. Raises TemplateFailed or PageFailed."""
    address, files = _favicon(build)
    frame = build.plan.frame(icon=address)
    for rendered in render_pages(frame, build.changed, batch=BATCH):
        files += [_page(build, page, encoded) for page, encoded in rendered]
        yield FileBatch(files, pages=len(rendered))
        files = []
    yield _last_batch(build, frame, files)


def _last_batch(build: Build, frame: Frame, files: list[OutputFile]) -> FileBatch:
    """The files that depend on all rendered pages: used assets and pictures, and the files for search engines."""
    if not build.reuse_not_found_page():
        files.append(_not_found_page(build, frame))
    documents.store_snapshots(build.plan.sections.behind())
    build.record_sections()
    used = build.used_assets(StyleSheets(frame).assets)
    files += _bundled_assets(build, used)
    pictures = _add_pictures(build, used)
    build.retain_previous_assets()
    return FileBatch([*files, *_search_files(build)], pictures=pictures)


def _favicon(build: Build) -> tuple[str, list[OutputFile]]:
    """The favicon's URL path, and its file unless the live build's is reused."""
    icon = draw_favicon(build.plan.site.name)
    address = asset_address("icon.svg", icon)
    is_reused = build.record_asset(address)
    return address, [] if is_reused else [OutputFile(address, icon)]


def _page(build: Build, page: PlannedPage, rendered: EncodedPage) -> OutputFile:
    build.record_page(page, rendered.encoded.file, rendered.inputs, rendered.assets)
    return OutputFile(page.file, rendered.encoded)


def _not_found_page(build: Build, frame: Frame) -> OutputFile:
    rendered = render_not_found_page(frame, build.plan.not_found)
    build.record_not_found_page(rendered.encoded.file, rendered.inputs, rendered.assets)
    return OutputFile(NOT_FOUND_FILE, rendered.encoded)


def _bundled_assets(build: Build, used: set[str]) -> Iterator[OutputFile]:
    """The fonts, scripts and template pictures in use that the live build does not have."""
    for name in sorted(used & build.plan.assets.keys()):
        asset = build.plan.assets[name]
        if not build.record_asset(asset.address):
            yield OutputFile(asset.address, asset.path.read_bytes(), is_compressed=name.endswith(COMPRESSED))


def _add_pictures(build: Build, used: set[str]) -> Sequence[tuple[PlannedPicture, StoredFile]]:
    """Add the uploaded pictures in use, which are already stored; return those missing from the live build."""
    new: list[tuple[PlannedPicture, StoredFile]] = []
    for name in sorted(used & build.plan.uploads.keys()):
        upload = build.plan.uploads[name]
        for address, file in upload.files.items():
            if not build.record_asset(address):
                new.append((upload, file.plain))
                build.add_files({address: file})
    return new


def _search_files(build: Build) -> Iterator[OutputFile]:
    """The sitemaps and robots.txt; pages that are hidden or have a canonical URL elsewhere are left out."""
    search, origin = build.plan.search, build.plan.origin
    pages = [
        (page.path, changed)
        for page, changed in build.page_dates()
        if not (search.is_hidden or page.is_hidden or _is_elsewhere(page, origin))
    ]
    for path, content in build_sitemaps(origin, pages).items():
        yield OutputFile(path, content)
    yield OutputFile(
        "/robots.txt", robots_txt(origin, is_hidden=search.is_hidden, keeps_ai_away=search.keeps_ai_away)
    )


def _is_elsewhere(page: PlannedPage, origin: str) -> bool:
    return seo.canonical_address(page.path, page.search.canonical, origin) != origin + page.path
