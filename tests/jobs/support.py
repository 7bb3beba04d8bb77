"""A worker in this process, and a look at the outbox."""

from rq import SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import Engine, text

from app.jobs.queueing import QUEUES, queue, worker_connection


def work() -> None:
    """Do everything that is in the queues, then come back."""
    connection = worker_connection()
    try:
        worker = SimpleWorker(
            [queue(name, connection) for name in QUEUES], connection=connection, serializer=JSONSerializer
        )
        worker.work(burst=True, logging_level="ERROR")
    finally:
        connection.close()


def open_messages(engine: Engine) -> int:
    """Outbox rows that are not done."""
    with engine.connect() as connection:
        return int(
            connection.execute(text("SELECT count(*) FROM outbox WHERE dispatched_at IS NULL")).scalar() or 0
        )
