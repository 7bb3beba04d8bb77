"""The kinds of work that can be parked."""

from enum import StrEnum

from app.models import BuildKind
from app.services import link_checks, mail, publishing


class WorkKind(StrEnum):
    """A kind of work, as operators write it."""

    MAIL = "mail"
    PUBLICATION = "publication"
    RELEASE = "release"
    PREVIEW = "preview"
    LINK_CHECK = "link-check"
    CLEAN_UP = "clean-up"
    OTHER = "other"


OF_TOPIC = {
    mail.TOPIC: WorkKind.MAIL,
    publishing.TOPIC: WorkKind.PUBLICATION,
    link_checks.TOPIC: WorkKind.LINK_CHECK,
    publishing.GARBAGE_TOPIC: WorkKind.CLEAN_UP,
}
"""The kind of each outbox topic; any other topic is of kind OTHER."""
OF_BUILD = {
    BuildKind.PUBLISH: WorkKind.PUBLICATION,
    BuildKind.RELEASE: WorkKind.RELEASE,
    BuildKind.PREVIEW: WorkKind.PREVIEW,
}
