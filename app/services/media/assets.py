"""Uploaded pictures. They belong to the tenant and may be used on all of its sites."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.adapters import images
from app.adapters.images import Prepared
from app.adapters.object_store import open_store
from app.errors import Conflict, Invalid, NotFound
from app.extensions import config
from app.models import Asset, Tenant
from app.services import audit
from app.services.blob_gc_lock import lock_blobs_shared
from app.tenancy import current_scope, current_tenant_id, transaction

STORAGE_QUOTA_BYTES = 5 * 1024**3
"""Storage quota per tenant in bytes: enough for about four thousand photographs in all sizes."""
MAX_PICTURES = 20_000
"""Maximum number of pictures of one tenant, for those that are so small that they would not fill the storage."""
PAGE_SIZE = 60
MAX_NAME_LENGTH = 120
MAX_ALT_LENGTH = 500
DEFAULT_NAME = "Picture"


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of pictures, newest first, and the offset of the next page, or None on the last page."""

    assets: Sequence[Asset]
    next_start: int | None


def create_asset(data: bytes | memoryview, *, name: str) -> Asset:
    """Store an uploaded picture; for a duplicate, return the existing picture unchanged.

    Raises Invalid for an unreadable picture, Conflict if the quota is exceeded, and Unavailable.
    """
    source = hashlib.sha256(data).hexdigest()
    with transaction() as session:
        if (known := _find_duplicate(session, source)) is not None:
            return known
        _check_quota(session, 0)
    prepared = images.prepare_image(data)
    with transaction() as session:
        # Serialise each tenant's uploads to prevent races in the quota and duplicate checks.
        session.execute(
            select(Tenant.id).where(Tenant.id == current_tenant_id()).with_for_update(key_share=True)
        )
        if (known := _find_duplicate(session, source)) is not None:
            return known
        asset = _row(prepared, source=source, name=name)
        _check_quota(session, asset.bytes)
        session.add(asset)
        session.flush()
        lock_blobs_shared(session)
        _store(prepared)
        audit.record("picture.create", asset.id, name=asset.name)
    return asset


def find_asset(asset_id: UUID) -> Asset | None:
    """A picture of the current tenant, or None if missing or deleted."""
    with transaction() as session:
        return session.scalar(select(Asset).where(Asset.id == asset_id, Asset.deleted_at.is_(None)))


def get_asset(asset_id: UUID) -> Asset:
    """A picture of the current tenant. Raises NotFound if missing or deleted."""
    asset = find_asset(asset_id)
    if asset is None:
        raise NotFound("We couldn’t find that picture. It may have been deleted.")
    return asset


def list_assets(*, search: str = "", start: int = 0) -> Found:
    """Pictures whose name or description contains all search words, newest first."""
    query = select(Asset).where(Asset.deleted_at.is_(None))
    for word in search.split()[:8]:
        query = query.where((Asset.name + " " + Asset.alt).icontains(word, autoescape=True))
    query = query.order_by(Asset.created_at.desc(), Asset.id).offset(start).limit(PAGE_SIZE + 1)
    with transaction() as session:
        found = session.scalars(query).all()
    return Found(assets=found[:PAGE_SIZE], next_start=start + PAGE_SIZE if len(found) > PAGE_SIZE else None)


def update_asset(asset_id: UUID, *, name: str, alt: str, decorative: bool) -> Asset:
    """Change a picture's name and description. Pages that already use the picture keep their description.

    Raises NotFound, and Invalid for an empty name.
    """
    with transaction():
        asset = get_asset(asset_id)
        if not name.strip():
            raise Invalid("Please give the picture a name.", field="name")
        asset.name, asset.alt, asset.decorative = (
            clean_name(name),
            _one_line(alt)[:MAX_ALT_LENGTH],
            decorative,
        )
    return asset


def delete_asset(asset_id: UUID) -> Asset:
    """Soft-delete a picture; pages that use it show an empty space. Raises NotFound."""
    with transaction():
        asset = get_asset(asset_id)
        asset.deleted_at = datetime.now(UTC)
        audit.record("picture.delete", asset.id, name=asset.name)
    return asset


def restore_asset(asset_id: UUID) -> Asset:
    """Restore a deleted picture. Raises NotFound, and Conflict if it was uploaded again."""
    with transaction() as session:
        asset = session.scalar(select(Asset).where(Asset.id == asset_id, Asset.deleted_at.is_not(None)))
        if asset is None:
            raise NotFound("We couldn’t find that picture among the deleted ones.")
        if _find_duplicate(session, asset.source_sha256) is not None:
            raise Conflict("You’ve uploaded this picture again, so it’s already here.")
        asset.deleted_at = None
        audit.record("picture.restore", asset.id, name=asset.name)
    return asset


def clean_name(given: str) -> str:
    """Derive a picture's name from a file name: no path, no extension, limited length."""
    name = _one_line(given.replace("\\", "/").rpartition("/")[2])
    stem, dot, ending = name.rpartition(".")
    is_file = bool(dot and stem.strip() and 2 <= len(ending) <= 5 and ending.isalnum())
    return (stem if is_file else name).strip(" .")[:MAX_NAME_LENGTH] or DEFAULT_NAME


def _one_line(text: str) -> str:
    shown = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(shown.split())


def _find_duplicate(session: Session, source: str) -> Asset | None:
    return session.scalar(select(Asset).where(Asset.source_sha256 == source, Asset.deleted_at.is_(None)))


def _check_quota(session: Session, more: int) -> None:
    """Raise Conflict if `more` bytes exceed the quota or, counting restorable deleted pictures, twice the quota.

    The same is true of one more picture and `MAX_PICTURES`.
    """
    is_here = Asset.deleted_at.is_(None)
    total = func.sum(Asset.bytes)
    row = session.execute(
        select(
            func.coalesce(total.filter(is_here), 0).label("here"),
            func.coalesce(total, 0).label("all"),
            func.count().filter(is_here).label("pictures"),
            func.count().label("all_pictures"),
        )
    ).one()
    if int(row.here) + more > STORAGE_QUOTA_BYTES or int(row.all) + more > 2 * STORAGE_QUOTA_BYTES:
        raise Conflict("Your storage for pictures is full. Please delete some that you no longer need.")
    if row.pictures >= MAX_PICTURES or row.all_pictures >= 2 * MAX_PICTURES:
        raise Conflict(
            f"You have reached the limit of {MAX_PICTURES:,} pictures. Please delete some that you no longer need."
        )


def _row(prepared: Prepared, *, source: str, name: str) -> Asset:
    master = prepared.master
    files = [master, *prepared.sizes]
    return Asset(
        id=uuid4(),
        name=clean_name(name),
        kind=master.kind,
        sha256=master.sha256,
        width=master.width,
        height=master.height,
        bytes=sum(len(file.data) for file in files),
        sizes=[[file.kind, file.width, file.height, file.sha256, len(file.data)] for file in prepared.sizes],
        source_sha256=source,
        created_by=current_scope().user_id,
    )


def _store(prepared: Prepared) -> None:
    store = open_store(config().object_store_url)
    store.put_all(
        current_tenant_id(), {file.sha256: file.data for file in (prepared.master, *prepared.sizes)}
    )
