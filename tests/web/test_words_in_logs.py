"""What people write never gets into a log, whatever fails: a statement, a job or the rendering of a page."""

import io
import logging
import re
from contextlib import contextmanager

import psycopg
import pytest

from app.jobs import outbox
from app.logs import SafeFormatter, describe
from app.models import OutboxMessage
from app.services import publishing
from app.services.publishing.rendering import page_renderer
from app.tenancy import tenant_scope, transaction
from tests import house
from tests.architecture import request_data
from tests.architecture.route_costs import RouteMeter, routes
from tests.architecture.route_fixtures import create_fixtures
from tests.jobs.support import work
from tests.scale import every
from tests.services.publishing.support import change

MARK = "zephyrine"
OF_PEOPLE = {
    "alt": MARK,
    "author_name": MARK,
    "code": MARK,
    "current": MARK,
    "email": f"{MARK}@example.test",
    "from_path": f"/{MARK}",
    "meta_description": MARK,
    "name": MARK,
    "password": f"{MARK} and a harp",
    "pattern": f"{MARK} {{page}}",
    "q": MARK,
    "reason": MARK,
    "search_title": MARK,
    "slug": MARK,
    "subdomain": MARK,
    "table": f"/{MARK} /about",
    "tagline": MARK,
    "target": f"https://{MARK}.example/",
    "text": MARK,
    "title": MARK,
    "words": MARK,
}
"""Every field in which people write something of their own, with a word that must not be in any log."""
UNTOUCHED = {"accounts.create_session", "edge.create_unlock"}
"""Routes whose own field has to match something that is stored."""
REFUSE = """
CREATE FUNCTION refuse_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE check_violation USING MESSAGE = 'new row violates a check: ' || NEW::text,
        DETAIL = 'Failing row contains ' || NEW::text, TABLE = TG_TABLE_NAME, HINT = NEW::text;
END $$;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
        AND tablename NOT IN ('alembic_version', 'sessions') LOOP
        EXECUTE format('CREATE TRIGGER refuse_row BEFORE INSERT OR UPDATE ON %I
            FOR EACH ROW EXECUTE FUNCTION refuse_row()', name);
    END LOOP;
END $$
"""


@contextmanager
def every_write_fails(config):
    """Make PostgreSQL refuse every row, with an error that repeats the whole row, as failed checks do."""
    with psycopg.connect(house.admin_url(config), autocommit=True) as admin:
        admin.execute(REFUSE)
        try:
            yield
        finally:
            admin.execute("DROP FUNCTION refuse_row CASCADE")


@pytest.fixture
def log():
    """What a process would log, as text."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(SafeFormatter())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def words_of_servers(config):
    return "".join(path.read_text(errors="replace") for path in (config.home / "log").glob("*.log"))


@pytest.mark.sampled
def test_no_word_of_a_form_is_logged_when_the_database_refuses_it(
    app, clean_database, people, admin_engine, monkeypatch, log
):
    own = request_data.forms

    def marked(fixtures):
        return {
            endpoint: {name: OF_PEOPLE.get(name, text) for name, text in fields.items()}
            if endpoint not in UNTOUCHED
            else fields
            for endpoint, fields in own(fixtures).items()
        }

    meter = RouteMeter(app, clean_database, create_fixtures(app, people, admin_engine), people.ada)
    monkeypatch.setattr(request_data, "forms", marked)
    monkeypatch.setattr(app, "testing", False)
    written = marked(meter.fixtures)
    with_words = [
        route
        for route in routes(app)
        if route.method != "GET" and written.get(route.endpoint, {}).keys() & OF_PEOPLE
    ]
    with every_write_fails(clean_database):
        statuses = [meter.measure(route)[0] for route in every(4, with_words)]

    assert statuses.count(500) > len(statuses) / 2
    assert "SQLSTATE 23514, table " in log.getvalue()
    assert MARK not in log.getvalue().lower()
    assert "Failing row" not in log.getvalue()
    assert MARK not in words_of_servers(clean_database)


def test_no_argument_of_a_failing_job_is_logged(people, clean_database, log):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id), transaction() as session:
        session.add(
            OutboxMessage(topic="mail", payload={"kind": MARK, "user_id": str(people.ada.id), "site": MARK})
        )
    outbox.deliver()
    work()

    assert "send_mail (outbox-" in log.getvalue()
    assert MARK not in log.getvalue()


def test_no_text_of_a_page_is_logged_that_cannot_be_rendered(people, admin_engine, monkeypatch, log):
    def fail(tree, _context):
        raise ValueError(f"{MARK} in {tree}")

    monkeypatch.setattr(page_renderer, "render_page", fail)
    change(admin_engine, "UPDATE pages SET title = :mark", mark=MARK)
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        build = publishing.request_publication(people.ada.site_id)
        publishing.publish(build.id)

    assert "could not be rendered" in log.getvalue()
    assert MARK not in log.getvalue()


def raised(*errors):
    """Return the last of these exceptions, each raised while the one before it was handled."""
    previous = None
    for error in errors:
        error.__context__ = previous
        previous = error
    return previous


@pytest.mark.parametrize("kind", [ValueError, KeyError, RuntimeError, LookupError, AssertionError, Exception])
def test_messages_of_exceptions_are_hidden_in_arguments_and_tracebacks(kind, log):
    logger = logging.getLogger("quillspace.tests")
    error = raised(kind(MARK), ExceptionGroup(MARK, [kind(MARK)]), TypeError(MARK))
    error.add_note(MARK)
    logger.error("It failed: %s", kind(MARK), exc_info=error)

    assert MARK not in log.getvalue()
    assert log.getvalue().count(kind.__name__) >= 3


def test_messages_that_only_code_and_servers_write_are_kept():
    assert describe(ConnectionRefusedError(111, "Connection refused")).endswith("Connection refused")
    assert "no attribute 'titel'" in describe(AttributeError("'Page' object has no attribute 'titel'"))
    with pytest.raises(psycopg.OperationalError) as away:
        psycopg.connect("postgresql://127.0.0.1:1/quillspace")
    assert re.search(r"port 1\b.*refused", describe(away.value))
