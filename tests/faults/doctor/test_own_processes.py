"""In an installation on services of its own, each thing is broken in turn: what doctor says and what people see."""

import json
import re
import signal
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app import extensions
from app.cli.doctor import queue
from tests import house
from tests.embedded.support import eventually
from tests.faults.doctor.installation import SECONDS, Installation, installed
from tests.pictures import jpeg
from tests.scale import IS_SOAK
from tests.web.test_words_in_logs import MARK, REFUSE

OK, NO_ANSWER, BAD_GATEWAY, AWAY = 200, 0, 502, 503


@dataclass(frozen=True, kw_only=True)
class Row:
    """What breaks and mends an installation, and what is seen meanwhile: the failing check, and statuses."""

    breaks: Callable[[Installation], None]
    mends: Callable[[Installation], None]
    doctor: str
    visitor: int = OK
    editor: int = OK
    edit: int = OK
    reader: int = OK


def stopped(name: str, doctor: str, **seen: int) -> Row:
    return Row(breaks=lambda it: it.stop(name), mends=lambda it: it.start(name), doctor=doctor, **seen)


def bucket_rule(it: Installation) -> None:
    rule = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{it.bucket}/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [rule]}
    it.weed.client().put_bucket_policy(Bucket=it.bucket, Policy=json.dumps(policy))


def refuse_login(it: Installation) -> None:
    it.sql(
        "ALTER ROLE quillspace_app NOLOGIN",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'quillspace_app'",
    )


ROWS = {
    "database stopped": stopped("postgres", "database", editor=AWAY, edit=AWAY),
    "database refuses the app's login": Row(
        breaks=refuse_login,
        mends=lambda it: it.sql("ALTER ROLE quillspace_app LOGIN"),
        doctor="database",
        editor=AWAY,
        edit=AWAY,
    ),
    "queue stopped": stopped("valkey", "queue"),
    "bucket stopped": Row(
        breaks=lambda it: it.weed.kill(), mends=lambda it: it.weed.start(), doctor="object-store"
    ),
    "bucket read-only": Row(
        breaks=bucket_rule,
        mends=lambda it: it.weed.client().delete_bucket_policy(Bucket=it.bucket),
        doctor="object-store",
    ),
    "mail server stopped": stopped("mail", "mail-server"),
    "worker stopped": stopped("worker", "workers"),
    "worker killed": Row(
        breaks=lambda it: it.stop("worker", signal.SIGKILL),
        mends=lambda it: it.start("worker"),
        doctor="workers",
    ),
    "relay stopped": stopped("relay", "relay"),
    "edge stopped": stopped("edge", "edge-agent"),
    "app stopped": stopped("web", "web", visitor=BAD_GATEWAY, editor=BAD_GATEWAY, edit=BAD_GATEWAY),
    "app's Caddy stopped": stopped(
        "app_caddy", "address", visitor=NO_ANSWER, editor=NO_ANSWER, edit=NO_ANSWER
    ),
    "sites' Caddy stopped": stopped("caddy", "caddy", reader=NO_ANSWER),
    "schema behind": Row(
        breaks=lambda it: it.sql("UPDATE alembic_version SET version_num = '-' || version_num"),
        mends=lambda it: it.sql("UPDATE alembic_version SET version_num = ltrim(version_num, '-')"),
        doctor="schema",
    ),
}
OF_A_REQUEST = ("sites", "site_builds", "outbox", "audit_log")
"""The tables to which a request for a publication writes."""
QUICK = (
    "database stopped",
    "database refuses the app's login",
    "queue stopped",
    "worker killed",
    "relay stopped",
    "edge stopped",
    "app stopped",
    "app's Caddy stopped",
)


@pytest.fixture(scope="module")
def installation(config, weed):
    """The installation, whose services this process uses too."""
    with pytest.MonkeyPatch.context() as patch, house.temporary_home() as home, installed(home, weed) as made:
        patch.setattr(queue, "PATIENCE", 0.5)
        yield made
    extensions.configure(config)
    house.connect(config)


def look(installation):
    """Return what a visitor, an author and a reader get."""
    author = installation.author
    return [
        installation.front.visit("/sign-in"),
        author.open_editor(),
        author.edit(),
    ], installation.readers.read()


