"""Hypothesis strategies for JSON, Puck documents, and gestures that apply to any tree."""

from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from app.errors import DomainError
from app.tree.model import ABSENT, MakeId, Operation, Place, Tree, walk
from app.tree.operations import build_duplicate, build_insert, build_move, build_remove, build_update
from tests.scale import runs
from tests.tree.support import RULES

PROFILE = settings(
    max_examples=runs(25, soak=400),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
extras = st.dictionaries(st.sampled_from(["readOnly", "metadata", "ünï"]), json_values, max_size=2)

KNOWN = sorted(RULES.declared)
TYPES = [*KNOWN, "Countdown", "Ünknown part", "Object:pro.to"]
PROP_NAMES = ["heading", "text", "align", "items", "x:y", "", "props", "type"]


@st.composite
def blocks(draw: st.DrawFn, *, depth: int = 3) -> dict[str, Any]:
    """Generate a block as Puck JSON, without an id."""
    type_ = draw(st.sampled_from(TYPES))
    props = draw(st.dictionaries(st.sampled_from(PROP_NAMES), json_values, max_size=3))
    inner = st.lists(blocks(depth=depth - 1), max_size=2) if depth else st.just([])
    for name in RULES.declared.get(type_, {"content": None}):
        kind = draw(st.integers(0, 9))
        if kind < 7:
            props[name] = draw(inner)
        elif kind == 7:
            props[name] = draw(json_values)
    return {"type": type_, "props": props, **draw(extras)}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Generate Puck Data in every form that Puck 0.23 writes or still reads."""
    data: dict[str, Any] = {"content": draw(st.lists(blocks(), max_size=4))}
    _give_ids(data["content"], iter(range(10**6)), draw(st.sampled_from(["", "Hero-", "a:b/ü ", "'"])))
    root_props = draw(st.dictionaries(texts, json_values, max_size=3))
    match draw(st.integers(0, 4)):
        case 0:
            data["root"] = {}
        case 1:
            data["root"] = {name: root_props[name] for name in root_props.keys() - {"props"}}
        case 2 | 3:
            data["root"] = {"props": root_props, **draw(extras)}
    if draw(st.booleans()):
        data["zones"] = {"hero:zone": draw(st.lists(blocks(depth=0), max_size=2))}
    return {**data, **draw(st.dictionaries(st.sampled_from(["ui", "version"]), json_values))}


def _give_ids(value: Any, numbers: Any, prefix: str) -> None:
    """Assign ids to everything that looks like a block, of known or unknown type."""
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict) and isinstance(item.get("props"), dict):
            item["props"]["id"] = f"{prefix}{next(numbers)}"
            for inner in item["props"].values():
                _give_ids(inner, numbers, prefix)


@dataclass(frozen=True)
class Gesture:
    """One action of an author, whose numbers select blocks and slots in the current tree."""

    kind: str
    which: int
    where: int
    spot: int
    value: Any


KINDS = ["insert", "insert", "move", "move", "remove", "duplicate", "update", "update"]
VALUES = [None, True, 1, 1.5, "", "Emma", "Ünï ✓", [], [{"a": [1]}], {"b": None}, "x" * 50]


@st.composite
def scripts(draw: st.DrawFn, *, min_steps: int = 1, max_steps: int = 25) -> list[Gesture]:
    """Generate a sequence of gestures from a seed, because gestures drawn one by one would be few and similar."""
    dice = Random(draw(st.integers(0, 2**32)))
    return [
        Gesture(
            dice.choice(KINDS),
            dice.randrange(100),
            dice.randrange(100),
            dice.randrange(10),
            dice.choice(VALUES),
        )
        for _ in range(draw(st.integers(min_steps, max_steps)))
    ]


def perform(tree: Tree, gesture: Gesture, make_id: MakeId) -> Operation:
    """Return the operation that a gesture performs on this tree, or an empty one if the gesture is not allowed."""
    ids = [node.id for node in walk(tree)]
    block_id = ids[gesture.which % len(ids)]
    try:
        match gesture.kind:
            case "insert":
                return _insert(tree, gesture, make_id)
            case "move":
                return build_move(tree, block_id, place=_place(tree, gesture), rules=RULES)
            case "remove":
                return build_remove(tree, block_id)
            case "duplicate":
                return build_duplicate(tree, block_id, make_id, RULES)
            case _:
                name = PROP_NAMES[gesture.spot % 3]
                value = ABSENT if gesture.where % 5 == 0 else gesture.value
                return build_update(tree, block_id, {name: value, "align": gesture.spot})
    except DomainError:
        return Operation()


def _insert(tree: Tree, gesture: Gesture, make_id: MakeId) -> Operation:
    type_ = KNOWN[gesture.which % len(KNOWN)]
    child = {"type": "Button", "props": {"label": gesture.value}}
    slots = {name: [] for name in RULES.declared[type_]}
    if slots and gesture.spot % 2:
        slots[next(iter(slots))] = [child]
    props = {"text": gesture.value, **slots}
    place = _place(tree, gesture)
    return build_insert(tree, type_, props, place=place, make_id=make_id, rules=RULES)


def _place(tree: Tree, gesture: Gesture) -> Place:
    """Return a place in the tree, possibly in an absent slot."""
    slots = [("root", "content")]
    for node in walk(tree):
        slots += [(node.id, name) for name in RULES.slots(node.type) or {}]
    parent, slot = slots[gesture.where % len(slots)]
    spots = ["", *tree[parent].children.get(slot, ())]
    return Place(parent, slot, spots[gesture.spot % len(spots)])
