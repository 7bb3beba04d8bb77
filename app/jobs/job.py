"""A job: a function that workers run, under a stable name in the queue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

KEEP_RESULT_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class Job:
    """A registered function. The queue stores only `name`, so modules can be moved while jobs are waiting."""

    name: str
    run: Callable[..., None]
    queue: str
    topic: str = ""
    """The outbox topic that triggers the job; "" if the relay enqueues the job itself."""
    first_id: Callable[[Mapping[str, Any]], str] | None = None
    """Returns the id of the first job, for work that is tracked in its own row and requeued by a sweep. Its outbox
    message is done once that job is enqueued; without `first_id`, a message is done once its job has finished."""
    in_turn: bool = False
    """Whether a tenant's messages are worked on one after the other, so that the other tenants' are not held up."""
    keep_seconds: int = KEEP_RESULT_SECONDS
    """How long Valkey keeps the finished job; until then, its id cannot be enqueued again."""

    def __call__(self, **arguments: Any) -> None:
        """Run the function in this process."""
        self.run(**arguments)


def job(
    name: str,
    *,
    queue: str,
    topic: str = "",
    first_id: Callable[[Mapping[str, Any]], str] | None = None,
    in_turn: bool = False,
    keep_seconds: int = KEEP_RESULT_SECONDS,
) -> Callable[[Callable[..., None]], Job]:
    """Decorate a function to turn it into a job, which must be listed in `app/jobs/registry.py`."""

    def decorate(run: Callable[..., None]) -> Job:
        return Job(
            name=name,
            run=run,
            queue=queue,
            topic=topic,
            first_id=first_id,
            in_turn=in_turn,
            keep_seconds=keep_seconds,
        )

    return decorate
