"""Picture fields in forms: a picture from the library, or any picture on the web by its URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.components.files import ASSET_PREFIX
from app.models import Asset
from app.services import media

FROM_WEB = "web"
SHOWN = 11


@dataclass(frozen=True, kw_only=True)
class PictureChoice:
    """The pictures to choose from, the chosen one first."""

    chosen: str
    """The form value: '' for none, `asset:` and an id, or a URL."""
    offered: Sequence[Asset]
    search: str = ""
    has_more: bool = False

    @property
    def is_elsewhere(self) -> bool:
        """True if the chosen picture is a URL, or is not among those offered."""
        return bool(self.chosen) and not any(self.source(asset) == self.chosen for asset in self.offered)

    @staticmethod
    def source(asset: Asset) -> str:
        """Return the form value for an asset."""
        return f"{ASSET_PREFIX}{asset.id}"


def read_picture_choice(chosen: str, *, search: str = "") -> PictureChoice:
    """Find the newest pictures that match the search; the chosen one is always included."""
    found = media.list_assets(search=search)
    own = _find(chosen)
    others = [asset for asset in found.assets if own is None or asset.id != own.id]
    return PictureChoice(
        chosen=chosen,
        offered=[*([own] if own else []), *others[:SHOWN]],
        search=search,
        has_more=len(others) > SHOWN,
    )


def merge_picture_address(sent: Mapping[str, str], name: str) -> dict[str, str]:
    """Return the submitted values with the value `web` of one field replaced by the typed URL."""
    is_typed = sent.get(name) == FROM_WEB
    return {**sent, name: sent.get(f"{name}_address", "") if is_typed else sent.get(name, "")}


def _find(chosen: str) -> Asset | None:
    try:
        return media.find_asset(UUID(chosen.removeprefix(ASSET_PREFIX)))
    except ValueError:
        return None
