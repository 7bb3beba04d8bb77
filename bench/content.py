"""Generates pages with any number of blocks, the same on every machine."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

PROSE = (
    "quill desk garden river lamp paper bread harbour maple window field stone market letter copper evening "
    "quiet bright plain honest near fresh open early summer winter chapter north small house road story "
    "colour shape water wood glass hand made gentle morning & “fine” days"
)
WORDS = PROSE.split()
Block = dict[str, Any]


class Writer:
    """Generates blocks with seeded words and unique ids."""

    def __init__(self, seed: int, *, paragraphs: int) -> None:
        self._random = random.Random(seed)
        self._paragraphs = paragraphs
        self._made = 0

    def words(self, count: int) -> str:
        """Return `count` random words, the first one capitalised."""
        return " ".join(self._random.choices(WORDS, k=count)).capitalize()

    def prose(self) -> str:
        """Generate paragraphs of rich text."""
        return "".join(
            f"<p>{self.words(28)}, <strong>{self.words(3).lower()}</strong>. {self.words(12)}.</p>".replace(
                "&", "&amp;"
            )
            for _ in range(self._paragraphs)
        )

    def block(self, kind: str, **props: Any) -> Block:
        """Create a block in Puck's format."""
        self._made += 1
        return {"type": kind, "props": {"id": f"{kind}-{self._made}", **props}}

    def text(self) -> Block:
        """Create a text block; text blocks also fill up the page to the requested number of blocks."""
        return self.block("Text", body=self.prose())

    def rounds(self) -> Sequence[tuple[int, Callable[[], Block]]]:
        """Return seven generators, each with the number of blocks it creates: ten blocks in total."""
        picture = {"src": "/static/img/example.svg", "alt": "Hills", "decorative": False}
        return (
            (1, lambda: self.block("Hero", heading=self.words(5), lead=f"<p>{self.words(18)}.</p>")),
            (1, lambda: self.block("Heading", text=self.words(5))),
            (1, self.text),
            (1, lambda: self.block("Image", image=picture, caption=f"<p>{self.words(6)}</p>")),
            (1, lambda: self.block("Button", label=self.words(2), link={"url": "https://example.org/"})),
            (4, self._columns),
            (1, lambda: self.block("Quote", quote=f"<p>{self.words(24)}.</p>", by=self.words(2))),
        )

    def tower(self, depth: int) -> Block:
        """Create a section of nested stacks whose innermost text is at the given depth."""
        inner = self.text()
        for level in range(depth - 1, 0, -1):
            inner = self.block("Section" if level == 1 else "Stack", content=[inner])
        return inner

    def _columns(self) -> Block:
        left = [self.block("Heading", text=self.words(3), level="h3"), self.text()]
        return self.block("Columns", column1=left, column2=[self.text()])


def document(blocks: int, *, seed: int = 7, paragraphs: int = 1, depth: int = 2) -> dict[str, Any]:
    """Create a Puck document with the given number of blocks, nested up to `depth` levels."""
    writer = Writer(seed, paragraphs=paragraphs)
    content: list[Block] = []
    made, turn, rounds = 0, 0, [*writer.rounds()]
    if depth > 2:
        rounds.append((depth, lambda: writer.tower(depth)))
    while made < blocks:
        size, make = rounds[turn % len(rounds)]
        turn += 1
        if size > blocks - made:
            size, make = 1, writer.text
        content.append(make())
        made += size
    return {"root": {"props": {}}, "content": content, "zones": {}}


def page(slug: str, data: Mapping[str, Any], *, in_menu: bool = False) -> dict[str, Any]:
    """Create a page in the format of a template's starter pages."""
    title = f"Page {slug}" if slug else "Home"
    return {"slug": slug, "title": title, "meta_description": "", "in_menu": in_menu, "data": data}
