"""Tenant isolation checked in PostgreSQL's own catalogue, with proof that every kind of violation is found."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.config import Config
from tests import house
from tests.security.catalogue import RULES, Finding, findings, unneeded

TENANT = "(SELECT nullif(current_setting('rls.tenant_id', true), '')::uuid)"
HOLES = re.findall(
    r"^-- (.+?): (.+)\n((?:(?!--).+\n)+)",
    Path(__file__).with_name("holes.sql").read_text().replace("{tenant}", TENANT),
    flags=re.MULTILINE,
)


@pytest.fixture(scope="module", autouse=True)
def _no_rows(config: Config) -> None:
    """Empty all tables, because some violations can only be created in empty tables."""
    house.empty(config)


@pytest.fixture
def catalogue(config: Config) -> Iterator[psycopg.Connection]:
    """A connection in a transaction of the superuser, which is never committed."""
    with psycopg.connect(house.admin_url(config)) as connection:
        connection.execute("SET LOCAL lock_timeout = '10s'")
        yield connection
        connection.rollback()


def test_nothing_lets_a_tenant_reach_another(catalogue):
    assert sorted(map(str, findings(catalogue))) == []


def test_every_exception_is_still_needed(catalogue):
    assert sorted(map(str, unneeded(catalogue))) == []


@pytest.mark.parametrize(
    ("rule", "subject", "statements"), HOLES, ids=[": ".join(hole[:2]) for hole in HOLES]
)
def test_a_violation_is_found(catalogue, rule, subject, statements):
    catalogue.execute(statements.encode())
    assert Finding(rule, subject) in findings(catalogue, rule)


def test_every_rule_has_a_violation_that_it_finds():
    assert {rule for rule, _subject, _statements in HOLES} == set(RULES)
