"""Migrates pages from before Puck had slots: moves blocks from the top-level `zones` into slots."""

from typing import Any

from app.tree.codecs.puck import looks_like_slot
from app.tree.model import Json, Rules


def zones_to_slots(data: Json, rules: Rules) -> Json:
    """Return the page with each zone moved into the slot of the same name, like Puck's own `migrate`.

    A zone without a matching slot stays in `zones`: it is not rendered, but it is not lost. Accepts any JSON
    and does not modify `data`.
    """
    zones = data.get("zones") if isinstance(data, dict) else None
    if not isinstance(zones, dict) or not zones or not looks_like_slot(data.get("content")):
        return data
    migrator = _ZoneMigrator(dict(zones), rules)
    content = migrator.migrate(data["content"])
    return {**data, "content": content, "zones": migrator.zones}


class _ZoneMigrator:
    def __init__(self, zones: dict[str, Json], rules: Rules) -> None:
        self.zones = zones
        self._rules = rules

    def migrate(self, content: list[Json]) -> list[Json]:
        """Copies of these blocks with zones moved into their slots and into those of their descendants."""
        copied = [_copy(block) for block in content]
        pending = list(copied)
        while pending:
            block = pending.pop()
            for name in self._rules.slots(block["type"]) or {}:
                inner = self._inner(block["props"], name)
                if inner is not None:
                    block["props"][name] = [_copy(child) for child in inner]
                    pending.extend(block["props"][name])
        return copied

    def _inner(self, props: dict[str, Any], name: str) -> list[Json] | None:
        """The blocks of a slot, or those of the zone that preceded it."""
        zone = f"{props.get('id')}:{name}"
        if not props.get(name) and looks_like_slot(self.zones.get(zone)):
            return self.zones.pop(zone)  # type: ignore[no-any-return]  # looks_like_slot checked that it is a list
        return props.get(name) if looks_like_slot(props.get(name)) else None


def _copy(block: dict[str, Any]) -> dict[str, Any]:
    return {**block, "props": dict(block["props"])}
