"""Links that cannot break: a parent with three children and ten links to them is renamed five times."""

import re

from app.services import pages, redirects
from app.tenancy import tenant_scope
from tests.factories import make_page
from tests.services.publishing.support import link_to, manifest, on_site, publish, read


def test_every_address_that_readers_knew_leads_on_in_one_step_and_no_page_names_it(people, admin_engine):
    with on_site(admin_engine, people.ada) as (session, site):
        parent = make_page(session, site, slug="books", title="Books")
        family = [parent] + [
            make_page(session, site, slug=f"books/{name}", title=name)
            for name in ("emma", "lady-susan", "persuasion")
        ]
        for number in range(10):
            make_page(session, site, slug=f"p{number}", title="Links", data=link_to(family[number % 4].id))
    publish(people.ada)
    known = {f"/{page.slug}": str(page.id) for page in family}
    for slug in ("works", "novels", "books", "all/novels", "oeuvre"):
        with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
            pages.update_page(parent.id, title="Books", slug=slug, meta_description="", in_menu=True)
        build = publish(people.ada)
        known |= {
            path: page for page, path in manifest(people.ada, build).pages.items() if page in known.values()
        }

    shown = manifest(people.ada, build).pages
    with tenant_scope(people.ada.tenant_id):
        rules = redirects.read_town(people.ada.site_id).rules
    old = {path: page for path, page in known.items() if path not in shown.values()}
    assert len(old) == 16
    for path, page in old.items():
        end = rules.lead(path, shown, set(shown.values()).__contains__)
        assert (end.status, end.target) == (301, shown[page])
    html = "".join(
        read(people.ada, build, file) for file in manifest(people.ada, build).files if file.endswith(".html")
    )
    assert not set(re.findall(r'href="(/[^"]*)"', html)) & old.keys()
    assert html.count('href="/oeuvre') >= 10
