"""Helpers to run a worker in this process and to inspect the outbox."""

from collections.abc import Sequence

from sqlalchemy import Engine, text

from app.jobs.queueing import QUEUES, worker_connection
from app.jobs.worker import choose_strategy, make_worker


def work(queues: Sequence[str] = QUEUES, *, jobs: int | None = None) -> None:
    """Run all queued jobs, or only so many, then return."""
    connection = worker_connection()
    try:
        make_worker(queues, connection).work(
            burst=True, max_jobs=jobs, logging_level="ERROR", dequeue_strategy=choose_strategy(queues)
        )
    finally:
        connection.close()


def open_messages(engine: Engine) -> int:
    """Return the number of outbox rows that are not done."""
    with engine.connect() as connection:
        return int(
            connection.execute(text("SELECT count(*) FROM outbox WHERE dispatched_at IS NULL")).scalar() or 0
        )
