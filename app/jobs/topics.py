"""Which job an outbox message asks for."""

from dataclasses import dataclass

from app.services.link_checks import TOPIC as LINKS
from app.services.mailing_queue import TOPIC as MAIL
from app.services.publishing.requests import TOPIC as PUBLICATION


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A job, and its queue.

    `has_own_row`: the work is a row of its own that a sweep watches, so the message is done once it is handed
    over. The others are done when their job has finished.
    """

    queue: str
    job: str
    has_own_row: bool = False


TOPICS = {
    PUBLICATION: Topic(queue="publishing", job="app.jobs.publishing.publish_site", has_own_row=True),
    LINKS: Topic(queue="default", job="app.jobs.links.check_links"),
    MAIL: Topic(queue="mail", job="app.jobs.mail.send_mail"),
}
