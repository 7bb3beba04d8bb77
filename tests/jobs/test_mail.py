"""Every kind of email has a composer."""

import ast
from pathlib import Path

import pytest

from app import services
from app.adapters import mail
from app.jobs.mail import COMPOSERS, UnknownMail, send_mail
from app.services.mail import MailKind

DETAILS = {
    MailKind.SUPPORT_VISIT: {"reason": "The heading overlaps"},
    MailKind.RELEASE_LIVE: {
        "release": "Launch",
        "when": "noon",
        "address": "a",
        "site": "s",
        "releases": "r",
    },
    MailKind.RELEASE_FAILED: {
        "release": "Launch",
        "what": "did not end",
        "reason": "x",
        "site": "s",
        "releases": "r",
    },
}


def mentioned(folder):
    """Yield the kinds of email that the code in this folder mentions."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "MailKind":
                yield MailKind[node.attr]


def test_every_kind_has_a_composer_and_is_used():
    assert set(COMPOSERS) == set(MailKind)
    assert set(mentioned(Path(services.__path__[0]))) == set(MailKind)


@pytest.mark.parametrize("kind", MailKind)
def test_each_kind_is_composed_and_sent(people, kind):
    send_mail(
        tenant_id=str(people.ada.tenant_id), kind=kind, user_id=str(people.ada.id), **DETAILS.get(kind, {})
    )

    letter = mail.list_stored()[0]
    assert letter.to == people.ada.email
    assert letter.subject
    assert letter.body.startswith("Hello Ada")
    assert "{" not in letter.body


def test_a_kind_without_a_composer_is_rejected(people):
    with pytest.raises(UnknownMail):
        send_mail(tenant_id=str(people.ada.tenant_id), kind="greeting", user_id=str(people.ada.id))
