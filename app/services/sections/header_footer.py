"""Show or hide the site's header and footer on one page."""

from uuid import UUID

from sqlalchemy import select

from app.errors import Invalid
from app.models import Page, PageKind, SitePart
from app.services import documents
from app.services.components import current_registry
from app.services.documents import Applied, Gesture
from app.tenancy import transaction
from app.tree import operations
from app.tree.model import ABSENT, ROOT, Operation, Tree


def hide_part(page_id: UUID, *, part: SitePart, gesture: Gesture) -> Applied:
    """Hide the site's header or footer on this page. Raises NotFound or Invalid."""
    return _set(page_id, part, value=True, gesture=gesture, label=f"Hid the {part}")


def show_part(page_id: UUID, *, part: SitePart, gesture: Gesture) -> Applied:
    """Show the site's header or footer on this page again. Raises NotFound or Invalid."""
    return _set(page_id, part, value=ABSENT, gesture=gesture, label=f"Showed the {part} again")


def _set(page_id: UUID, part: SitePart, *, value: object, gesture: Gesture, label: str) -> Applied:
    _check_is_page(page_id)

    def build(tree: Tree) -> Operation:
        return operations.build_update(tree, ROOT, {f"hide_{part}": value}, rules=current_registry())

    return documents.apply(page_id, build, gesture=gesture, label=label)


def _check_is_page(page_id: UUID) -> None:
    with transaction() as session:
        kind = session.scalar(select(Page.kind).where(Page.id == page_id))
    if kind == PageKind.SECTION:
        raise Invalid("A shared section has no header or footer of its own.")
