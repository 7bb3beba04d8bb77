"""Reads and writes Puck's Data JSON (0.23, inline slots). A round trip returns equal JSON."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from immutables import Map

from app.tree.model import (
    EMPTY,
    MAX_BLOCKS,
    MAX_DEPTH,
    ROOT,
    ROOT_SLOT,
    Block,
    Json,
    MakeId,
    Node,
    RootForm,
    Rules,
    Tree,
    UnreadablePage,
    UnreadableValue,
    check_value,
    copy_value,
    subtree,
    walk,
)


def load_puck(data: Json, rules: Rules, *, meta: Mapping[str, Json] | None = None) -> Tree:
    """Read a page. With the `meta` of the tree it was dumped from, the result is identical to that tree.

    Raises UnreadablePage, with a message for the author, if this is not a page or cannot be stored.
    """
    _check(data)
    return load_stored_puck(data, rules, meta=meta)


def load_stored_puck(data: dict[str, Json], rules: Rules, *, meta: Mapping[str, Json] | None = None) -> Tree:
    """Read a stored page. Unlike `load_puck`, does not check the values, which were checked before they were stored."""
    root = data.get("root", {})
    content = data.get("content", [])
    if not isinstance(root, dict) or not isinstance(content, list):
        raise UnreadablePage("We couldn’t read this page: it has no list of parts.")
    form: RootForm = meta["root"] if meta else _form_of(data)
    props = _bare_props(root) if form == "bare" else root.get("props", {})
    if not isinstance(props, dict):
        raise UnreadablePage("We couldn’t read this page: its settings aren’t readable.")
    extra_names = root.keys() & {"readOnly"} if form == "bare" else root.keys() - {"props"}
    reader = _Reader(rules, meta["blocks"] if meta else None)
    nodes: dict[str, Node] = {}
    ids = tuple([reader.read_into(_block(item), ROOT, ROOT_SLOT, nodes) for item in content])
    children = {ROOT_SLOT: ids} if "content" in data else {}
    root_extra = {name: root[name] for name in extra_names}
    nodes[ROOT] = Node(ROOT, ROOT, props, "", "", children, extra=root_extra)
    rest = {name: value for name, value in data.items() if name not in ("root", "content")}
    return Tree(Map(nodes), rest, form)


def dump_puck(tree: Tree) -> dict[str, Json]:
    """The page as Puck JSON, as a deep copy."""
    data: dict[str, Json] = copy_value(tree.extra)
    root = _dump_root(tree)
    if root is not None:
        data["root"] = root
    if ROOT_SLOT in tree.root.children:
        data["content"] = [dump_block(tree, child) for child in tree.root.children[ROOT_SLOT]]
    return data


def dump_block(tree: Tree, block_id: str) -> dict[str, Json]:
    """A deep copy of a block and its descendants as Puck JSON."""
    return _block_to_puck(subtree(tree, block_id))


def dump_meta(tree: Tree) -> dict[str, Json]:
    """What Puck JSON can't express: the form of its root, and each block's schema version and slots."""
    blocks = {node.id: [node.schema_version, list(node.children)] for node in walk(tree) if node.id != ROOT}
    return {"root": tree.root_form, "blocks": blocks}


def block_from_puck(data: Json, rules: Rules, *, make_id: MakeId, path: str = "0") -> Block:
    """Read one block of Puck JSON; all ids are new. `path` must differ between blocks of one operation."""
    check_value(data)
    return _Reader(rules, None, make_id).read(_block(data), path=path)


def _check(data: Json) -> None:
    try:
        check_value(data)
    except UnreadableValue as error:
        raise UnreadablePage(f"We couldn’t read this page. {error}") from error
    if not isinstance(data, dict):
        raise UnreadablePage("We couldn’t read this page: it isn’t in the right format.")


def _block(data: Json) -> dict[str, Json]:
    if not looks_like_block(data):
        raise UnreadablePage("We couldn’t read this page: one of its parts has no type.")
    block: dict[str, Json] = data
    return block


def _form_of(data: dict[str, Json]) -> RootForm:
    if "root" not in data:
        return "absent"
    names = data["root"].keys()
    if "props" in names:
        return "props"
    return "bare" if names - {"readOnly"} else "unset"


def _bare_props(root: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in root.items() if name != "readOnly"}


def _dump_root(tree: Tree) -> dict[str, Json] | None:
    props, extra = copy_value(tree.root.props), copy_value(tree.root.extra)
    if tree.root_form == "bare":
        return {**props, **extra}
    if props or tree.root_form == "props":
        return {"props": props, **extra}
    return None if tree.root_form == "absent" else dict(extra)


def _block_to_puck(block: Block) -> dict[str, Json]:
    slots = {slot: [_block_to_puck(child) for child in inner] for slot, inner in block.slots.items()}
    props: dict[str, Any] = {"id": block.id, **copy_value(block.props), **slots}
    return {"type": block.type, "props": props, **copy_value(block.extra)}


_BlockParts = tuple[str, str, dict[str, Json], dict[str, list[Json]], int | None, Mapping[str, Json]]
"""The parts of a Puck block: id, type, props, slots, schema version, other keys."""
_Shape = tuple[int | None, Collection[str]]
"""The schema version and the slot names of a block."""


@dataclass(slots=True)
class _Reader:
    """Reads the blocks of one page. Slots of known types become children; everything else stays in props."""

    rules: Rules
    recorded: Mapping[str, Json] | None
    make_id: MakeId | None = None
    seen: set[str] = field(default_factory=set)
    declared: dict[str, _Shape] = field(default_factory=dict)
    """The current declaration of each type, looked up once per page."""

    def read(self, data: dict[str, Json], *, path: str = "0", depth: int = 1) -> Block:
        """Read a detached block and its descendants; `path` identifies its position for `make_id`."""
        block_id, type_, props, slots, version, extra = self._split(data, path, depth)
        children = {
            name: tuple(
                self.read(child, path=f"{path}/{name}/{index}", depth=depth + 1)
                for index, child in enumerate(inner)
            )
            for name, inner in slots.items()
        }
        return Block(block_id, type_, props, children, version, extra)

    def read_into(
        self, data: dict[str, Json], parent: str, slot: str, nodes: dict[str, Node], depth: int = 1
    ) -> str:
        """Add a block and its descendants to `nodes`. Returns the block's id."""
        block_id, type_, props, slots, version, extra = self._split(data, "", depth)
        children: dict[str, tuple[str, ...]] = {}
        for name, inner in slots.items():
            children[name] = tuple(
                [self.read_into(child, block_id, name, nodes, depth + 1) for child in inner]
            )
        nodes[block_id] = Node(block_id, type_, props, parent, slot, children, version, extra)
        return block_id

    def _split(self, data: dict[str, Json], path: str, depth: int) -> _BlockParts:
        type_, props = data["type"], data["props"].copy()
        block_id = props.pop("id", None)
        if self.make_id:
            block_id = self.make_id(type_, path)
        self._check(block_id, depth)
        version, names = self._shape_of(block_id, type_)
        slots = {name: props.pop(name) for name in names if looks_like_slot(props.get(name))} if names else {}
        extra = (
            {name: data[name] for name in data if name not in ("type", "props")} if len(data) > 2 else EMPTY
        )
        return block_id, type_, props, slots, version, extra

    def _shape_of(self, block_id: str, type_: str) -> _Shape:
        """The block's shape as recorded or, failing that, as its type currently declares it."""
        if self.recorded is not None and block_id in self.recorded:
            version, names = self.recorded[block_id]
            return version, names
        if type_ not in self.declared:
            slots = self.rules.slots(type_)
            self.declared[type_] = (None, ()) if slots is None else (self.rules.schema_version(type_), slots)
        return self.declared[type_]

    def _check(self, block_id: Json, depth: int) -> None:
        if not isinstance(block_id, str) or block_id in ("", ROOT):
            raise UnreadablePage("We couldn’t read this page: one of its parts has no id.")
        seen = self.seen
        if block_id in seen:
            raise UnreadablePage("We couldn’t read this page: two of its parts have the same id.")
        seen.add(block_id)
        # A page that is already stored must load even if the limits have been lowered since.
        if (depth > MAX_DEPTH or len(seen) > MAX_BLOCKS) and self.recorded is None:
            raise UnreadablePage("This page is too large.")


def looks_like_block(data: Json) -> bool:
    """Whether this is a Puck component: an object with a type and props."""
    if not isinstance(data, dict):
        return False
    type_ = data.get("type")
    return isinstance(type_, str) and type_ != "" and isinstance(data.get("props"), dict)


def looks_like_slot(value: Json) -> bool:
    """Whether this is a Puck slot: a list of components."""
    return isinstance(value, list) and all(map(looks_like_block, value))
