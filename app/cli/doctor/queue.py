"""Checks for Valkey or Redis, and for the workers."""

import time

import redis
from rq import Queue, Worker
from rq.registry import FailedJobRegistry
from rq.worker import BaseWorker

from app.cli.doctor.finding import Finding, bad, good, note
from app.config import Config
from app.jobs.queueing import QUEUES
from app.services import parked_work

PATIENCE = 5.0
START = "Start QuillSpace (`quillspace up`), or check REDIS_URL and the server behind it."


def check_server(config: Config) -> Finding:
    """Check that the queue's server responds and keeps the queue on disk."""
    with _connect(config) as connection:
        facts = connection.info()
    name = (
        f"{facts.get('server_name', 'redis').title()} {facts.get('valkey_version', facts['redis_version'])}"
    )
    policy = str(facts.get("maxmemory_policy", "noeviction"))
    if int(facts.get("maxmemory", 0)) and policy != "noeviction":
        advice = "Set `maxmemory-policy noeviction`, or use a server of its own for the queue."
        return bad("queue", f"{name} evicts jobs when its memory is full ({policy})", advice)
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
    served = {name for worker in workers for name in worker.queue_names()}
    if missing := [name for name in QUEUES if name not in served]:
        advice = f"Start `quillspace worker --queues {','.join(missing)}`."
        return bad("workers", f"{len(workers)} running, none for the queue {' or '.join(missing)}", advice)
    return good("workers", f"{len(workers)} running; queued: {waiting}")


def check_parked(config: Config) -> Finding:
    """Check for jobs that failed within the last hour, such as mail that could not be sent."""
    with _connect(config) as connection:
        counts = {name: FailedJobRegistry(name, connection=connection).count for name in QUEUES}
    failed = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    if failed:
        advice = "`grep -h failed log/worker-*.log` in QUILLSPACE_HOME shows why."
        return note("parked jobs", f"failed within the last hour: {failed}", advice)
    return good("parked jobs", "none within the last hour")


def check_parked_work(config: Config) -> Finding:
    """Check for work that was given up after its tries."""
    del config
    counts = parked_work.count_parked()
    if counts:
        summary = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
        advice = "`quillspace parked list` shows why; `quillspace parked send-again` tries it again."
        return note("parked work", summary, advice)
    return good("parked work", "none")


def _workers(connection: redis.Redis) -> list[BaseWorker]:
    """Return the workers that are alive; if there are none yet, wait a few seconds for one to start."""
    deadline = time.monotonic() + PATIENCE
    while not (workers := _living(connection)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return workers


def _living(connection: redis.Redis) -> list[BaseWorker]:
    """Return the registered workers that are connected: one that was killed stays registered for two minutes."""
    workers = Worker.all(connection=connection)
    try:
        connected = {client["name"] for client in connection.client_list()}
    except redis.ResponseError:
        return workers  # This login may not list connections.
    return [worker for worker in workers if worker.name in connected]


def _connect(config: Config) -> redis.Redis:
    if not config.redis_url:
        raise ConnectionError("REDIS_URL is not set, and QuillSpace has never been started here.")
    connection = redis.Redis.from_url(config.redis_url, socket_connect_timeout=3, socket_timeout=3)
    try:
        connection.ping()
    except redis.RedisError as error:
        raise ConnectionError(str(error)) from error
    return connection
