"""Read the files of uploaded pictures."""

from uuid import UUID

from app.adapters.object_store import ObjectMissing, open_store
from app.errors import NotFound
from app.extensions import config
from app.services.media.pictures import StoredPictureFile, find_file
from app.tenancy import current_tenant_id, end_reading_transaction


def read_file(asset_id: UUID, name: str) -> tuple[StoredPictureFile, bytes]:
    """The picture file with this name in the editor URL, and its content. Raises NotFound."""
    file = find_file(asset_id, name)
    end_reading_transaction()
    try:
        with open_store(config().object_store_url).open(current_tenant_id(), file.sha256) as stored:
            return file, stored.read()
    except ObjectMissing as error:
        raise NotFound("This picture’s file is missing. Please upload it again.") from error
