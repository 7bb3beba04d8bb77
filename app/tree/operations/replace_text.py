"""Replaces found text in one operation."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from app.components.base import Component
from app.components.component_registry import ComponentRegistry
from app.components.fields import Path
from app.errors import Invalid
from app.tree.model import Json, Node, Operation, Tree, copy_value
from app.tree.operations.update import build_update
from app.tree.text import Hit, HitLocation, Passage, Query, TextEdit, find

UNKNOWN = "This part isn’t available here, so it can’t be changed."
FIXED = "This part can’t be changed."


@dataclass(frozen=True)
class Replacement:
    """A hit and the text that replaces it. `refusal` says why it cannot be replaced; '' if it can."""

    hit: Hit
    text: str
    refusal: str = ""


@dataclass
class RewriteResult:
    """The rewritten texts, and which replacements were made or refused."""

    texts: list[tuple[Passage, str]] = field(default_factory=list)
    done: list[Replacement] = field(default_factory=list)
    refused: list[Replacement] = field(default_factory=list)


@dataclass(frozen=True)
class ReplaceResult:
    """The operation that replaces text on a page, and which replacements it makes or had to refuse."""

    operation: Operation
    done: Sequence[Replacement]
    refused: Sequence[Replacement]


def preview_replacements(hits: Iterable[Hit], query: Query, replacement: str) -> list[Replacement]:
    """The replacement for each hit, except for those that would change nothing."""
    offered = []
    for passage, changes in _by_passage(hits, query, replacement):
        refusal = ""
        try:
            _new_text(passage, changes)
        except Invalid as error:
            refusal = str(error)
        offered += [Replacement(offer.hit, offer.text, refusal) for offer in changes]
    return offered


def rewrite(hits: Iterable[Hit], query: Query, replacement: str) -> RewriteResult:
    """Replace the hits in their texts if the fields accept the result."""
    rewritten = RewriteResult()
    for passage, changes in _by_passage(hits, query, replacement):
        try:
            rewritten.texts.append((passage, _new_text(passage, changes)))
            rewritten.done += changes
        except Invalid as error:
            rewritten.refused += [Replacement(offer.hit, offer.text, str(error)) for offer in changes]
    return rewritten


def build_replace(
    tree: Tree, query: Query, replacement: str, chosen: Collection[HitLocation], registry: ComponentRegistry
) -> ReplaceResult:
    """Replace the hits that still exist at the chosen locations."""
    rewritten = rewrite(
        (hit for hit in find(tree, query, registry) if hit.place in chosen), query, replacement
    )
    values: dict[str, dict[str, Json]] = {}
    for passage, text in rewritten.texts:
        component = registry.find(passage.block_type)
        if component is not None:
            props = values.setdefault(passage.block_id, {})
            _set(component, tree[passage.block_id], passage, text, props)
    updates = [build_update(tree, block_id, props).changes for block_id, props in values.items()]
    operation = Operation(tuple(change for changes in updates for change in changes))
    return ReplaceResult(operation, rewritten.done, rewritten.refused)


def _by_passage(
    hits: Iterable[Hit], query: Query, replacement: str
) -> list[tuple[Passage, list[Replacement]]]:
    """The replacements that would change something, grouped by passage."""
    groups: dict[tuple[str, str], tuple[Passage, list[Replacement]]] = {}
    for hit in hits:
        offer = Replacement(hit, query.adapt_case(replacement, hit.found))
        if offer.text != hit.found:
            key = hit.passage.block_id, hit.passage.name
            groups.setdefault(key, (hit.passage, []))[1].append(offer)
    return list(groups.values())


def _new_text(passage: Passage, changes: Sequence[Replacement]) -> str:
    """The new text, cleaned by its field. Raises Invalid if the text cannot be changed to it."""
    if passage.stored.field is None:
        raise Invalid(UNKNOWN)
    if passage.is_fixed:
        raise Invalid(FIXED)
    written = [TextEdit(offer.hit.start, offer.hit.end, offer.text) for offer in changes]
    text = passage.rich.replaced(written) if passage.rich else _plain(passage.source, written)
    return str(passage.stored.field.clean(text))


def _plain(text: str, changes: Sequence[TextEdit]) -> str:
    parts, at = [], 0
    for change in changes:
        parts += [text[at : change.start], change.replacement]
        at = change.end
    return "".join([*parts, text[at:]])


def _set(component: type[Component], node: Node, passage: Passage, text: str, props: dict[str, Json]) -> None:
    """Set the text inside its prop, leaving the rest of the prop unchanged."""
    name = str(passage.path[0])
    if name not in props:
        props[name] = copy_value(node.props.get(name, component.fields[name].default))
    props[name] = _with_text(props[name], passage.path[1:], text)


def _with_text(value: Json, path: Path, text: str) -> Json:
    if not path:
        return text
    key, *rest = path
    inner = (value.get(key) if isinstance(value, dict) else value[key]) if rest else None
    value[key] = _with_text(inner, tuple(rest), text)
    return value
