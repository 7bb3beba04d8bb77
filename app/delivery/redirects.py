"""Where a path leads that has no file: the same answer at the edge, which gives it, and in the app, which shows it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

STATUS = {"moved": 301, "temporary": 302, "gone": 410}
"""What readers' browsers are told for each kind of redirect."""
FOLDER = "/*"
MOST_STEPS = 30


@dataclass(frozen=True)
class Rule:
    """One redirect as its author made it: to a page by its id, or to a path or address."""

    kind: str
    page: str = ""
    target: str = ""

    def to_json(self) -> list[str]:
        """As kept on an edge's disk."""
        return [self.kind, self.page, self.target]


@dataclass(frozen=True)
class Leading:
    """Where a path ends: status 404 when it leads nowhere. `trail` are the paths on the way."""

    status: int
    target: str = ""
    trail: tuple[str, ...] = ()
    is_circle: bool = False


@dataclass(frozen=True)
class Rules:
    """What a site knows about addresses that are no pages (any more)."""

    redirects: Mapping[str, Rule] = field(default_factory=dict)
    """By path; one that ends in `/*` speaks of all that is below."""
    left: Sequence[tuple[str, str]] = ()
    """Addresses that readers knew, each with the page that was there; the newest first."""

    @cached_property
    def pages_at(self) -> dict[str, list[str]]:
        """The pages that an address had, the last one first."""
        found: dict[str, list[str]] = {}
        for path, page in self.left:
            found.setdefault(path, []).append(page)
        return found

    @cached_property
    def addresses_of(self) -> dict[str, list[str]]:
        """The addresses that a page had, the last one first."""
        found: dict[str, list[str]] = {}
        for path, page in self.left:
            found.setdefault(page, []).append(path)
        return found

    def lead(self, path: str, pages: Mapping[str, str], exists: Callable[[str], bool]) -> Leading:
        """Follow a path to what is there, so that readers are never sent on twice.

        `pages` has the address of each page by its id; `exists` says whether a path shows something.
        """
        trail = [path]
        status = STATUS["moved"]
        while len(trail) <= MOST_STEPS:
            step = self._step(trail[-1], pages)
            if step is None:
                return Leading(404, trail=tuple(trail))
            if step.kind == "gone":
                return Leading(STATUS["gone"], trail=tuple(trail))
            status = max(status, STATUS[step.kind])
            if not step.target.startswith("/"):
                return Leading(status, step.target, tuple(trail))
            bare = bare_path(step.target)
            if exists(bare):
                return Leading(status, step.target, tuple(trail))
            if bare in trail:
                return Leading(404, trail=(*trail, bare), is_circle=True)
            trail.append(bare)
        return Leading(404, trail=tuple(trail), is_circle=True)

    def to_json(self) -> dict[str, Any]:
        """As kept on an edge's disk."""
        redirects = {path: rule.to_json() for path, rule in self.redirects.items()}
        return {"redirects": redirects, "left": list(self.left)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Rules":
        """As it was kept."""
        redirects = {path: Rule(*rule) for path, rule in content["redirects"].items()}
        return cls(redirects, tuple((path, page) for path, page in content["left"]))

    def __bool__(self) -> bool:
        return bool(self.redirects or self.left)

    def _step(self, path: str, pages: Mapping[str, str]) -> Rule | None:
        """An author's word comes first, then where the page went that was here, then a whole folder."""
        return self._own(path, pages) or self._followed(path, pages) or self._of_folder(path, pages)

    def _own(self, path: str, pages: Mapping[str, str]) -> Rule | None:
        rule = self.redirects.get(path)
        return _aimed(rule, pages) if rule else None

    def _followed(self, path: str, pages: Mapping[str, str]) -> Rule | None:
        for page in self.pages_at.get(path, ()):
            if page in pages:
                return Rule("moved", target=pages[page])
        # The page is gone: where readers were sent from any of its addresses is good for all of them.
        for page in self.pages_at.get(path, ()):
            for address in self.addresses_of[page]:
                if found := self._own(address, pages):
                    return found
        return None

    def _of_folder(self, path: str, pages: Mapping[str, str]) -> Rule | None:
        folder = path
        while True:
            if rule := self.redirects.get(folder + FOLDER):
                rest = path.removeprefix(folder)
                aimed = _aimed(rule, pages)
                if aimed is None or not aimed.target.endswith(FOLDER):
                    return aimed
                joined = aimed.target.removesuffix(FOLDER) + rest
                # Two slashes at the beginning would lead to another site.
                return Rule(aimed.kind, target=joined if "://" in joined else "/" + joined.lstrip("/"))
            if not folder:
                return None
            folder = folder.rpartition("/")[0]


def bare_path(address: str) -> str:
    """The path of an address on this site: no query, no place in the page, no slash at the end."""
    return address.partition("#")[0].partition("?")[0].rstrip("/") or "/"


def spelt(path: str) -> str:
    """A path in the one spelling under which redirects are kept: `/a`, not `/a/`, `/a.html` or `/a/index.html`."""
    bare = path.rstrip("/")
    return bare.removesuffix(".html").removesuffix("/index") or "/"


def _aimed(rule: Rule, pages: Mapping[str, str]) -> Rule | None:
    """The rule with a path to go to; None when its page is gone."""
    if not rule.page:
        return rule
    return Rule(rule.kind, target=pages[rule.page]) if rule.page in pages else None


def rules_of(redirects: Iterable[Sequence[Any]], left: Iterable[Sequence[Any]]) -> Rules:
    """From rows: path, kind, page and target of each redirect; path and page of each address that was left."""
    return Rules(
        {path: Rule(kind, str(page or ""), target) for path, kind, page, target in redirects},
        tuple((path, str(page)) for path, page in left),
    )
