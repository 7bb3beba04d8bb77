"""Putting other words in the place of those that were found, as one operation."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from app.components.base import Component
from app.components.component_registry import ComponentRegistry
from app.components.fields import Path
from app.errors import Invalid
from app.tree.model import Json, Node, Operation, Tree, copy_value
from app.tree.operations.update import build_update
from app.tree.text import Change, Hit, Passage, Place, Query, find

UNKNOWN = "This part is not available here, so it can't be changed."
FIXED = "This part can't be changed."


@dataclass(frozen=True)
class Offer:
    """A hit, what would stand there instead, and why that can't be, if it can't."""

    hit: Hit
    words: str
    refusal: str = ""


@dataclass
class Rewritten:
    """Texts with other words in them, what was put in, and what could not be."""

    texts: list[tuple[Passage, str]] = field(default_factory=list)
    done: list[Offer] = field(default_factory=list)
    refused: list[Offer] = field(default_factory=list)


@dataclass(frozen=True)
class Replaced:
    """What a replacement does to a page."""

    operation: Operation
    done: Sequence[Offer]
    refused: Sequence[Offer]


def offers(hits: Iterable[Hit], query: Query, words: str) -> list[Offer]:
    """What replacing would do to each of these; those that would stay as they are are left out."""
    offered = []
    for passage, changes in _by_passage(hits, query, words):
        refusal = ""
        try:
            _new_text(passage, changes)
        except Invalid as error:
            refusal = str(error)
        offered += [Offer(offer.hit, offer.words, refusal) for offer in changes]
    return offered


def rewrite(hits: Iterable[Hit], query: Query, words: str) -> Rewritten:
    """Put the words into the texts of these hits, where their fields take them."""
    rewritten = Rewritten()
    for passage, changes in _by_passage(hits, query, words):
        try:
            rewritten.texts.append((passage, _new_text(passage, changes)))
            rewritten.done += changes
        except Invalid as error:
            rewritten.refused += [Offer(offer.hit, offer.words, str(error)) for offer in changes]
    return rewritten


def build_replace(
    tree: Tree, query: Query, words: str, chosen: Collection[Place], registry: ComponentRegistry
) -> Replaced:
    """Replace the chosen places, as far as they are still there."""
    rewritten = rewrite((hit for hit in find(tree, query, registry) if hit.place in chosen), query, words)
    values: dict[str, dict[str, Json]] = {}
    for passage, text in rewritten.texts:
        component = registry.find(passage.block_type)
        if component is not None:
            props = values.setdefault(passage.block_id, {})
            _set(component, tree[passage.block_id], passage, text, props)
    updates = [build_update(tree, block_id, props).changes for block_id, props in values.items()]
    operation = Operation(tuple(change for changes in updates for change in changes))
    return Replaced(operation, rewritten.done, rewritten.refused)


def _by_passage(hits: Iterable[Hit], query: Query, words: str) -> list[tuple[Passage, list[Offer]]]:
    """The hits that would change, by the text in which they stand."""
    groups: dict[tuple[str, str], tuple[Passage, list[Offer]]] = {}
    for hit in hits:
        offer = Offer(hit, query.adapt(words, hit.found))
        if offer.words != hit.found:
            key = hit.passage.block_id, hit.passage.name
            groups.setdefault(key, (hit.passage, []))[1].append(offer)
    return list(groups.values())


def _new_text(passage: Passage, changes: Sequence[Offer]) -> str:
    """The text with these words in it, as its field keeps it. Raises Invalid where it can't."""
    if passage.held.field is None:
        raise Invalid(UNKNOWN)
    if passage.is_fixed:
        raise Invalid(FIXED)
    written = [Change(offer.hit.start, offer.hit.end, offer.words) for offer in changes]
    text = passage.rich.replaced(written) if passage.rich else _plain(passage.source, written)
    return str(passage.held.field.clean(text))


def _plain(text: str, changes: Sequence[Change]) -> str:
    parts, at = [], 0
    for change in changes:
        parts += [text[at : change.start], change.words]
        at = change.end
    return "".join([*parts, text[at:]])


def _set(component: type[Component], node: Node, passage: Passage, text: str, props: dict[str, Json]) -> None:
    """Put a text into the prop that holds it; all else in that prop stays as it is."""
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
