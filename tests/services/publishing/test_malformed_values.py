"""A page with malformed values, such as an imported one, is published like any other."""

import json

import pytest

from app.components.registry import BUILT_IN
from app.models import BuildStatus
from tests.services.publishing.support import change, publish, read, view

MALFORMED = {
    "null": None,
    "number": 7,
    "fraction": 1.5,
    "switch": True,
    "text": "x²",
    "long text": "9" * 5000,
    "list": [],
    "list of texts": ["x", None, 3],
    "list of lists": [[]],
    "object": {},
    "object of odd values": {"label": 1, "url": [], "page": {}, "src": 3, "phone": "x", "desktop": None},
    "list of odd objects": [{"label": 1, "value": [], "link": "x"}, {}],
}
SET_CONTENT = (
    "UPDATE pages SET puck_data = jsonb_set(puck_data, '{content}', CAST(:content AS jsonb)), snapshot_meta = '{}' "
    "WHERE id = :id"
)


def blocks_with(value):
    """One block of each component, with this value in each of its fields."""
    return [
        {
            "type": component.__name__,
            "props": {
                "id": f"{component.__name__}-1",
                **{name: value for name in component.fields if name not in component.slots},
            },
        }
        for component in BUILT_IN.components
    ]


@pytest.mark.parametrize("value", MALFORMED)
def test_a_page_with_malformed_values_is_published(people, admin_engine, value):
    content = [
        *blocks_with(MALFORMED[value]),
        {"type": "Text", "props": {"id": "Text-9", "body": "<p>Fine</p>"}},
    ]
    change(admin_engine, SET_CONTENT, content=json.dumps(content), id=people.ada.page_id)

    build = publish(people.ada)

    assert view(people.ada, build).status is BuildStatus.SUCCESS
    assert "<p>Fine</p>" in read(people.ada, build, "/index.html")
