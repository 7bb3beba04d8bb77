"""Export and import of pages as files in Puck's Data JSON format."""

import json
from typing import Any
from uuid import UUID

from app.components.fields import FieldError
from app.components.text import UNSTORABLE
from app.errors import Invalid
from app.models import Page
from app.services import documents
from app.services.components import current_registry
from app.services.editing import get_page_row
from app.services.pages import pages
from app.tenancy import transaction
from app.tree.codecs import zones_to_slots

MAX_TITLE_LENGTH = 120
NOT_A_PAGE_FILE = "This isn’t a page file. Page files end with .json and come from QuillSpace or from Puck."


def export_file(page_id: UUID) -> tuple[str, str]:
    """A page's title and the content of its export file. Raises NotFound."""
    row = get_page_row(page_id)
    return row.title, json.dumps(documents.export_page(page_id), ensure_ascii=False, indent=1)


def import_file(site_id: UUID, content: bytes, *, title: str = "") -> Page:
    """Append a page imported from a file. Raises NotFound, Conflict, or Invalid if the file does not contain a page."""
    data = zones_to_slots(_parse(content), current_registry())
    try:
        document = documents.initial_document(data)
    except FieldError as error:
        raise Invalid(f"We couldn’t add this page. {error}", field="document") from error
    with transaction():
        page = pages.create_page(site_id, title=title or _title_of(data), document=document)
        documents.record_references(page.id, documents.tree_at(page.id))
    return page


def _parse(content: bytes) -> Any:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Invalid(NOT_A_PAGE_FILE, field="document") from error
    if not isinstance(data, dict) or not data.keys() & {"content", "root"}:
        raise Invalid(NOT_A_PAGE_FILE, field="document")
    return data


def _title_of(data: dict[str, Any]) -> str:
    """The title in the file, in Puck's newer or older format."""
    root = data.get("root")
    root = root if isinstance(root, dict) else {}
    props = root.get("props")
    title = (props if isinstance(props, dict) else root).get("title")
    usable = " ".join(title.split())[:MAX_TITLE_LENGTH] if isinstance(title, str) else ""
    return usable if usable and not UNSTORABLE.search(usable) else "Page from a file"
