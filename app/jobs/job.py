"""A job: a function that workers run, under a stable name in the queue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

KEEP_RESULT_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class Job:
    """A registered function. The queue holds `name`, so that modules can be moved while jobs wait."""

    name: str
    run: Callable[..., None]
    queue: str
    topic: str = ""
    """The outbox topic that triggers it; "" if the relay enqueues it itself."""
    first_id: Callable[[Mapping[str, Any]], str] | None = None
    """For work with a row of its own that a sweep watches: the id of its first job. Its outbox message is done once
    that job is enqueued; other messages are done when their job has finished."""
    keep_seconds: int = KEEP_RESULT_SECONDS
    """How long Valkey keeps the finished job, whose id cannot be enqueued again until then."""

    def __call__(self, **arguments: Any) -> None:
        """Run the function in this process."""
        self.run(**arguments)


def job(
    name: str,
    *,
    queue: str,
    topic: str = "",
    first_id: Callable[[Mapping[str, Any]], str] | None = None,
    keep_seconds: int = KEEP_RESULT_SECONDS,
) -> Callable[[Callable[..., None]], Job]:
    """Decorator that makes a function a job. `app/jobs/registry.py` must list it."""

    def decorate(run: Callable[..., None]) -> Job:
        return Job(name=name, run=run, queue=queue, topic=topic, first_id=first_id, keep_seconds=keep_seconds)

    return decorate
