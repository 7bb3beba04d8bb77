"""Outgoing email: sent to an SMTP server, or stored in a folder, which is shown at /dev/mail in development."""

import re
import smtplib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from app.errors import Invalid, NotFound, Refused, Unavailable
from app.extensions import config

_ID = re.compile(r"[0-9]{1,24}-[0-9a-f]{8}")
_TIMEOUT = 20
_PERMANENT = 500
"""SMTP codes from here on mean that trying again is pointless."""
_MAX_HEADER = 500


@dataclass(frozen=True, kw_only=True)
class StoredMail:
    """An email that was stored in the folder instead of being sent."""

    id: str
    to: str
    subject: str
    date: str
    body: str


def send(*, to: str, subject: str, body: str, mail_id: str = "") -> None:
    """Send a plain-text email to one recipient. Emails with the same `mail_id` have the same Message-ID.

    Raises Invalid for header injection, Refused if the recipient or the message is refused for good, or Unavailable
    if the server fails and sending should be retried.
    """
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = f"QuillSpace <no-reply@{config().app_domain}>"
    message["To"] = _header(to)
    message["Subject"] = _header(subject)
    message["Date"] = formatdate(localtime=False)
    domain = config().app_domain
    message["Message-ID"] = f"<{_header(mail_id)}@{domain}>" if mail_id else make_msgid(domain=domain)
    message.set_content(body)
    if config().smtp_url:
        _send_by_smtp(message)
    else:
        _store(message)


def list_stored() -> Sequence[StoredMail]:
    """Return the newest 200 emails in the folder, newest first."""
    return [_read(path) for path in sorted(_folder().glob("*.eml"), reverse=True)[:200]]


def get_stored(mail_id: str) -> StoredMail:
    """Return one email from the folder. Raises NotFound."""
    if not _ID.fullmatch(mail_id) or not (_folder() / f"{mail_id}.eml").is_file():
        raise NotFound("We couldn’t find that email.")
    return _read(_folder() / f"{mail_id}.eml")


def _header(value: str) -> str:
    """Return the value if it is a single line, before and after decoding. Raises Invalid.

    Python 3.11.7 writes line breaks in encoded words verbatim.
    """
    decoded = str(make_header(decode_header(value)))
    if len(value) > _MAX_HEADER or any(not char.isprintable() for char in value + decoded):
        raise Invalid("An email address or subject must be a single line of plain text.")
    return value


@contextmanager
def connect(*, seconds: float = _TIMEOUT) -> Iterator[smtplib.SMTP]:
    """Connect to the mail server and log in. Raises OSError or smtplib.SMTPException."""
    url = urlsplit(config().smtp_url)
    kind = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with kind(url.hostname or "localhost", url.port or 0, timeout=seconds) as server:
        server.ehlo_or_helo_if_needed()
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server


def _send_by_smtp(message: EmailMessage) -> None:
    try:
        with connect() as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        code = _refusal(error)
        if code >= _PERMANENT:
            raise Refused(f"The mail server refused this email for good, with code {code}.") from error
        raise Unavailable("The mail server did not accept the email.") from error


def _refusal(error: Exception) -> int:
    """The code with which a server refused the recipient or the message; 0 for any other error.

    A refused sign-in or sender is a matter of our settings, which an operator can correct.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _words in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPDataError) else 0


def _store(message: EmailMessage) -> None:
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{time.time_ns()}-{uuid4().hex[:8]}.eml"
    path.with_suffix(".part").write_bytes(message.as_bytes())
    path.with_suffix(".part").rename(path)


def _folder() -> Path:
    return config().home / "mail"


def _read(path: Path) -> StoredMail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    return StoredMail(
        id=path.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=str(message["Date"]),
        body=body.get_content().replace("\r\n", "\n") if body else "",
    )
