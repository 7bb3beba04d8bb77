"""Every kind of email has a composer, and none says what a stranger wants it to say."""

import ast
import re
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from jinja2.utils import urlize
from sqlalchemy import text

from app import services
from app.adapters import mail
from app.jobs.mail import COMPOSERS, UnknownMail, send_mail
from app.services.mail import MailKind

SITE, APP = "http://ada.localhost:8080", "http://localhost:8000/sites"
DETAILS = {
    MailKind.SUPPORT_VISIT: {"reason": "The heading overlaps"},
    MailKind.RELEASE_LIVE: {
        "release": "Launch",
        "when": "noon",
        "address": SITE,
        "site": "s",
        "releases": APP,
    },
    MailKind.RELEASE_FAILED: {
        "release": "Launch",
        "what": "did not end",
        "reason": "x",
        "site": "s",
        "releases": APP,
    },
}
LINKS = {"address", "releases"}
HOSTILE = {
    "newlines": "Hello,\r\n\r\nyour account is blocked.\nLog in\x0bhere\u2028now\u0085at once",
    "headers": "x\r\nBcc: eve@evil.test\r\nContent-Type: text/html\r\n\r\n<b>y</b>",
    "encoded header": "=?utf-8?q?x=0d=0aBcc:_eve=40evil.test?=",
    "url": "Visit https://evil.test/a?b=c#d or HTTP://EVIL.COM:80/x",
    "domains": "www.evil.test, evil.com/login, EVIL.COM, éviĺ.рф, evil。com, evil․com, evil．com, a.evil.co.uk",
    "tricks": "http:/evil.com http:evil.com //evil.com hxxp://evil.com [here](http://evil.com) <http://evil.com>",
    "zero width": "evil\u200b.\u2060com http:\u200d//evil\u200c.com",
    "addresses": "Write to eve@evil.test or mailto:eve＠evil.test",
    "html": '<a href="https://evil.test/">here</a><img src=x onerror=alert(1)>',
    "bidi": "moc.live\u202e//:ptth\u202c \u2066evil.com\u2069 \u200f\u061c",
    "template": "{url} {name} {0} %s {{ config }}",
    "long": "x" * 10_000,
    "long words": "evil.com " * 1_200,
}


def mentioned(folder):
    """Yield the kinds of email that the code in this folder mentions."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "MailKind":
                yield MailKind[node.attr]


def send(people, kind, **details):
    """Send an email to Ada; return it as it was stored."""
    send_mail(tenant_id=str(people.ada.tenant_id), kind=kind, user_id=str(people.ada.id), **details)
    newest = max(mail._folder().glob("*.eml"))
    return message_from_bytes(newest.read_bytes(), policy=policy.default)


def test_every_kind_has_a_composer_and_is_used():
    assert set(COMPOSERS) == set(MailKind)
    assert set(mentioned(Path(services.__path__[0]))) == set(MailKind)


@pytest.mark.parametrize("kind", MailKind)
def test_each_kind_is_composed_and_sent(people, kind):
    send(people, kind, **DETAILS.get(kind, {}))

    letter = mail.list_stored()[0]
    assert letter.to == people.ada.email
    assert letter.subject
    assert letter.body.startswith("Hello")
    assert "{" not in letter.body


def test_a_kind_without_a_composer_is_rejected(people):
    with pytest.raises(UnknownMail):
        send_mail(tenant_id=str(people.ada.tenant_id), kind="greeting", user_id=str(people.ada.id))


def foreign_links(body: str) -> list[str]:
    """Return what an email program might make a link, except links to ourselves."""
    found = re.findall(r'href="([^"]*)"', urlize(body, extra_schemes=("hxxp:", "ftp:")))
    rest = re.sub(r"http://(ada\.)?localhost:[0-9]+(/[\w./-]*)?(?=\s)", " ", body)
    found += re.findall(r"\S*(?:\w[.。．․｡][^\W\d_]|//|@|＠|\bhttps?:\S|\bmailto:\S)\S*", rest)
    return [each for each in found if not (urlsplit(each).hostname or "").endswith("localhost")]


@pytest.mark.parametrize("kind", MailKind)
def test_no_value_of_any_mail_makes_it_say_what_a_stranger_wants(people, admin_engine, kind):
    details = DETAILS.get(kind, {})
    calm = send(people, kind, **details).get_content()
    for value in HOSTILE.values():
        with admin_engine.begin() as connection:
            connection.execute(
                text("UPDATE users SET name = :name WHERE id = :id"), {"name": value, "id": people.ada.id}
            )

        letter = send(people, kind, **{name: details[name] if name in LINKS else value for name in details})

        assert {"Bcc", "Cc", "Reply-To"} & set(letter.keys()) == set()
        assert letter.get_content_type() == "text/plain"
        for header in ("From", "To", "Subject"):
            assert str(letter[header]).isprintable()
        assert letter["From"].addresses[0].display_name == "QuillSpace"
        body = letter.get_content().replace("\r\n", "\n")
        assert len(body.splitlines()) == len(calm.splitlines())
        assert len(body) < 3_000
        assert all(char.isprintable() or char == "\n" for char in body)
        assert foreign_links(f"{letter['Subject']}\n{body}") == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "r",
        "javascript:alert(1)",
        "https://a@evil.test/",
        "https://a.test/ b",
        "https://a.test/\nhttp://b",
    ],
)
def test_a_link_that_we_did_not_build_is_not_sent(people, url):
    with pytest.raises(ValueError, match="only links"):
        send(people, MailKind.RELEASE_LIVE, **DETAILS[MailKind.RELEASE_LIVE] | {"address": url})
