"""Pages that Puck wrote before it had slots: blocks in `zones` beside the page, now in the slots they stand for."""

from typing import Any

from app.tree.codecs.puck import looks_like_slot
from app.tree.model import Json, Rules


def zones_to_slots(data: Json, rules: Rules) -> Json:
    """The page with each zone in the slot of the same name, as Puck's own `migrate` does it.

    A zone without such a slot stays in `zones`: nothing shows it, and nothing is lost. The page may be
    anything that is JSON, and what is given is not changed.
    """
    zones = data.get("zones") if isinstance(data, dict) else None
    if not isinstance(zones, dict) or not zones or not looks_like_slot(data.get("content")):
        return data
    mover = _Mover(dict(zones), rules)
    content = mover.moved(data["content"])
    return {**data, "content": content, "zones": mover.zones}


class _Mover:
    def __init__(self, zones: dict[str, Json], rules: Rules) -> None:
        self.zones = zones
        self._rules = rules

    def moved(self, content: list[Json]) -> list[Json]:
        """Copies of these blocks, with zones in their slots and in those of all blocks inside."""
        copied = [_copy(block) for block in content]
        waiting = list(copied)
        while waiting:
            block = waiting.pop()
            for name in self._rules.slots(block["type"]) or {}:
                inner = self._inner(block["props"], name)
                if inner is not None:
                    block["props"][name] = [_copy(child) for child in inner]
                    waiting.extend(block["props"][name])
        return copied

    def _inner(self, props: dict[str, Any], name: str) -> list[Json] | None:
        """What stands in a slot, or in the zone that was made before it."""
        zone = f"{props.get('id')}:{name}"
        if not props.get(name) and looks_like_slot(self.zones.get(zone)):
            return self.zones.pop(zone)  # type: ignore[no-any-return]  # a list, as was just seen
        return props.get(name) if looks_like_slot(props.get(name)) else None


def _copy(block: dict[str, Any]) -> dict[str, Any]:
    return {**block, "props": dict(block["props"])}
