"""Resolves paths without a file to a redirect. Shared by the edge, which serves it, and the app, which displays it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

STATUS = {"moved": 301, "temporary": 302, "gone": 410}
"""HTTP status for each kind of redirect."""
FOLDER = "/*"
MAX_STEPS = 30


@dataclass(frozen=True)
class Rule:
    """One redirect as its author entered it: its target is a page id, or a path or URL."""

    kind: str
    page: str = ""
    target: str = ""

    def to_json(self) -> list[str]:
        """Serialise for an edge's disk."""
        return [self.kind, self.page, self.target]


@dataclass(frozen=True)
class Resolution:
    """The result of resolving a path: status 404 has no target. `trail` lists the paths followed."""

    status: int
    target: str = ""
    trail: tuple[str, ...] = ()
    is_circle: bool = False


@dataclass(frozen=True)
class Rules:
    """A site's redirects and the former addresses of its pages."""

    redirects: Mapping[str, Rule] = field(default_factory=dict)
    """By path; a path that ends in `/*` matches everything below it."""
    former_addresses: Sequence[tuple[str, str]] = ()
    """Published addresses that pages no longer have, each with its page id; the newest first."""

    @cached_property
    def pages_by_former_address(self) -> dict[str, list[str]]:
        """Ids of the pages that had each address, the latest first."""
        found: dict[str, list[str]] = {}
        for path, page in self.former_addresses:
            found.setdefault(path, []).append(page)
        return found

    @cached_property
    def former_addresses_by_page(self) -> dict[str, list[str]]:
        """The addresses that each page had, the latest first."""
        found: dict[str, list[str]] = {}
        for path, page in self.former_addresses:
            found.setdefault(page, []).append(path)
        return found

    def resolve(self, path: str, pages: Mapping[str, str], exists: Callable[[str], bool]) -> Resolution:
        """Follow all redirects from a path to its end, so that readers get a single redirect.

        `pages` maps page ids to addresses; `exists` returns whether a path has content.
        """
        trail = [path]
        status = STATUS["moved"]
        while len(trail) <= MAX_STEPS:
            step = self._step(trail[-1], pages)
            if step is None:
                return Resolution(404, trail=tuple(trail))
            if step.kind == "gone":
                return Resolution(STATUS["gone"], trail=tuple(trail))
            status = max(status, STATUS[step.kind])
            if not step.target.startswith("/"):
                return Resolution(status, step.target, tuple(trail))
            bare = bare_path(step.target)
            if exists(bare):
                return Resolution(status, step.target, tuple(trail))
            if bare in trail:
                return Resolution(404, trail=(*trail, bare), is_circle=True)
            trail.append(bare)
        return Resolution(404, trail=tuple(trail), is_circle=True)

    def to_json(self) -> dict[str, Any]:
        """Serialise for an edge's disk."""
        redirects = {path: rule.to_json() for path, rule in self.redirects.items()}
        return {"redirects": redirects, "left": list(self.former_addresses)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Rules":
        """Deserialise. Raises KeyError, TypeError or ValueError for malformed content."""
        redirects = {path: Rule(*rule) for path, rule in content["redirects"].items()}
        return cls(redirects, tuple((path, page) for path, page in content["left"]))

    def __bool__(self) -> bool:
        return bool(self.redirects or self.former_addresses)

    def _step(self, path: str, pages: Mapping[str, str]) -> Rule | None:
        """The next redirect: one for this very path, else the page that moved from here, else one for a folder."""
        return self._own_rule(path, pages) or self._moved_page(path, pages) or self._folder_rule(path, pages)

    def _own_rule(self, path: str, pages: Mapping[str, str]) -> Rule | None:
        rule = self.redirects.get(path)
        return _with_target(rule, pages) if rule else None

    def _moved_page(self, path: str, pages: Mapping[str, str]) -> Rule | None:
        for page in self.pages_by_former_address.get(path, ()):
            if page in pages:
                return Rule("moved", target=pages[page])
        # The page was deleted: a redirect from any of its addresses applies to all of them.
        for page in self.pages_by_former_address.get(path, ()):
            for address in self.former_addresses_by_page[page]:
                if found := self._own_rule(address, pages):
                    return found
        return None

    def _folder_rule(self, path: str, pages: Mapping[str, str]) -> Rule | None:
        folder = path
        while True:
            if rule := self.redirects.get(folder + FOLDER):
                rest = path.removeprefix(folder)
                resolved = _with_target(rule, pages)
                if resolved is None or not resolved.target.endswith(FOLDER):
                    return resolved
                joined = resolved.target.removesuffix(FOLDER) + rest
                # Browsers read two leading slashes as another host.
                return Rule(resolved.kind, target=joined if "://" in joined else "/" + joined.lstrip("/"))
            if not folder:
                return None
            folder = folder.rpartition("/")[0]


def bare_path(address: str) -> str:
    """The path of an address on this site, without query, fragment and trailing slash."""
    return address.partition("#")[0].partition("?")[0].rstrip("/") or "/"


def normalise_path(path: str) -> str:
    """Normalise a path as redirects store it: `/a` for `/a/`, `/a.html` and `/a/index.html`."""
    bare = path.rstrip("/")
    return bare.removesuffix(".html").removesuffix("/index") or "/"


def _with_target(rule: Rule, pages: Mapping[str, str]) -> Rule | None:
    """The rule with its page id resolved to a path; None if that page no longer exists."""
    if not rule.page:
        return rule
    return Rule(rule.kind, target=pages[rule.page]) if rule.page in pages else None


def rules_from_rows(redirects: Iterable[Sequence[Any]], left: Iterable[Sequence[Any]]) -> Rules:
    """From database rows: path, kind, page, target of each redirect; path and page of each former address."""
    return Rules(
        {path: Rule(kind, str(page or ""), target) for path, kind, page, target in redirects},
        tuple((path, str(page)) for path, page in left),
    )
