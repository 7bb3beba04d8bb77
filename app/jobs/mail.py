"""Sending email in the background."""

from collections.abc import Mapping
from uuid import UUID

from app.jobs.job import job
from app.services import accounts, mail, releases, support
from app.services.mail import Composer, MailKind
from app.tenancy import tenant_scope

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
def send_mail(*, tenant_id: str, kind: str, user_id: str, **details: str) -> None:
    """Compose and send one email. Raises UnknownMail, NotFound or Unavailable."""
    compose = COMPOSERS.get(kind)
    if compose is None:
        raise UnknownMail(f"There is no composer for emails of kind {kind!r}.")
    with tenant_scope(UUID(tenant_id)):
        mail.deliver(kind, compose, user_id=UUID(user_id), details=details)
