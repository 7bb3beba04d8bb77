"""Checks for Valkey or Redis, and for the workers."""

import time

import redis
from rq import Queue, Worker
from rq.worker import BaseWorker

from app.cli.doctor.finding import Finding, bad, good, note
from app.config import Config

PATIENCE = 5.0
START = "Start QuillSpace (`quillspace up`), or check REDIS_URL and the server behind it."


def check_server(config: Config) -> Finding:
    """Check that the queue's server responds and keeps the queue on disk."""
    with _connect(config) as connection:
        facts = connection.info()
    name = (
        f"{facts.get('server_name', 'redis').title()} {facts.get('valkey_version', facts['redis_version'])}"
    )
    if not facts.get("aof_enabled"):
        return note(
            "queue",
            f"{name} does not persist the queue across restarts",
            "Lost jobs are requeued automatically, but with a delay. Set `appendonly yes` to keep the queue on disk.",
        )
    return good("queue", f"{name}, persists the queue on disk")


def check_workers(config: Config) -> Finding:
    """Check that at least one worker is running."""
    with _connect(config) as connection:
        workers = _workers(connection)
        lengths = {queue.name: queue.count for queue in Queue.all(connection=connection)}
    waiting = ", ".join(f"{name} {length}" for name, length in sorted(lengths.items()) if length) or "nothing"
    if not workers:
        return bad("workers", f"none running; queued: {waiting}", "See log/worker-1.log in QUILLSPACE_HOME.")
    return good("workers", f"{len(workers)} running; queued: {waiting}")


def _workers(connection: redis.Redis) -> list[BaseWorker]:
    """Return the registered workers; if there are none yet, wait a few seconds for one to start."""
    deadline = time.monotonic() + PATIENCE
    while not (workers := Worker.all(connection=connection)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return workers


def _connect(config: Config) -> redis.Redis:
    if not config.redis_url:
        raise ConnectionError("REDIS_URL is not set, and QuillSpace has never been started here.")
    connection = redis.Redis.from_url(config.redis_url, socket_connect_timeout=3, socket_timeout=3)
    try:
        connection.ping()
    except redis.RedisError as error:
        raise ConnectionError(str(error)) from error
    return connection
