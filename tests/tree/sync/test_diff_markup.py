"""Two renderings of a page in which the differences are marked."""

import re

import html5lib
from hypothesis import given

from app.components.registry import BUILT_IN
from app.components.rendering import Mode, RenderContext
from app.tree import codecs
from app.tree.model import Tree
from app.tree.operations import apply
from app.tree.rendering import render_page
from app.tree.sync import diff, mark_differences
from tests.tree.strategies import PROFILE, documents, perform, scripts
from tests.tree.support import block, maker


def page(*content) -> Tree:
    return codecs.load_puck({"root": {"props": {}}, "content": list(content)}, BUILT_IN)


def rendered(tree: Tree) -> str:
    return render_page(tree, RenderContext(registry=BUILT_IN, mode=Mode.CANVAS)).html


def marked(before: Tree, after: Tree) -> tuple[str, str]:
    return mark_differences(rendered(before), rendered(after), diff(before, after))


def text(html: str, block_id: str = "t") -> dict:
    return block("Text", block_id, body=html)


def test_deleted_and_added_words_are_marked():
    old, new = marked(
        page(text("<p>It was a dark night.</p>")), page(text("<p>It was a bright, fine night.</p>"))
    )

    assert "<p>It was a <del>dark</del> night.</p>" in old
    assert "<p>It was a <ins>bright, fine</ins> night.</p>" in new


def test_blocks_are_marked_with_the_kind_of_difference():
    before = page(text("<p>One</p>"), block("Quote", "q"), block("Divider", "d"))
    after = page(block("Quote", "q"), text("<p>Two</p>"), block("Button", "b"))

    old, new = marked(before, after)

    assert re.search(r'data-block-id="d"[^>]* data-diff="removed"', old)
    assert re.search(r'data-block-id="b"[^>]* data-diff="added"', new)
    assert re.search(r'data-block-id="t"[^>]* data-diff="(moved )?changed"', new)


def test_words_of_nested_blocks_are_marked_once():
    before = page(block("Section", "s", content=[text("<p>One</p>")]))
    after = page(block("Section", "s", tone="accent", content=[text("<p>Two</p>")]))

    old, new = marked(before, after)

    assert old.count("<del>") == new.count("<ins>") == 1


def test_marks_stay_inside_the_elements_of_a_text():
    before = page(text("<p>One <b>two three</b> four</p>"))
    after = page(text("<p>Five <b>six</b> seven</p>"))

    old, new = marked(before, after)

    assert "<del>One</del> <b><del>two three</del></b> <del>four</del>" in old
    assert "<ins>Five</ins> <b><ins>six</ins></b> <ins>seven</ins>" in new


def test_text_that_looks_like_a_tag_remains_text():
    before = page(block("Heading", "h", text="1 < 2 > 0"))
    after = page(block("Heading", "h", text='<i title="a > b">1</i> < 3'))

    _old, new = marked(before, after)

    assert "<i " not in new
    assert "&lt;i" in new


@PROFILE
@given(documents(), scripts())
def test_only_marks_are_added(data, script):
    before = after = codecs.load_puck(data, BUILT_IN)
    for number, gesture in enumerate(script):
        after = apply(after, perform(after, gesture, maker(number)))
    for source, result in zip((rendered(before), rendered(after)), marked(before, after), strict=True):
        assert re.sub(r"</?(?:ins|del)>| data-diff=\"[a-z ]+\"", "", result) == source
        html5lib.parseFragment(result)
