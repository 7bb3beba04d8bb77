"""Rendering reads the pages of a site once, however many blocks link to pages or show the menu."""

from uuid import UUID

import pytest

from app.components.registry import BUILT_IN
from app.components.rendering import Mode, PageFacts, RenderContext, SitePages
from app.services.themes import shell_context
from app.tree.rendering import SharedSection, render_page
from tests.tree.support import block, page

PAGES = [
    PageFacts(id=str(UUID(int=number)), title=f"Page {number}", url=f"/{number}") for number in range(50)
]


class CountedPages:
    """Pages that count how often one of them is read."""

    def __init__(self) -> None:
        self.reads = 0

    def __call__(self):
        for each in PAGES:
            self.reads += 1
            yield each


@pytest.mark.parametrize("mode", Mode)
def test_pages_are_read_once_for_all_links_menus_and_sections(mode):
    counted = CountedPages()
    link = {"page": PAGES[-1].id}
    blocks = [
        made
        for number in range(20)
        for made in (
            block("Button", f"button{number}", label="More", link=link),
            block("Text", f"text{number}", body=f'<p><a href="page:{PAGES[-1].id}">More</a></p>'),
            block("Header", f"header{number}"),
            block("Shared", f"shared{number}", section="one"),
        )
    ]
    section = SharedSection("One", page(block("Button", "inner", label="More", link=link)))
    context = RenderContext(
        registry=BUILT_IN,
        mode=mode,
        pages=SitePages(counted),
        page_id=PAGES[-1].id,
        sections={"one": section},
    )

    tree = page(*blocks)
    html = render_page(tree, context).html
    shell = shell_context(tree, context)

    assert html.count('href="/49"') >= 60
    assert shell["page"]["url"] == "/49"
    assert counted.reads == len(PAGES)
