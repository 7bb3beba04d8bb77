"""What the page tree refuses, each with a sentence for the author."""

from app.errors import Conflict, Invalid, NotFound


class BlockGone(NotFound):
    """The block an operation names is not in the tree."""

    message = "That part of the page is gone. Someone may have deleted it."


class SlotGone(NotFound):
    """The place an operation names is not in the tree, or its owner has no such slot."""

    message = "The place you chose is gone. Someone may have deleted it."


class UnknownComponent(NotFound):
    """A block of this type cannot be made: the registry does not know it."""

    message = "We don't have that part any more. Please choose another one."


class SlotRefuses(Conflict):
    """The slot's rule does not allow this type."""

    message = "That can't go there. Please choose another place."


class SlotFull(Conflict):
    """The slot holds as many blocks as it may."""

    message = "There is no room left there."


class PageFull(Conflict):
    """The page would grow past what we can keep and render."""

    message = "This page holds as much as one page can. Please continue on a new page."


class TooDeep(Conflict):
    """Blocks would be nested past the limit."""

    message = "Parts can't be nested that deeply. Please choose a place further out."


class InvalidMove(Conflict):
    """A block cannot go into itself or into something inside it."""

    message = "A part can't be moved into itself."


class Mismatch(Conflict):
    """An operation does not fit the tree it is applied to. `detail` is for the log."""

    message = "This page changed in the meantime. Please look again."

    def __init__(self, detail: str) -> None:
        super().__init__()
        self.detail = detail


class FixedProp(Invalid):
    """This prop is not an author's to set: an id, or the blocks in a slot."""

    message = "That can't be changed here."


class UnreadableValue(Invalid):
    """A value holds something that cannot be kept."""

    message = "We cannot keep that. Please try it in a simpler form."


class UnreadablePage(Invalid):
    """The JSON is not a page we can read."""

    message = "We could not read this page."


class UnreadablePaste(Invalid):
    """What was pasted holds no blocks."""

    message = "We could not find parts of a page in what you pasted."


class UnreadableOperation(Invalid):
    """The JSON is not an operation we can read."""

    message = "We could not read that change. Please try it again."
