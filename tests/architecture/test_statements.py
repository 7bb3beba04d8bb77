import pytest

from tests.statements import unnamed


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT pages.id FROM pages WHERE pages.id = %(id)s::UUID AND pages.tenant_id = %(tenant)s::UUID",
        "SELECT one.id FROM pages AS one JOIN sites ON sites.tenant_id = one.tenant_id WHERE one.tenant_id = %s",
        "SELECT id FROM sites LEFT JOIN hosts ON hosts.tenant_id = %s WHERE sites.tenant_id = %s",
        "SELECT id FROM sites WHERE tenant_id = %s AND NOT EXISTS (SELECT FROM hosts WHERE tenant_id = %s)",
        "SELECT id FROM pages WHERE (tenant_id, id) = (%s, %s)",
        "SELECT id FROM templates WHERE tenant_id IN (%s, %s)",
        "SELECT role FROM tenants JOIN memberships ON memberships.tenant_id = tenants.id WHERE tenants.id = %s",
        "SELECT name FROM sites JOIN templates ON templates.tenant_id = template_tenant_id WHERE sites.tenant_id = %s",
        "UPDATE pages SET title = %s WHERE id = %s AND tenant_id = %s",
        "DELETE FROM pages WHERE pages.tenant_id = %s RETURNING id",
        "INSERT INTO pages (tenant_id, id) VALUES (%s, %s) ON CONFLICT (tenant_id, id) DO UPDATE SET id = excluded.id",
        "SELECT found.* FROM find_signed_in_user(%s) AS found",
        "WITH pages AS (SELECT 1 AS id) SELECT id FROM pages",
        "SELECT id FROM users WHERE id = %s",
    ],
)
def test_a_statement_that_restricts_every_tenant_is_accepted(statement: str):
    assert unnamed(statement) == ()


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("SELECT id FROM pages WHERE id = %s", ["pages"]),
        ("SELECT id FROM pages WHERE id = %s AND (tenant_id = %s OR title = '')", ["pages"]),
        ("SELECT id FROM pages WHERE NOT tenant_id = %s", ["pages"]),
        ("SELECT id FROM pages WHERE tenant_id = tenant_id", ["pages"]),
        ("SELECT id FROM pages WHERE tenant_id <> %s", ["pages"]),
        ("SELECT one.id FROM pages AS one JOIN sites ON sites.tenant_id = one.tenant_id", ["one", "sites"]),
        (
            "SELECT one.id FROM pages AS one JOIN sites ON sites.id = one.site_id WHERE one.tenant_id = %s",
            ["sites"],
        ),
        ("SELECT id FROM sites WHERE tenant_id = %s AND id IN (SELECT site_id FROM hosts)", ["hosts"]),
        (
            "SELECT id FROM sites WHERE id IN (SELECT site_id FROM hosts WHERE hosts.tenant_id = %s)",
            ["sites"],
        ),
        ("WITH one AS (SELECT id FROM pages) SELECT id FROM one", ["pages"]),
        ("SELECT id FROM pages WHERE tenant_id = %s UNION ALL SELECT id FROM sites", ["sites"]),
        ("UPDATE pages SET tenant_id = %s WHERE id = %s", ["pages"]),
        ("DELETE FROM pages", ["pages"]),
        ("INSERT INTO pages (tenant_id, id) SELECT tenant_id, id FROM sites WHERE id = %s", ["sites"]),
    ],
)
def test_a_table_without_a_tenant_restriction_is_found(statement: str, tables: list[str]):
    assert list(unnamed(statement)) == tables
