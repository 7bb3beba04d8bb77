"""Converts operations to and from JSON, the payload of entries in the operation log."""

from app.tree.codecs.block_json import block_from_json, block_to_json
from app.tree.codecs.strict_json import read_flag, read_list, read_object, read_text
from app.tree.model import (
    ABSENT,
    Change,
    Edit,
    Insert,
    Json,
    Move,
    Operation,
    Place,
    Remove,
    UnreadableOperation,
    UnreadableValue,
    Update,
    check_value,
)


def to_json(operation: Operation) -> dict[str, Json]:
    """The operation as JSON."""
    return {"changes": [_change_to_json(change) for change in operation.changes]}


def from_json(data: Json) -> Operation:
    """Read what `to_json` wrote. Raises UnreadableOperation for any other input."""
    try:
        check_value(data)
    except UnreadableValue as error:
        raise UnreadableOperation(str(error)) from error
    changes = read_list(read_object(data, required=("changes",))["changes"])
    return Operation(tuple(map(_read_change, changes)))


def _change_to_json(change: Change) -> dict[str, Json]:
    match change:
        case Insert():
            return {"kind": "insert", **_placed_block_to_json(change), **_flags(opens=change.opens)}
        case Remove():
            return {"kind": "remove", **_placed_block_to_json(change), **_flags(closes=change.closes)}
        case Move():
            places = {"from": _place_to_json(change.origin), "to": _place_to_json(change.target)}
            flags = _flags(opens=change.opens, closes=change.closes)
            return {"kind": "move", "id": change.id, "type": change.type, **places, **flags}
        case Update():
            props = {name: _edit_to_json(edit) for name, edit in change.edits.items()}
            return {"kind": "update", "id": change.id, "type": change.type, "props": props}


def _placed_block_to_json(change: Insert | Remove) -> dict[str, Json]:
    data = {"block": block_to_json(change.block), "place": _place_to_json(change.place)}
    return {**data, "copy_of": change.copy_of} if change.copy_of else data


def _flags(**flags: bool) -> dict[str, Json]:
    return {name: True for name, is_set in flags.items() if is_set}


def _place_to_json(place: Place) -> dict[str, Json]:
    data: dict[str, Json] = {"parent": place.parent, "slot": place.slot, "after": place.after}
    return {**data, "earlier": list(place.earlier)} if place.earlier else data


def _edit_to_json(edit: Edit) -> dict[str, Json]:
    values = {"before": edit.before, "after": edit.after}
    return {name: value for name, value in values.items() if value is not ABSENT}


def _read_change(data: Json) -> Change:
    kind = read_object(data).get("kind")
    match kind:
        case "insert" | "remove":
            return _read_insert_or_remove(data, kind)
        case "move":
            return _read_move(data)
        case "update":
            return _read_update(data)
        case _:
            raise UnreadableOperation


def _read_insert_or_remove(data: Json, kind: str) -> Insert | Remove:
    flag = "opens" if kind == "insert" else "closes"
    fields = read_object(data, required=("kind", "block", "place"), optional=(flag, "copy_of"))
    block, place = block_from_json(fields["block"]), _read_place(fields["place"])
    is_set = read_flag(fields.get(flag, False))
    copy_of = read_text(fields.get("copy_of", ""), may_be_empty=True)
    if kind == "insert":
        return Insert(block, place, opens=is_set, copy_of=copy_of)
    return Remove(block, place, closes=is_set, copy_of=copy_of)


def _read_move(data: Json) -> Move:
    fields = read_object(data, required=("kind", "id", "type", "from", "to"), optional=("opens", "closes"))
    return Move(
        read_text(fields["id"]),
        read_text(fields["type"]),
        _read_place(fields["from"]),
        _read_place(fields["to"]),
        opens=read_flag(fields.get("opens", False)),
        closes=read_flag(fields.get("closes", False)),
    )


def _read_update(data: Json) -> Update:
    fields = read_object(data, required=("kind", "id", "type", "props"))
    edits = {name: _read_edit(edit) for name, edit in read_object(fields["props"]).items()}
    return Update(read_text(fields["id"]), read_text(fields["type"]), edits)


def _read_edit(data: Json) -> Edit:
    fields = read_object(data, required=(), optional=("before", "after"))
    return Edit(fields.get("before", ABSENT), fields.get("after", ABSENT))


def _read_place(data: Json) -> Place:
    fields = read_object(data, required=("parent", "slot", "after"), optional=("earlier",))
    return Place(
        read_text(fields["parent"]),
        read_text(fields["slot"]),
        read_text(fields["after"], may_be_empty=True),
        tuple(map(read_text, read_list(fields.get("earlier", [])))),
    )
