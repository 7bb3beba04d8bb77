"""Describes differences in plain words, for the list next to a comparison."""

from app.components.text_kinds import TextKind
from app.tree.model import ROOT, Edit, Rules
from app.tree.sync.descriptions import lower_first
from app.tree.sync.differences import Difference, Kind
from app.tree.text import Count, compare_words, count_words, words_of

_DONE = {Kind.ADDED: "added", Kind.REMOVED: "deleted", Kind.MOVED: "moved"}


def describe_difference(difference: Difference, rules: Rules) -> str:
    """Describe how a block differs, such as "3 words changed in Text" or "Quote moved"."""
    owner = "the page" if difference.id == ROOT else rules.label(difference.type)
    if difference.kind in _DONE:
        return f"{owner} {_DONE[difference.kind]}"
    texts = [name for name in difference.edits if rules.text_kind(difference.type, name)]
    settings = [name for name in difference.edits if name not in texts]
    words = sum(
        (_counted(difference.edits[name], rules.text_kind(difference.type, name)) for name in texts), Count()
    )
    named = _named(settings, difference.type, rules)
    if not texts:
        return f"{named[:1].upper()}{named[1:]} of {owner} changed"

    message = f"{_words(words)} in {owner}"
    return f"{message}, and its {named}" if settings else message


def _counted(edit: Edit, kind: TextKind) -> Count:
    before, after = (words_of(value, is_html=kind.is_html) for value in (edit.before, edit.after))
    return count_words(compare_words(before, after))


def _words(count: Count) -> str:
    if not count.total:
        return "Formatting changed"
    number = f"{count.total:,} {'word' if count.total == 1 else 'words'}"
    if count.total == count.added:
        return f"{number} added"
    return f"{number} deleted" if count.total == count.deleted else f"{number} changed"


def _named(names: list[str], type_: str, rules: Rules) -> str:
    labels = [lower_first(rules.field_label(type_, name)) for name in names]
    return " and ".join(labels) if len(labels) < 3 else f"{len(labels)} settings"
