"""Errors of the page tree, each with a message for the author."""

from app.errors import Conflict, Invalid, NotFound


class BlockGone(NotFound):
    """An operation names a block that is not in the tree."""

    message = "That part of the page is gone. Someone may have deleted it."


class SlotGone(NotFound):
    """An operation names a place whose block is not in the tree or does not have this slot."""

    message = "The place you chose is gone. Someone may have deleted it."


class UnknownComponent(NotFound):
    """A block of this type cannot be created, because the registry does not know the type."""

    message = "We don’t have that part any more. Please choose another one."


class SlotRefuses(Conflict):
    """The slot's rule does not allow this type."""

    message = "That can’t go there. Please choose another place."


class SlotFull(Conflict):
    """The slot already holds its maximum number of blocks."""

    message = "There’s no room left there."


class PageFull(Conflict):
    """The page would exceed the maximum number of blocks."""

    message = "This page is full. Please continue on a new page."


class TooDeep(Conflict):
    """Blocks would exceed the maximum nesting depth."""

    message = "Parts can’t be nested that deeply. Please choose a place further out."


class InvalidMove(Conflict):
    """A block cannot be moved into itself or into one of its descendants."""

    message = "A part can’t be moved into itself."


class Mismatch(Conflict):
    """An operation does not match the tree that it is applied to. `detail` is for the log."""

    message = "This page changed in the meantime. Please check and try again."

    def __init__(self, detail: str) -> None:
        super().__init__()
        self.detail = detail


class FixedProp(Invalid):
    """An operation sets something that authors may not set, such as an id or the blocks in a slot."""

    message = "That can’t be changed here."


class UnreadableValue(Invalid):
    """A value contains something that cannot be stored."""

    message = "That can’t be saved. Please try something simpler."


class UnreadablePage(Invalid):
    """The JSON is not a valid page."""

    message = "We couldn’t read this page."


class UnreadablePaste(Invalid):
    """The pasted data contains no blocks."""

    message = "What you pasted doesn’t contain any parts of a page."


class UnreadableOperation(Invalid):
    """The JSON is not a valid operation."""

    message = "We couldn’t save that change. Please try again."
