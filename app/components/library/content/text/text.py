"""Text: paragraphs, in prose or verse."""

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from app.components import fields
from app.components.base import Component
from app.components.page_context import PageContext

PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
BREAK = re.compile(r"<br ?/?>")
TAG = re.compile(r"<(/?)([a-z0-9]+)")


class Text(Component):
    """Paragraphs with links, lists and emphasis, or verse line by line."""

    category = "Words and pictures"
    icon = "pilcrow"
    preview = {"body": "<p>Text is where your readers stay longest. Give it room.</p>"}

    body = fields.RichText(
        default="<p>Write here as you would to one reader. Short paragraphs are easier on a small screen.</p>",
        label="Text",
    )
    setting = fields.Radio(options=(("prose", "Prose"), ("verse", "Verse")), label="Set as")
    size = fields.Select(
        options=(("normal", "Normal"), ("large", "Large"), ("small", "Small")), tab="style", responsive=True
    )
    align = fields.Radio(
        options=(("left", "Left"), ("center", "Centred")),
        tab="style",
        label="Alignment",
        responsive=True,
    )
    initial = fields.Boolean(tab="style", label="Drop cap")
    columns = fields.Boolean(tab="style", label="Two columns where there is room")
    place = fields.Radio(
        options=(("text", "In the text"), ("margin", "In the margin")), tab="style", label="Position"
    )

    @classmethod
    def context(cls, props: Mapping[str, Any], context: PageContext) -> dict[str, Any]:
        """For verse, the body split into lines."""
        return {"verse": verse(context.rich(props["body"])) if props["setting"] == "verse" else ""}


def verse(html: Markup) -> Markup:
    """Clean HTML in which each line of a paragraph is an element, so that long lines can be indented."""
    return Markup(PARAGRAPH.sub(_lines, html))  # noqa: S704 - the HTML is clean


def _lines(paragraph: re.Match[str]) -> str:
    lines = BREAK.split(paragraph[1])
    if not all(_is_whole(line) for line in lines):
        return paragraph[0]
    # Keep the breaks: cleaning the edited HTML removes the spans.
    return "<p>" + "<br>".join(f'<span class="c-text__line">{line.strip()}</span>' for line in lines) + "</p>"


def _is_whole(line: str) -> bool:
    """Whether every tag that is opened in the line is also closed in it."""
    opened: list[str] = []
    for is_end, name in TAG.findall(line):
        if not is_end:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened
