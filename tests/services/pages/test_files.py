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


def import_page(site_id: UUID, data: object):
    return pages.import_file(site_id, json.dumps(data).encode())


def normalised(text: str) -> str:
    """Normalise JSON so that 1e16 and 10000000000000000 are equal."""
    return canonical(json.loads(text, parse_int=float))


@settings(PROFILE, max_examples=runs(6, soak=60), suppress_health_check=list(HealthCheck))
@given(puck_documents())
def test_an_imported_page_is_exported_unchanged(site_id: UUID, data):
    data.pop("zones", None)

    page = import_page(site_id, data)

    assert normalised(pages.export_file(page.id)[1]) == normalised(json.dumps(data))


@pytest.mark.parametrize(
    ("root", "title"),
    [
        ({"props": {"title": " Letters  from\nBath "}}, "Letters from Bath"),
        ({"title": "Old form"}, "Old form"),
        ({"props": {"title": "x" * 200}}, "x" * 120),
        ({"props": {"title": 7}}, "Page from a file"),
        ({"props": {}}, "Page from a file"),
    ],
)
def test_an_imported_page_has_the_title_of_its_file(site_id: UUID, root, title):
    assert import_page(site_id, {"root": root, "content": []}).title == title


def test_an_imported_page_is_added_last_with_a_unique_address(site_id: UUID):
    data = {**puck("One"), "root": {"props": {"title": "Books"}}}

    first, second = import_page(site_id, data), import_page(site_id, data)

    assert (first.slug, second.slug) == ("books", "books-2")
    assert first.position < second.position


def test_old_zones_become_slots(site_id: UUID):
    data = {"content": [block("Section", "s")], "zones": {"s:content": [block("Quote", "q")], "x:y": []}}

    page = import_page(site_id, data)

    assert documents.export_page(page.id) == {
        "content": [block("Section", "s", content=[block("Quote", "q")])],
        "zones": {"x:y": []},
    }


NOT_JSON = [b"", b"\xff\xfe", b"{", b"[" * 100_000, b"9" * 10_000]
NOT_A_PAGE = [
    *("[]", "7", '"page"', "{}", '{"content": 7}', '{"content": [{"type": "Text"}]}'),
    '{"content": [], "root": {"props": {"a": NaN}}}',
    r'{"content": [], "root": {"props": {"title": "\u0000"}}}',
]


@pytest.mark.parametrize("content", [*NOT_JSON, *map(str.encode, NOT_A_PAGE)])
def test_an_invalid_file_is_rejected(site_id: UUID, content: bytes):
    with pytest.raises(Invalid, match=r"^(This isn’t a page file|We couldn’t read this page)"):
        pages.import_file(site_id, content)


def test_a_site_or_page_of_another_tenant_is_not_found(site_id: UUID, people: People):
    with pytest.raises(NotFound):
        import_page(people.carol.site_id, puck())
    for page_id in (people.carol.page_id, uuid4()):
        with pytest.raises(NotFound):
            pages.export_file(page_id)


DEEP = "<ul><li>a" * 20_000


def test_a_text_that_is_nested_too_deeply_is_imported_as_plain_paragraphs(site_id: UUID):
    data = {"root": {}, "content": [block("Text", "one", body=DEEP), block("Unknown", "two", body=DEEP)]}

    content = json.loads(pages.export_file(import_page(site_id, data).id)[1])["content"]

    assert [each["props"]["body"] for each in content] == ["<p>a</p>" * 20_000, DEEP]


@pytest.mark.parametrize(
    ("props", "problem"),
    [
        ({"body": "a" * 200_001}, "Text is too long; the limit is 200,000 characters."),
        ({"links": [{"label": "a"}] * 101}, "Links can have at most 100 items."),
    ],
)
def test_a_file_with_a_value_that_is_too_large_is_rejected(site_id: UUID, props, problem):
    data = {"root": {}, "content": [block("Text" if "body" in props else "Footer", "one", **props)]}

    with pytest.raises(Invalid, match="We couldn’t add this page") as error:
        import_page(site_id, data)

    assert error.value.field == "document"
    assert problem in str(error.value)
