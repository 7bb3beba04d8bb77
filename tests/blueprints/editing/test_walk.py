"""The packages that one edit passes through, from the route to the response."""

from tests.blueprints.editor_client import Editor
from tests.walk import packages_entered

ORDER = [
    "web/auth",
    "blueprints/editing",
    "services/editing",
    "services/documents",
    "tree/operations",
    "tree/codecs",
    "tree/rendering",
]


def test_an_edit_is_checked_applied_stored_and_rendered_in_this_order(editor: Editor):
    editor.send("PATCH", "/blocks/heading-1", text="Dear reader")

    entered = packages_entered(
        lambda: editor.send("PATCH", "/blocks/heading-1", text="Dear, dear reader"), ORDER
    )

    assert list(dict.fromkeys(entered)) == ORDER
    assert entered.count("blueprints/editing") == 1
