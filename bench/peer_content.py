"""Converts the generated site of the peers' benchmark (`gen_site.py`) to QuillSpace pages."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from app.components.fields import RichText
from bench.content import Block, page

Section = Mapping[str, Any]


def pages(site: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield all pages, in the format of a template's starter pages."""
    shown = {entry["path"] for entry in site["nav"]}
    for each in site["pages"]:
        slug = "" if each["slug"] == "index" else each["slug"]
        made = page(slug, _Maker().document(each["sections"]), in_menu=each["path"] in shown)
        yield {**made, "title": each["title"], "meta_description": each["description"]}


class _Maker:
    """Creates the blocks of one page, each with a unique id."""

    def __init__(self) -> None:
        self._made = 0

    def document(self, sections: Sequence[Section]) -> dict[str, Any]:
        """Create a Puck document with one block for each section."""
        content = [getattr(self, f"_{section['type']}")(section) for section in sections]
        return {"root": {"props": {}}, "content": content, "zones": {}}

    def _block(self, kind: str, **props: Any) -> Block:
        self._made += 1
        return {"type": kind, "props": {"id": f"{kind}-{self._made}", **props}}

    def _hero(self, section: Section) -> Block:
        lead, link = _paragraph(section["text"]), {"url": section["href"]}
        actions = [self._block("Button", label=section["button"], link=link)]
        return self._block("Hero", heading=section["title"], lead=lead, actions=actions)

    def _heading(self, section: Section) -> Block:
        return self._block("Heading", text=section["text"], level=f"h{section['level']}")

    def _text(self, section: Section) -> Block:
        return self._block("Text", body=RichText().clean(section["html"]))

    def _image(self, section: Section) -> Block:
        return self._block("Image", image=_picture(section), caption=_paragraph(section["caption"]))

    def _button(self, section: Section) -> Block:
        return self._block("Button", label=section["label"], link={"url": section["href"]})

    def _quote(self, section: Section) -> Block:
        return self._block("Quote", quote=_paragraph(section["text"]), by=section["author"])

    def _list(self, section: Section) -> Block:
        items = "".join(f"<li>{escape(item)}</li>" for item in section["items"])
        return self._block("Text", body=RichText().clean(f"<ul>{items}</ul>"))

    def _space(self, _section: Section) -> Block:
        return self._block("Spacer")

    def _columns(self, section: Section) -> Block:
        return self._beside([[self._title(each), self._words(each)] for each in section["columns"]])

    def _cards(self, section: Section) -> Block:
        return self._beside([self._card(each) for each in section["cards"]])

    def _card(self, card: Section) -> list[Block]:
        picture = self._block("Image", image=_picture(card), link={"url": card["href"]})
        return [picture, self._title(card), self._words(card)]

    def _faq(self, section: Section) -> Block:
        asked = (f"<h3>{escape(item['q'])}</h3>{_paragraph(item['a'])}" for item in section["items"])
        return self._block("Text", body="".join(asked))

    def _title(self, part: Section) -> Block:
        return self._block("Heading", text=part["title"], level="h3")

    def _words(self, part: Section) -> Block:
        return self._block("Text", body=_paragraph(part["text"]))

    def _beside(self, columns: Sequence[Sequence[Block]]) -> Block:
        slots = {f"column{number}": list(blocks) for number, blocks in enumerate(columns, 1)}
        return self._block("Columns", count=len(columns), **slots)


def _paragraph(text: str) -> str:
    return RichText().clean(f"<p>{escape(text)}</p>")


def _picture(section: Section) -> dict[str, Any]:
    return {"src": section["src"], "alt": section["alt"], "decorative": False}
