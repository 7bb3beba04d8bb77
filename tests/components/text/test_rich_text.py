"""Cleaning rich text, and resolving its links to pages."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.fields import RichText
from app.components.registry import BUILT_IN
from app.components.rendering import Mode, PageFacts, RenderContext, SitePages
from app.components.text import clean_rich_text, tidy_rich_text
from app.components.text.sanitize import RICH_TAGS
from tests.tree.strategies import PROFILE

PAGE = "0b0c6d0e-1111-4222-8333-444455556666"


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("<p><b>Bold</b> and <i>slanted</i></p>", "<p><strong>Bold</strong> and <em>slanted</em></p>"),
        ("<h1>Title</h1><h6>Small</h6>", "<h2>Title</h2><h4>Small</h4>"),
        ("<div>One</div><div>Two</div>", "<p>One</p><p>Two</p>"),
        ("<div><div>One</div></div>", "<p>One</p>"),
        ("<blockquote><div>One</div></blockquote>", "<blockquote><p>One</p></blockquote>"),
        (
            "<table><tr><td>Emma</td> <td>1815</td></tr><tr><th>A</th></tr></table>",
            "<p>Emma 1815</p><p>A</p>",
        ),
        ("<p>One</p><p></p><p><strong></strong></p><p>Two</p>", "<p>One</p><p>Two</p>"),
        ("<ul><li>One</li><li></li></ul><ol></ol>", "<ul><li>One</li></ul>"),
        ('<p><a href="https://example.com"></a>One</p>', "<p>One</p>"),
        (" <p><br></p><p>One</p>\n<p>&nbsp;</p><br> ", "<p>One</p>"),
        ("<p>One</p><p><br></p><p>After a pause</p>", "<p>One</p><p><br></p><p>After a pause</p>"),
        ("<p> </p>", ""),
        ('<p style="color:red" class="x" onclick="y()">One</p><script>z()</script><!-- a -->', "<p>One</p>"),
        ('<p><a href="javascript:x()">One</a></p>', '<p><a rel="noopener">One</a></p>'),
        ('<p><img src="data:image/png;base64,AAAA" onerror="x()">One</p>', "<p>One</p>"),
        ("<h2 title='h1'>One <code>&lt;b&gt;</code></h2>", "<h2>One <code>&lt;b&gt;</code></h2>"),
    ],
)
def test_rich_text_is_cleaned_and_tidied(source, cleaned):
    assert RichText().clean(source) == cleaned


TAGS = st.sampled_from(sorted(RICH_TAGS | {"div", "h1", "td", "tr", "table", "b", "i", "figure"}))
PIECES = st.one_of(
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    st.sampled_from(
        ["<a href='page:1'>", f"<a href='page:{PAGE}' title='<b>'>", "a", " ", "&nbsp;", "<br>", "<", "&"]
    ),
)


@PROFILE
@given(st.lists(PIECES, max_size=25).map("".join))
def test_tidied_text_is_clean_and_stable(html):
    once = tidy_rich_text(html)

    assert tidy_rich_text(once) == once
    assert clean_rich_text(once) == once


def context(mode: Mode, address: str = "/books") -> RenderContext:
    pages = (PageFacts(id=PAGE, title="Books", url=address),) if address else ()
    return RenderContext(registry=BUILT_IN, mode=mode, pages=SitePages(lambda: pages))


LINK = f'<p>All <a href="page:{PAGE}" title="A &quot;list&quot;">books &amp; more</a></p>'


def test_a_link_to_a_page_is_stored_by_its_id():
    stored = LINK.replace('">books', '" rel="noopener">books')

    assert RichText().clean(LINK) == stored
    assert RichText().clean(f"<b>x</b>{LINK}") == f"<strong>x</strong>{stored}"


@pytest.mark.parametrize(
    "reference", ["page:home", "page:", f"page:{PAGE}x", f" page:{PAGE}", f"PAGE:{PAGE}"]
)
def test_invalid_page_references_are_removed(reference):
    assert RichText().clean(f'<p><a href="{reference}">Books</a></p>') == '<p><a rel="noopener">Books</a></p>'


def test_page_links_resolve_to_the_pages_current_url():
    published = context(Mode.PUBLISH, '/a"b')

    assert published.rich(LINK) == (
        '<p>All <a href="/a&#34;b" title="A &quot;list&quot;" rel="noopener">books &amp; more</a></p>'
    )
    assert published.used.pages == {PAGE}


def test_the_canvas_contains_the_page_id_of_a_link():
    assert f'<a href="/books" data-page="{PAGE}" title' in context(Mode.CANVAS).rich(LINK)


@pytest.mark.parametrize("mode", Mode)
def test_a_link_to_a_missing_page_has_no_href(mode):
    html = context(mode, "").rich(LINK)

    assert "href" not in html
    assert "books &amp; more" in html


PASTES = sorted((Path(__file__).parents[2] / "e2e" / "pastes").glob("*.html"))


@pytest.mark.parametrize("path", PASTES, ids=lambda path: path.stem)
def test_pasted_html_is_reduced_to_allowed_tags_and_attributes(path: Path):
    cleaned = RichText().clean(path.read_text())

    assert set(re.findall(r"<([a-z0-9]+)", cleaned)) <= RICH_TAGS
    assert set(re.findall(r'<[^>]* ([a-z-]+)="', cleaned)) <= {"href", "rel", "title", "start"}
    assert not re.search(r'href="\s*(?:javascript|data|vbscript|file):', cleaned)
    assert RichText().clean(cleaned) == cleaned
