"""Former URL paths of pages: each publication records the paths of the pages that it moves or removes."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.tenancy import current_tenant_id

PREVIOUS_PAGES = text("""
SELECT page.key, page.value ->> 0 FROM site_builds, jsonb_each(input_keys -> 'pages') AS page
WHERE site_builds.tenant_id = :tenant AND site_builds.id = :build
""")
RECORD = text("""
INSERT INTO page_addresses (tenant_id, site_id, path, page_id, left_seq)
SELECT :tenant, :site, once.path, pages.id, :seq
FROM unnest(CAST(:paths AS text[]), CAST(:pages AS uuid[])) AS once (path, page_id)
JOIN pages ON pages.tenant_id = :tenant AND pages.id = once.page_id
ON CONFLICT (tenant_id, site_id, path, page_id) DO UPDATE SET left_seq = excluded.left_seq
""")


def address_of(file: str) -> str:
    """The URL path of a page's file: "/about.html" is served at "/about"."""
    return "/" + file.removeprefix("/").removesuffix(".html").removesuffix("index")


def record_moved(
    session: Session, site_id: UUID, *, before: UUID | None, now: Mapping[str, str], seq: int
) -> None:
    """Record the URL paths from the previous live build that its pages no longer have.

    `now` maps page ids to current paths. The caller holds the lock on the site's row, so no path is missed.
    """
    if before is None:
        return
    rows = session.execute(PREVIOUS_PAGES, {"tenant": current_tenant_id(), "build": before}).all()
    left = [(address_of(file), page_id) for page_id, file in rows if now.get(page_id) != address_of(file)]
    if left:
        paths, pages = zip(*left, strict=True)
        values = {"site": site_id, "seq": seq, "paths": list(paths), "pages": list(pages)}
        session.execute(RECORD, values | {"tenant": current_tenant_id()})
