"""The secret in a preview's link is not stored, not part of the hostname, and shown only to the site's members."""

import re
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.delivery.preview_links import PATH, cookie_of, digest_of
from app.extensions import config
from app.services import previews
from app.services.previews.secrets import secret_of
from app.tenancy import tenant_scope
from tests.services.previews.support import make, row


@pytest.fixture
def ada(people, clean_database):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def test_a_previews_hostname_is_public_and_its_link_cannot_be_guessed(ada):
    links = [previews.get_preview(previews.create_preview(ada.site_id, days=1)) for _ in range(5)]

    for link in links:
        label, _, domain = link.hostname.partition(".")
        address, _, secret = link.url.partition(PATH)
        assert domain == "localhost"
        assert re.fullmatch(r"preview-[a-z2-7]{8}", label)
        assert urlsplit(address).hostname == link.hostname
        assert re.fullmatch(r"[a-z2-7]{32}", secret)
        assert row(link.id).digest == digest_of(secret)
    assert len({link.hostname for link in links} | {link.url.partition(PATH)[2] for link in links}) == 10


def test_the_secret_is_stored_nowhere(ada, admin_engine):
    preview = make(ada)
    secret = secret_of(preview.id)

    with admin_engine.connect() as connection:
        tables = connection.scalars(
            text("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        ).all()
        contents = [str(connection.scalars(text(f"SELECT t::text FROM {name} t")).all()) for name in tables]

    assert any(preview.digest in rows for rows in contents)
    assert not any(secret in rows or cookie_of(secret) in rows for rows in contents)


def test_a_certificate_request_contains_no_secret(ada):
    preview = make(ada)
    secret = secret_of(preview.id)
    requested = f"/v1/domains/verify?domain={preview.hostname}"

    assert not any(secret[start : start + 5] in requested for start in range(len(secret) - 4))


def test_support_staff_do_not_see_the_link(ada, people):
    preview = make(ada)
    scope = tenant_scope(ada.tenant_id, user_id=uuid4(), on_behalf_of=ada.id, support_session_id=uuid4())

    with scope:
        (seen,) = previews.list_previews(ada.site_id)
        assert (seen.id, seen.url) == (preview.id, "")


def test_after_a_key_change_the_link_is_not_shown(ada, monkeypatch):
    preview = make(ada)
    other = replace(config(), secret_key="another key of at least 32 letters")
    monkeypatch.setattr("app.services.previews.secrets.config", lambda: other)

    assert previews.get_preview(preview.id).url == ""
