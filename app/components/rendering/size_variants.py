r"""Derives CSS rules for classes that apply only at some screen sizes.

The look of a component depends on the classes of its root, such as `c-heading--center`. If a heading is
centred only on phones, its root has the class `c-heading--center@p` instead, and all rules for
`.c-heading--center` are copied for `.c-heading--center\@p` inside the media query for phones. This lets
every option of every component differ between sizes, in every template, while a page contains only the
rules that it uses.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import lightningcss
import tinycss2
from tinycss2.ast import AtRule, FunctionBlock, IdentToken, Node, QualifiedRule

from app.components.sizes import MEDIA, Sizes, suffix

ANY_OF = frozenset({"is", "where", "matches", "-webkit-any"})
GROUPING = frozenset({"media", "container", "supports", "layer", "scope"})
NESTING = lightningcss.calc_parser_flags(nesting=True)


@lru_cache(maxsize=1024)
def variant_rules(sheet: str, names: frozenset[str], sizes: Sizes) -> tuple[str, ...]:
    """Copies of the sheet's rules for these classes, limited to these sizes.

    Rules for elements that lack a class, such as `:not(.c-heading--center)`, are not supported.
    """
    if not any(name in sheet for name in names):
        return ()
    named = {name: name + suffix(sizes) for name in names}
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    copies = (tinycss2.serialize(_copies([rule], named)) for rule in rules)
    return tuple(_in_media_query(copy, MEDIA[sizes]) for copy in copies if copy)


def _in_media_query(rule: str, media: str) -> str:
    css = lightningcss.process_stylesheet(
        f"@media {media}{{{rule}}}", error_recovery=True, parser_flags=NESTING
    )
    return css.replace("</", "<\\/")  # Equivalent in CSS, but cannot close the style element.


def _copies(nodes: Iterable[Node], named: Mapping[str, str]) -> list[Node]:
    return [copy for node in nodes for copy in _copy(node, named)]


def _copy(node: Node, named: Mapping[str, str]) -> Iterator[Node]:
    """Yield the node with the classes renamed, if it uses any of them."""
    if isinstance(node, QualifiedRule):
        prelude = _matching_selectors(node.prelude, named)
        if prelude:
            yield _with(node, prelude, node.content)
        elif inner := _copies(_nested(node), named):
            yield _with(node, node.prelude, inner)
    elif _is_group(node) and (inner := _copies(_nested(node), named)):
        yield _with(node, node.prelude, inner)


def _is_group(node: Node) -> bool:
    return isinstance(node, AtRule) and node.content is not None and node.lower_at_keyword in GROUPING


def _nested(node: QualifiedRule | AtRule) -> Sequence[Node]:
    nodes = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
    return [one for one in nodes if isinstance(one, QualifiedRule | AtRule)]


def _with(node: QualifiedRule | AtRule, prelude: Sequence[Node], content: Sequence[Node]) -> Node:
    if isinstance(node, QualifiedRule):
        return QualifiedRule(node.source_line, node.source_column, prelude, content)
    keyword = (node.at_keyword, node.lower_at_keyword)
    return AtRule(node.source_line, node.source_column, *keyword, prelude, content)


def _matching_selectors(selectors: Sequence[Node], named: Mapping[str, str]) -> list[Node]:
    """The selectors that require one of the classes, with the classes renamed."""
    tokens: list[Node] = []
    for selector in _split(selectors):
        if _requires_any(selector, named):
            tokens += [
                *([tinycss2.ast.LiteralToken(0, 0, ",")] if tokens else []),
                *_renamed(selector, named),
            ]
    return tokens


def _split(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    part: list[Node] = []
    for node in nodes:
        if node == ",":
            yield part
            part = []
        else:
            part.append(node)
    yield part


def _requires_any(selector: Sequence[Node], named: Mapping[str, str]) -> bool:
    """Whether the selector matches only elements with one of the classes."""
    before: Node | None = None
    for node in selector:
        if isinstance(node, IdentToken) and before == "." and node.value in named:
            return True
        if (
            isinstance(node, FunctionBlock)
            and node.lower_name != "not"
            and _requires_any(node.arguments, named)
        ):
            return True
        before = node
    return False


def _renamed(selector: Sequence[Node], named: Mapping[str, str]) -> list[Node]:
    renamed: list[Node] = []
    for node in selector:
        if isinstance(node, IdentToken) and renamed and renamed[-1] == "." and node.value in named:
            value = named[node.value]
            renamed.append(IdentToken(0, 0, value))
        elif isinstance(node, FunctionBlock):
            picked = node.lower_name in ANY_OF and _requires_any(node.arguments, named)
            arguments = (
                _matching_selectors(node.arguments, named) if picked else _renamed(node.arguments, named)
            )
            renamed.append(FunctionBlock(0, 0, node.name, arguments))
        else:
            renamed.append(node)
    return renamed
