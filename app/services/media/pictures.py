"""Uploaded pictures for pages: each picture's files, with their URLs in the editor or on a site."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.components.files import ASSET_PREFIX, AVIF, Picture, PictureSize
from app.errors import NotFound
from app.models import Asset
from app.tenancy import transaction
from app.tree.model import Tree

PAGE_WIDTH = 1600
"""A width in pixels that is sharp enough at full width on most screens."""
ENDINGS = {"image/webp": "webp", AVIF: "avif", "image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True)
class StoredPictureFile:
    """One stored file of a picture, as recorded in its row."""

    kind: str
    width: int
    height: int
    sha256: str
    bytes: int

    @property
    def ending(self) -> str:
        """The file name extension."""
        return ENDINGS[self.kind]


def sizes_of(asset: Asset) -> list[StoredPictureFile]:
    """The files for pages, widest first; for each width, WebP comes first, which every browser supports."""
    return [StoredPictureFile(*each) for each in asset.sizes]


def master_file(asset: Asset) -> StoredPictureFile:
    """The file that all sizes are derived from. Its size is unknown here, so `bytes` is 0."""
    return StoredPictureFile(asset.kind, asset.width, asset.height, asset.sha256, 0)


def for_page(sizes: Iterable[StoredPictureFile]) -> StoredPictureFile:
    """The default file for pages: the widest up to `PAGE_WIDTH`, never AVIF."""
    plain = _without_avif(sizes)
    return next((size for size in plain if size.width <= PAGE_WIDTH), plain[-1])


def for_grid(sizes: Iterable[StoredPictureFile]) -> StoredPictureFile:
    """The smallest file, for thumbnails; never AVIF."""
    return _without_avif(sizes)[-1]


def picture_of(sizes: Iterable[StoredPictureFile], address: Callable[[StoredPictureFile], str]) -> Picture:
    """A picture for rendering; `address` returns the URL of a file."""
    sizes = list(sizes)
    shown = for_page(sizes)
    return Picture(
        address(shown),
        shown.width,
        shown.height,
        tuple(PictureSize(size.kind, size.width, size.height, address(size)) for size in sizes),
    )


def editor_address(asset_id: UUID, size: StoredPictureFile) -> str:
    """The URL of a file in the editor. It contains the content hash, so browsers may cache the file forever."""
    return f"/assets/{asset_id}/{size.sha256[:16]}.{size.ending}"


def find_file(asset_id: UUID, name: str) -> StoredPictureFile:
    """Find a picture's file by the name in its editor URL. Raises NotFound."""
    with transaction() as session:
        asset = session.scalar(_not_deleted().where(Asset.id == asset_id))
    files = [*sizes_of(asset), master_file(asset)] if asset else []
    found = next((size for size in files if f"{size.sha256[:16]}.{size.ending}" == name), None)
    if found is None:
        raise NotFound("We couldn’t find that picture. It may have been deleted.")
    return found


class EditorPictures(Mapping[str, Picture]):
    """A lazy mapping of uploaded pictures by id; the first access loads all pictures of the given tree."""

    def __init__(self, *, shown: Callable[[], Tree] | None = None) -> None:
        self._shown = shown
        self._known: dict[UUID, Picture | None] = {}

    def __getitem__(self, name: str) -> Picture:
        try:
            asset_id = UUID(name)
        except ValueError:
            raise KeyError(name) from None
        if asset_id not in self._known:
            self._read(asset_id)
        picture = self._known[asset_id]
        if picture is None:
            raise KeyError(name)
        return picture

    def __iter__(self) -> Iterator[str]:
        return (str(asset_id) for asset_id, picture in self._known.items() if picture)

    def __len__(self) -> int:
        return sum(1 for _name in self)

    def _read(self, asset_id: UUID) -> None:
        wanted = {asset_id, *(uploaded_in(self._shown()) if self._shown else ())} - self._known.keys()
        self._known |= dict.fromkeys(wanted)
        with transaction() as session:
            for asset in session.scalars(_not_deleted().where(Asset.id.in_(wanted))):
                self._known[asset.id] = _in_editor(asset)


def uploaded_in(tree: Tree) -> set[UUID]:
    """Ids of the uploaded pictures referenced in a tree."""
    return {
        UUID(text.removeprefix(ASSET_PREFIX))
        for node in tree.nodes.values()
        for text in _texts(node.props)
        if text.startswith(ASSET_PREFIX) and _is_id(text.removeprefix(ASSET_PREFIX))
    }


def _without_avif(sizes: Iterable[StoredPictureFile]) -> list[StoredPictureFile]:
    return [size for size in sizes if size.kind != AVIF]


def _in_editor(asset: Asset) -> Picture:
    return picture_of(sizes_of(asset), lambda size: editor_address(asset.id, size))


def _not_deleted() -> Select[Asset]:
    return select(Asset).where(Asset.deleted_at.is_(None))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
