"""Checks of Valkey or Redis, and of the workers that listen there."""

import time

import redis
from rq import Queue, Worker
from rq.worker import BaseWorker

from app.cli.doctor.finding import Finding, bad, good, note
from app.config import Config

PATIENCE = 5.0
START = "Start QuillSpace (`quillspace up`), or check REDIS_URL and the server behind it."


def check_server(config: Config) -> Finding:
    """Whether the queue's server answers, and whether a restart would empty it."""
    with _connect(config) as connection:
        facts = connection.info()
    name = (
        f"{facts.get('server_name', 'redis').title()} {facts.get('valkey_version', facts['redis_version'])}"
    )
    if not facts.get("aof_enabled"):
        return note(
            "queue",
            f"{name} forgets the queue when it restarts",
            "Nothing is lost, the sweep asks again; set `appendonly yes` to spare it the work.",
        )
    return good("queue", f"{name}, keeping the queue on disk")


def check_workers(config: Config) -> Finding:
    """Whether somebody does the work."""
    with _connect(config) as connection:
        workers = _workers(connection)
        lengths = {queue.name: queue.count for queue in Queue.all(connection=connection)}
    waiting = ", ".join(f"{name} {length}" for name, length in sorted(lengths.items()) if length) or "nothing"
    if not workers:
        return bad("workers", f"none runs; waiting: {waiting}", "See log/worker-1.log below QUILLSPACE_HOME.")
    return good("workers", f"{len(workers)} run; waiting: {waiting}")


def _workers(connection: redis.Redis) -> list[BaseWorker]:
    """The workers that run; those that have just been started get a moment to say so."""
    deadline = time.monotonic() + PATIENCE
    while not (workers := Worker.all(connection=connection)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return workers


def _connect(config: Config) -> redis.Redis:
    if not config.redis_url:
        raise ConnectionError("REDIS_URL is not set, and no QuillSpace was started here yet.")
    connection = redis.Redis.from_url(config.redis_url, socket_connect_timeout=3, socket_timeout=3)
    try:
        connection.ping()
    except redis.RedisError as error:
        raise ConnectionError(str(error)) from error
    return connection
