"""Sending email in the background."""

import logging
from collections.abc import Mapping
from uuid import UUID

from app.jobs.job import job
from app.services import accounts, mail, releases, support
from app.services.mail import Composer, MailKind
from app.tenancy import tenant_scope

log = logging.getLogger("quillspace.worker")

COMPOSERS: Mapping[str, Composer] = {
    MailKind.CONFIRMATION: accounts.compose_confirmation_mail,
    MailKind.PASSWORD_RESET: accounts.compose_reset_mail,
    MailKind.SUPPORT_VISIT: support.compose_visit_mail,
    MailKind.RELEASE_LIVE: releases.compose_live_mail,
    MailKind.RELEASE_FAILED: releases.compose_failed_mail,
}


class UnknownMail(LookupError):
    """No composer is registered for this kind of email."""


@job("send_mail", queue="mail", topic=mail.TOPIC)
def send_mail(
    *, tenant_id: str, kind: str, user_id: str, mail_id: str = "", ends_at: str = "", **details: str
) -> None:
    """Compose and send one email, unless it is too late. Raises UnknownMail, NotFound, Refused or Unavailable."""
    compose = COMPOSERS.get(kind)
    if compose is None:
        raise UnknownMail(f"There is no composer for emails of kind {kind!r}.")
    with tenant_scope(UUID(tenant_id)):
        was_in_time = mail.deliver(
            kind, compose, user_id=UUID(user_id), details=details, mail_id=mail_id, ends_at=ends_at
        )
    if not was_in_time:
        log.warning("An email of kind %s could not be sent in time and has been dropped.", kind)
