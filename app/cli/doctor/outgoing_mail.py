"""Check of the mail server."""

import smtplib

from app.adapters import mail
from app.cli.doctor.finding import Finding, bad, good
from app.config import Config


def check_server(config: Config) -> Finding:
    """Check that the mail server accepts the login, without sending anything."""
    if not config.smtp_url:
        if config.is_production:
            advice = "Set SMTP_URL; without it, nobody gets a link to reset a password."
            return bad("mail server", "SMTP_URL is not set, so mail is stored and never sent", advice)
        return good("mail server", "mail is stored, and shown at /dev/mail")
    try:
        with mail.connect(seconds=4) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        reason = f"{error}".strip() or type(error).__name__
        return bad("mail server", reason, "Check SMTP_URL: its host, port, user and password.")
    return good("mail server", "accepts the login")
