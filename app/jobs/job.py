"""A job: a function that workers run, under a name that stays the same in the queue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

KEEP_RESULT_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class Job:
    """A registered function. `name` stands in the queue, so that modules can move while jobs wait there."""

    name: str
    run: Callable[..., None]
    queue: str
    topic: str = ""
    """The outbox topic that asks for it; "" where the relay enqueues it by itself."""
    first_id: Callable[[Mapping[str, Any]], str] | None = None
    """For work that is a row of its own, watched by a sweep: the id of its first job. Its outbox message is done once
    that job is enqueued; any other message is done when its job has finished."""
    keep_seconds: int = KEEP_RESULT_SECONDS
    """How long Valkey keeps the finished job, whose id cannot be enqueued again until then."""

    def __call__(self, **arguments: Any) -> None:
        """Run it here and now."""
        self.run(**arguments)


def job(
    name: str,
    *,
    queue: str,
    topic: str = "",
    first_id: Callable[[Mapping[str, Any]], str] | None = None,
    keep_seconds: int = KEEP_RESULT_SECONDS,
) -> Callable[[Callable[..., None]], Job]:
    """Make a job of the function below. `app/jobs/registry.py` has to list it."""

    def make(run: Callable[..., None]) -> Job:
        return Job(name=name, run=run, queue=queue, topic=topic, first_id=first_id, keep_seconds=keep_seconds)

    return make
