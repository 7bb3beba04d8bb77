"""Staff see all parked work, and send it again."""

import pytest

from app.services import parked_work
from tests.services.publishing.support import change

PARK = (
    "INSERT INTO outbox (tenant_id, topic, payload, tries, parked_at, dispatched_at, last_error) "
    "VALUES (:tenant, :topic, '{}', 3, now(), now(), 'Unavailable')"
)


@pytest.fixture
def parked(people, admin_engine):
    """Three pieces of Ada's work: two mails and a link check."""
    for topic in ("mail", "mail", "links"):
        change(admin_engine, PARK, tenant=people.ada.tenant_id, topic=topic)
    return parked_work.list_parked()


def test_parked_work_is_listed_by_kind(staff, parked):
    html = staff.get("/support/parked-work").text

    assert html.count("after 3 tries") == 3
    assert "Send all 2 again" in html
    assert "Unavailable" in html


def test_nothing_parked_is_said(staff):
    assert "Nothing is parked" in staff.get("/support/parked-work").text


@pytest.mark.parametrize(
    ("choose", "left"),
    [
        (lambda parked: {"work": parked[0].id}, 2),
        (lambda _parked: {"kind": "mail"}, 1),
        (lambda _parked: {"kind": "link-check"}, 2),
    ],
)
def test_work_is_sent_again_by_id_or_kind_and_logged(staff, parked, admin_engine, choose, left):
    assert staff.post("/support/parked-work/retries", data=choose(parked)).status_code == 303

    assert len(parked_work.list_parked()) == left
    with admin_engine.connect() as connection:
        logged = connection.exec_driver_sql(
            "SELECT details FROM staff_audit_log WHERE action = 'parked.send'"
        )
        assert logged.scalar()["sent"] == 3 - left


@pytest.mark.parametrize("sent", [{}, {"kind": "nothing"}, {"work": "outbox-9999"}, {"work": "x" * 5000}])
def test_unknown_work_is_not_found(staff, parked, sent):
    assert staff.post("/support/parked-work/retries", data=sent).status_code == 404
    assert len(parked_work.list_parked()) == 3
