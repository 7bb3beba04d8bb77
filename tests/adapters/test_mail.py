import socket
from dataclasses import replace
from email import message_from_bytes, policy
from threading import Thread

import pytest

from app import extensions
from app.adapters import mail
from app.errors import Invalid, NotFound, Unavailable

HOSTILE = [
    "a@example.test\nBcc: x@evil.test",
    "a@example.test\r\nBcc: x@evil.test",
    "=?utf-8?q?a=0aBcc:_x@evil.test?=",
    "=?utf-8?b?YQpCY2M6IHhAZXZpbC50ZXN0?=",
    "a\u2028Bcc: x@evil.test",
    "a\x00b",
    "a\x85Bcc: x",
    "x" * 600,
]


@pytest.fixture
def home(clean_database, tmp_path):
    extensions.configure(replace(clean_database, home=tmp_path, smtp_url=""))
    return tmp_path


def test_without_a_mail_server_mail_is_written_to_a_folder(home):
    mail.send(to="ada@example.test", subject="Grüße", body="Dear Ada,\n\nfarewell.\n")

    (kept,) = mail.list_stored()
    assert (kept.to, kept.subject, kept.body) == ("ada@example.test", "Grüße", "Dear Ada,\n\nfarewell.\n")
    assert mail.get_stored(kept.id) == kept


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("place", ["to", "subject"])
def test_text_that_would_inject_a_header_is_rejected(home, text, place):
    with pytest.raises(Invalid):
        mail.send(**{"to": "ada@example.test", "subject": "Hello", "body": "x", place: text})

    assert mail.list_stored() == []


@pytest.mark.parametrize("mail_id", ["none", "../secret_key", "..", "%2e%2e"])
def test_missing_mail_is_not_found(home, mail_id):
    with pytest.raises(NotFound):
        mail.get_stored(mail_id)


def test_mail_goes_to_the_server(clean_database):
    listener = socket.create_server(("127.0.0.1", 0))
    received: list[bytes] = []
    Thread(target=_take_one_mail, args=(listener, received), daemon=True).start()
    extensions.configure(replace(clean_database, smtp_url=f"smtp://127.0.0.1:{listener.getsockname()[1]}"))

    mail.send(to="ada@example.test", subject="Hello", body="x\n")

    message = message_from_bytes(received[0], policy=policy.default)
    assert message["To"] == "ada@example.test"
    listener.close()


def test_an_unreachable_server_raises_unavailable(clean_database):
    extensions.configure(replace(clean_database, smtp_url="smtp://127.0.0.1:1"))

    with pytest.raises(Unavailable):
        mail.send(to="ada@example.test", subject="Hello", body="x")


def _take_one_mail(listener: socket.socket, received: list[bytes]) -> None:
    connection, _ = listener.accept()
    with connection, connection.makefile("rwb", buffering=0) as wire:
        wire.write(b"220 here\r\n")
        while line := wire.readline():
            if line.upper().startswith(b"DATA"):
                wire.write(b"354 go on\r\n")
                lines = iter(wire.readline, b".\r\n")
                received.append(b"".join(lines))
            if line.upper().startswith(b"QUIT"):
                wire.write(b"221 bye\r\n")
                return
            wire.write(b"250 well\r\n")
