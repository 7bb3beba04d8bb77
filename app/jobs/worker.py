"""A worker: takes jobs from the queues by urgency, one at a time, in this process."""

import logging
import os
from collections.abc import Sequence

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from app.adapters import shells
from app.jobs import garbage, housekeeping, links, mail, publishing
from app.jobs.queueing import QUEUES, queue, worker_connection
from app.services.publishing import close_worker_pool, prefork_worker_pool

log = logging.getLogger("quillspace.worker")

JOBS = (
    publishing.publish_site,
    mail.send_mail,
    links.check_links,
    garbage.collect,
    housekeeping.fold_logs,
)
"""Named here so that their modules are loaded before the first job arrives."""
MAINTENANCE_SECONDS = 30
IDLE_SECONDS = 60


def run(queues: Sequence[str] = QUEUES) -> None:
    """Work until SIGTERM, which lets the job at hand finish.

    There is no child for each job: what is not trusted runs in children of its own, connections and templates
    stay warm, and a worker that is killed leaves no orphan that goes on working.
    """
    prefork_worker_pool()
    shells.warm_shell_workers()
    connection = worker_connection()
    worker = SimpleWorker(
        [queue(name, connection) for name in queues],
        connection=connection,
        name=f"{os.uname().nodename}-{os.getpid()}",
        serializer=JSONSerializer,
        worker_ttl=IDLE_SECONDS,
        maintenance_interval=MAINTENANCE_SECONDS,
        log_job_description=False,
    )
    worker.work(logging_level="WARNING")
    close_worker_pool()
    log.info("The worker stopped.")
