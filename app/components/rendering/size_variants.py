r"""Rules of a style sheet once more, for classes that count only at some sizes of screen.

A component says what it looks like by the classes of its root: `c-heading--center`. Where a heading is
centred on phones alone, its root has the class `c-heading--center@p` instead, and what the style sheets
say of `.c-heading--center` is said again of `.c-heading--center\@p`, within the phones' media query. So
every choice of every component can differ between sizes, also as a template draws it, and a page carries
only the few rules that it uses.
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
    """The rules of this sheet that style these classes, each for these sizes only.

    What a rule says of elements without the class (`:not(.c-heading--center)`) can't be taken back.
    """
    if not any(name in sheet for name in names):
        return ()
    named = {name: name + suffix(sizes) for name in names}
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    copies = (tinycss2.serialize(_copies([rule], named)) for rule in rules)
    return tuple(_finished(copy, MEDIA[sizes]) for copy in copies if copy)


def _finished(rule: str, media: str) -> str:
    css = lightningcss.process_stylesheet(
        f"@media {media}{{{rule}}}", error_recovery=True, parser_flags=NESTING
    )
    return css.replace("</", "<\\/")  # Inside a style sheet both read alike, and this can't end the element.


def _copies(nodes: Iterable[Node], named: Mapping[str, str]) -> list[Node]:
    return [copy for node in nodes for copy in _copy(node, named)]


def _copy(node: Node, named: Mapping[str, str]) -> Iterator[Node]:
    """The node with the classes named anew, as far as it is about any of them."""
    if isinstance(node, QualifiedRule):
        prelude = _about(node.prelude, named)
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


def _about(selectors: Sequence[Node], named: Mapping[str, str]) -> list[Node]:
    """Of a list of selectors, those that name one of the classes, with its new name."""
    kept: list[Node] = []
    for selector in _split(selectors):
        if _names_any(selector, named):
            kept += [*([tinycss2.ast.LiteralToken(0, 0, ",")] if kept else []), *_renamed(selector, named)]
    return kept


def _split(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    part: list[Node] = []
    for node in nodes:
        if node == ",":
            yield part
            part = []
        else:
            part.append(node)
    yield part


def _names_any(selector: Sequence[Node], named: Mapping[str, str]) -> bool:
    """Whether one of the classes has to be there for the selector to match."""
    before: Node | None = None
    for node in selector:
        if isinstance(node, IdentToken) and before == "." and node.value in named:
            return True
        if isinstance(node, FunctionBlock) and node.lower_name != "not" and _names_any(node.arguments, named):
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
            picked = node.lower_name in ANY_OF and _names_any(node.arguments, named)
            arguments = _about(node.arguments, named) if picked else _renamed(node.arguments, named)
            renamed.append(FunctionBlock(0, 0, node.name, arguments))
        else:
            renamed.append(node)
    return renamed
