"""Component rules, small pages and exact comparison, for tests of the tree."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.components.text_kinds import TextKind
from app.tree import codecs
from app.tree.model import MakeId, Operation, Tree, id_factory


@dataclass(frozen=True)
class TestSlot:
    """A slot declaration."""

    __test__ = False

    allow: frozenset[str] = frozenset()
    deny: frozenset[str] = frozenset()
    min: int = 0
    max: int | None = None


class TestRules:
    """The rules of a small component library."""

    __test__ = False

    declared: Mapping[str, Mapping[str, TestSlot]] = {
        "Section": {"content": TestSlot()},
        "Columns": {
            "left": TestSlot(deny=frozenset({"Header", "Columns"})),
            "right": TestSlot(deny=frozenset({"Header", "Columns"}), allow=frozenset({"Columns"}), min=1),
        },
        "Hero": {"actions": TestSlot(allow=frozenset({"Button"}), max=2)},
        "Header": {},
        "Heading": {},
        "Quote": {},
        "Button": {},
    }

    def slots(self, type_: str, /) -> Mapping[str, TestSlot] | None:
        return self.declared.get(type_)

    def schema_version(self, type_: str, /) -> int:
        return 3 if type_ == "Hero" else 1

    def label(self, type_: str, /) -> str:
        return {"Quote": "Quotation"}.get(type_, type_)

    def field_label(self, _type: str, name: str, /) -> str:
        return {"heading": "Heading", "isbn": "ISBN", "set_as": "Set as"}.get(name, name.capitalize())

    def text_kind(self, _type: str, name: str, /) -> TextKind:
        kinds = {"heading": "text", "text": "text", "lead": "richtext", "note": "textarea"}
        return TextKind(kinds.get(name, ""))


RULES = TestRules()


def block(type_: str, block_id: str, **props: Any) -> dict[str, Any]:
    """Create a block as Puck JSON."""
    return {"type": type_, "props": {"id": block_id, **props}}


def page(*content: dict[str, Any], **root: Any) -> Tree:
    """Create a tree with these blocks."""
    return codecs.load_puck({"root": {"props": root}, "content": list(content)}, RULES)


def sample() -> Tree:
    """Create a page with a hero, columns with a heading and a quote, an empty section, and an unknown widget."""
    return page(
        block("Hero", "hero", heading="Pride", actions=[block("Button", "buy", label="Buy")]),
        block(
            "Columns",
            "columns",
            left=[block("Heading", "h1", text="One"), block("Quote", "q", text="Two")],
            right=[],
        ),
        block("Section", "bare"),
        block("Countdown", "widget", until="2027-01-01"),
        title="Home",
    )


def maker(number: int = 1) -> MakeId:
    """Return the id factory for the operation with this number."""
    return id_factory(UUID(int=number))


def exactly(tree: Tree) -> str:
    """Return a complete representation of a tree, which is equal if and only if the trees are equal."""
    nodes = {
        node_id: [
            node.type,
            node.props,
            node.parent,
            node.slot,
            {slot: list(ids) for slot, ids in node.children.items()},
            node.schema_version,
            node.extra,
        ]
        for node_id, node in tree.nodes.items()
    }
    return canonical([nodes, tree.extra, tree.root_form])


def canonical(value: Any) -> str:
    """Return normalised JSON."""
    return json.dumps(value, sort_keys=True, allow_nan=False)


def through_json(operation: Operation) -> Operation:
    """Return the operation after a round trip through the log's JSON."""
    return codecs.from_json(json.loads(json.dumps(codecs.to_json(operation))))


def order(tree: Tree, parent: str = "root", slot: str = "content") -> list[str]:
    """Return the ids of the blocks in a slot."""
    return list(tree[parent].children[slot])
