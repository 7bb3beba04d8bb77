import pytest

from tests.factories import make_page, puck
from tests.services.publishing.support import on_site, publish


@pytest.fixture
def site_pages(people, admin_engine):
    """Four live pages; tests do not change the last one."""
    with on_site(admin_engine, people.ada) as (session, site):
        pages = [
            make_page(
                session, site, slug=slug, title=slug.title(), data=puck("Dear old reader"), position=place
            )
            for place, slug in enumerate(("books", "news", "about", "other"), start=1)
        ]
    publish(people.ada)
    return [page.id for page in pages]
