"""One gesture of a person: the numbers by which its change is known in the log."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4


@dataclass(frozen=True, kw_only=True)
class Gesture:
    """Where a change comes from.

    `group_id`: the burst or the larger gesture it belongs to; `client_id`: the browser tab;
    `base_revision`: what its person saw on the page when they made it.
    """

    operation_id: UUID = field(default_factory=uuid4)
    group_id: UUID | None = None
    client_id: UUID | None = None
    base_revision: int | None = None

    @property
    def group(self) -> UUID:
        """The group it is undone with; a gesture of its own is a group of its own."""
        return self.group_id or self.operation_id
