"""A user gesture: the ids that identify its change in the log."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4


@dataclass(frozen=True, kw_only=True)
class Gesture:
    """The origin of a change.

    `group_id`: the burst or larger gesture that the change is part of; `client_id`: the browser tab;
    `base_revision`: the revision that the user saw when making the change.
    """

    operation_id: UUID = field(default_factory=uuid4)
    group_id: UUID | None = None
    client_id: UUID | None = None
    base_revision: int | None = None

    @property
    def group(self) -> UUID:
        """The undo group; a single gesture forms its own group."""
        return self.group_id or self.operation_id
