"""The structured data of books, whatever values a page stores."""

import pytest

from app.components.registry import BUILT_IN
from app.services.seo import find_books
from app.tree.codecs import load_puck
from tests.factories import puck


def books(**props):
    data = {**puck(), "content": [{"type": "Book", "props": {"id": "Book-1", **props}}]}
    return find_books(load_puck(data, BUILT_IN), BUILT_IN)


def detail(label, value):
    return {"label": label, "value": value}


def test_a_book_has_its_title_blurb_and_known_details():
    details = [
        detail("ISBN", "978-3"),
        detail("Pages", "312"),
        detail("Verlag", "Egerton"),
        detail("Mood", "Wry"),
    ]

    assert books(title="Emma", blurb="<p>Handsome, clever &amp; rich</p>", details=details) == [
        {
            "@type": "Book",
            "name": "Emma",
            "description": "Handsome, clever & rich",
            "isbn": "978-3",
            "numberOfPages": 312,
            "publisher": {"@type": "Organization", "name": "Egerton"},
        }
    ]


def test_the_sample_text_of_a_book_is_not_described():
    assert books(title="Emma") == [{"@type": "Book", "name": "Emma"}]
    assert books() == []


@pytest.mark.parametrize("pages", ["²", "9" * 5000, "-3", "3.5", "about 300"])
def test_a_number_of_pages_that_is_not_a_number_is_left_out(pages):
    assert books(title="Emma", details=[detail("Pages", pages)]) == [{"@type": "Book", "name": "Emma"}]


ODD = [None, 0, 1.5, True, "x", [], ["x"], [None], [[]], {}, {"label": 1}, [{"label": 1, "value": []}], [{}]]


@pytest.mark.parametrize("name", ["title", "blurb", "details"])
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_malformed_values_of_a_book_do_no_harm(name, value):
    (book,) = books(**{"title": "Emma", name: value}) or [{"@type": "Book"}]

    assert book["@type"] == "Book"
