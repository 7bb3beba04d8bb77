import json
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings

from app.errors import Invalid, NotFound
from app.services import documents, pages
from app.tenancy import tenant_scope
from tests.factories import People, puck
from tests.scale import runs
from tests.tree.strategies import PROFILE
from tests.tree.strategies import documents as puck_documents
from tests.tree.support import block, canonical


@pytest.fixture
def site_id(people: People):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada.site_id


def bring(site_id: UUID, data: object):
    return pages.import_file(site_id, json.dumps(data).encode())


def numbers_apart(text: str) -> str:
    """JSON in one spelling; 1e16 and 10000000000000000 are the same number to it."""
    return canonical(json.loads(text, parse_int=float))


@settings(PROFILE, max_examples=runs(6, soak=60), suppress_health_check=list(HealthCheck))
@given(puck_documents())
def test_what_comes_in_goes_out_as_it_was(site_id: UUID, data):
    data.pop("zones", None)

    page = bring(site_id, data)

    assert numbers_apart(pages.export_file(page.id)[1]) == numbers_apart(json.dumps(data))


@pytest.mark.parametrize(
    ("root", "title"),
    [
        ({"props": {"title": " Letters  from\nBath "}}, "Letters from Bath"),
        ({"title": "Old form"}, "Old form"),
        ({"props": {"title": "x" * 200}}, "x" * 120),
        ({"props": {"title": 7}}, "A page from a file"),
        ({"props": {}}, "A page from a file"),
    ],
)
def test_a_page_brings_its_title(site_id: UUID, root, title):
    assert bring(site_id, {"root": root, "content": []}).title == title


def test_a_page_comes_last_with_an_address_of_its_own(site_id: UUID):
    data = {**puck("One"), "root": {"props": {"title": "Books"}}}

    first, second = bring(site_id, data), bring(site_id, data)

    assert (first.slug, second.slug) == ("books", "books-2")
    assert first.position < second.position


def test_old_zones_become_slots(site_id: UUID):
    data = {"content": [block("Section", "s")], "zones": {"s:content": [block("Quote", "q")], "x:y": []}}

    page = bring(site_id, data)

    assert documents.export_page(page.id) == {
        "content": [block("Section", "s", content=[block("Quote", "q")])],
        "zones": {"x:y": []},
    }


NO_JSON = [b"", b"\xff\xfe", b"{", b"[" * 100_000, b"9" * 10_000]
NO_PAGE = [
    *("[]", "7", '"page"', "{}", '{"content": 7}', '{"content": [{"type": "Text"}]}'),
    '{"content": [], "root": {"props": {"a": NaN}}}',
    r'{"content": [], "root": {"props": {"title": "\u0000"}}}',
]


@pytest.mark.parametrize("content", [*NO_JSON, *map(str.encode, NO_PAGE)])
def test_invalid_file_gets_a_message(site_id: UUID, content: bytes):
    with pytest.raises(Invalid, match=r"^(This isn’t a page file|We couldn’t read this page)"):
        pages.import_file(site_id, content)


def test_a_site_or_page_of_another_tenant_is_not_found(site_id: UUID, people: People):
    with pytest.raises(NotFound):
        bring(people.carol.site_id, puck())
    for page_id in (people.carol.page_id, uuid4()):
        with pytest.raises(NotFound):
            pages.export_file(page_id)
