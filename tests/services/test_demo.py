"""The demo that `make run` sets up."""

from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import select

from app import extensions
from app.errors import Forbidden
from app.models import Host, Page, Site, SiteBuild, User
from app.services import accounts, demo
from app.tenancy import platform_transaction, tenant_scope, transaction


@pytest.fixture
def seeded(clean_database):
    return demo.seed()


def sites() -> list[tuple[object, object, str]]:
    """Return the tenant, id and name of every site, by name."""
    with platform_transaction() as session:
        return [
            tuple(row)
            for row in session.execute(select(Site.tenant_id, Site.id, Site.name).order_by(Site.name))
        ]


def test_demo_has_two_authors_with_similar_names(seeded):
    assert [name for _tenant, _site, name in sites()] == ["Jane Austen", "Jane Austin"]


def test_demo_sites_have_pages_an_address_and_a_pending_publication(seeded):
    for tenant_id, site_id, name in sites():
        with tenant_scope(tenant_id), transaction() as session:
            assert (
                session.scalars(select(Host.hostname)).one() == f"{name.lower().replace(' ', '-')}.localhost"
            )
            assert len(session.scalars(select(Page.id).where(Page.site_id == site_id)).all()) >= 4
            assert session.scalars(select(SiteBuild.status)).one() == "pending"


def test_seeding_again_changes_nothing(seeded):
    before = sites()

    assert demo.seed() == seeded
    assert sites() == before


def test_author_can_sign_in_with_the_demo_password(seeded):
    assert not accounts.authenticate(email=demo.AUTHOR, password=demo.PASSWORD).needs_code


def test_support_account_is_staff_and_signs_in_with_the_printed_secret(seeded):
    proof = accounts.authenticate(email=demo.SUPPORT, password=demo.PASSWORD)

    assert proof.is_staff
    assert proof.needs_code
    accounts.check_code(proof.user_id, pyotp.TOTP(seeded.support_secret).now())
    with platform_transaction() as session:
        assert session.scalars(select(User.email).where(User.is_staff)).all() == [demo.SUPPORT]


def test_demo_prints_its_address_and_how_to_sign_in(seeded):
    text = str(seeded)

    assert all(word in text for word in (seeded.site_url, demo.AUTHOR, demo.SUPPORT, seeded.support_secret))


def test_demo_is_refused_in_production(clean_database):
    extensions.configure(replace(clean_database, env="production"))

    with pytest.raises(Forbidden):
        demo.seed()
    assert sites() == []