def seen(installation):
    of_app, reader = look(installation)
    return [response.status for response in of_app] + [reader]


def works_again(installation):
    """Wait until everybody sees what they should."""
    last = []
    try:
        eventually(lambda: last.append(seen(installation)) or last[-1] == [OK] * 4, seconds=8)
    except AssertionError:
        raise AssertionError(f"people get {last[-1]}", look(installation)) from None


@pytest.mark.sampled
@pytest.mark.parametrize("name", list(ROWS) if IS_SOAK else QUICK)
def test_doctor_names_the_cause_and_people_see_what_the_manual_says(installation, name):
    row = ROWS[name]
    row.breaks(installation)
    try:
        installation.finds(row.doctor)
        (*of_app, edit), reader = look(installation)
    finally:
        row.mends(installation)

    assert [*(each.status for each in of_app), edit.status, reader] == [
        row.visitor,
        row.editor,
        row.edit,
        row.reader,
    ]
    for response in (*of_app, edit):
        if response.status >= 500:
            is_fragment = response is edit and edit.status == AWAY
            assert ('class="notice' if is_fragment else "We’ll be right back") in response.text
            assert int(response.retry_after) > 0
    works_again(installation)


def test_everything_works_again_without_a_hand(installation):
    installation.finds()
    text = "Back at my desk"
    assert installation.author.edit(text).status == OK
    assert installation.author.publish().status < 400
    eventually(lambda: text in installation.readers.text(), seconds=SECONDS)


def write_everywhere(author):
    """Write a marked word wherever an author may: each change is accepted."""
    front, person = author.front, author.person
    picture = front.visit(f"/assets?name={MARK}.jpg", "POST", body=jpeg())
    (asset, *_) = re.findall(r"/assets/([0-9a-f-]{36})", picture.text)
    site, page = f"/sites/{person.site_id}", f"/pages/{person.page_id}"
    redirect = {"from_path": f"/{MARK}", "target": f"https://{MARK}.example/", "kind": "moved"}
    answers = [
        picture,
        front.visit(f"/assets/{asset}", "PATCH", name=MARK, alt=f"A {MARK}"),
        author.edit(f"Dear {MARK}"),
        front.visit(f"{page}/details", "PATCH", title=MARK, in_menu="on"),
        front.visit(f"{site}/redirects", "POST", **redirect),
        front.visit(f"{site}/password", "PATCH", password=f"{MARK} and a harp"),
        front.visit(f"{page}/search", "PATCH", search_title=MARK, meta_description=MARK),
        front.visit("/account", "PATCH", name=f"Ada {MARK}"),
    ]
    assert [each for each in answers if not 200 <= each.status < 400] == []


def fail_with_words(it):
    """Let a mail, an edit and a publication fail, with errors that repeat what somebody wrote."""
    it.sql(f"UPDATE users SET email = '{MARK}@example.test' WHERE id = '{it.people.bob.id}'")
    it.stop("mail")
    it.start_mail(RCPT=f"550 there is no {MARK}")
    stranger = it.front
    stranger.renew_token()
    assert stranger.visit("/sign-in", "POST", email=f"{MARK}@example.test", password=MARK).status == 422
    assert stranger.visit("/password", "POST", email=f"{MARK}@example.test").status < 400
    eventually(lambda: "send_mail (outbox-" in it.log("worker"), seconds=SECONDS)
    it.sql(REFUSE)
    try:
        assert it.author.edit(f"More {MARK}").status == 500
        it.sql(*(f"DROP TRIGGER refuse_row ON {table}" for table in OF_A_REQUEST))
        assert it.author.publish().status < 400
        eventually(lambda: "failed on attempt" in it.log("worker"), seconds=SECONDS)
    finally:
        it.sql("DROP FUNCTION refuse_row CASCADE")


def test_no_process_logs_what_people_write(installation):
    """Comes last, because it leaves a site with a password and failed work behind."""
    write_everywhere(installation.author)
    fail_with_words(installation)
    assert installation.readers.read(f"/{MARK}") > 0

    for process in ("web", "worker"):
        assert "SQLSTATE 23514, table " in installation.log(process)
    for process in installation.running:
        assert MARK not in installation.log(process).lower(), process
