"""Which job an outbox message asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.jobs import builds
from app.services.link_checks import TOPIC as LINKS
from app.services.mail import TOPIC as MAIL
from app.services.publishing import TOPIC as PUBLICATION


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A job, and its queue.

    `own_id`: where the work is a row of its own that a sweep watches, what its first job is called; the message is
    done once it is handed over. The others are done when their job has finished.
    """

    queue: str
    job: str
    own_id: Callable[[dict[str, Any]], str] | None = None


TOPICS = {
    PUBLICATION: Topic(
        queue=builds.QUEUE, job=builds.JOB, own_id=lambda payload: builds.job_id(payload["build_id"], 0)
    ),
    LINKS: Topic(queue="default", job="app.jobs.links.check_links"),
    MAIL: Topic(queue="mail", job="app.jobs.mail.send_mail"),
}
