"""Resolves paths that have no file to redirects, for the edge, which serves them, and the app, which displays them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

STATUS = {"moved": 301, "temporary": 302, "gone": 410}
"""The HTTP status for each kind of redirect."""
FOLDER = "/*"
MAX_STEPS = 10
"""Maximum number of redirects in a row. Readers are only redirected once, but the whole row is followed for them."""
ANYTHING = "…"
"""Stands for any name in a folder when redirects are checked for loops."""


@dataclass(frozen=True)
class Rule:
    """A redirect as its author entered it: the target is a page id, a path or a URL."""

    kind: str
    page: str = ""
    target: str = ""

    def to_json(self) -> list[str]:
        """Serialise for storage on an edge."""
        return [self.kind, self.page, self.target]


@dataclass(frozen=True)
class Resolution:
    """The result of resolving a path; without a target, the status is 404 or 410. `trail` lists the paths followed."""

    status: int
    target: str = ""
    trail: tuple[str, ...] = ()
    is_circle: bool = False
    """Whether the redirects never end, or there are more than `MAX_STEPS` of them."""

    @property
    def repeats(self) -> bool:
        """Whether the trail ends at a path that it has been at before."""
        return self.trail[-1] in self.trail[:-1]


@dataclass(frozen=True)
class Rules:
    """A site's redirects and the former paths of its pages."""

    redirects: Mapping[str, Rule] = field(default_factory=dict)
    """The redirects by path; a path that ends in `/*` matches everything below it."""
    former_addresses: Sequence[tuple[str, str]] = ()
    """Published paths that pages no longer have, each with its page id, the most recent first."""

    @cached_property
    def pages_by_former_address(self) -> dict[str, list[str]]:
        """The ids of the pages that have had each path, the most recent first."""
        found: dict[str, list[str]] = {}
        for path, page in self.former_addresses:
            found.setdefault(path, []).append(page)
        return found

    @cached_property
    def former_addresses_by_page(self) -> dict[str, list[str]]:
        """The former paths of each page, the most recent first."""
        found: dict[str, list[str]] = {}
        for path, page in self.former_addresses:
            found.setdefault(page, []).append(path)
        return found

    @cached_property
    def folder_levels(self) -> int:
        """The number of slashes in the deepest path that ends in `/*`; 1 if there is none."""
        return max((path.count("/") for path in self.redirects if path.endswith(FOLDER)), default=1)

    def resolve(self, path: str, pages: Mapping[str, str], exists: Callable[[str], bool]) -> Resolution:
        """Follow all redirects from a path to the final target, so that readers are redirected only once.

        `pages` maps page ids to paths; `exists` returns whether a path has content.
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

    def loops(
        self, pages: Mapping[str, str], exists: Callable[[str], bool]
    ) -> Iterator[tuple[str, Resolution]]:
        """Yield the paths in `redirects` that lead into a loop or too long a chain; if there are none, no path does.

        A loop has a redirect for one path, or else a redirect for a folder whose remainder no other redirect inspects.
        """
        for source in self.redirects:
            folder = source.removesuffix(FOLDER)
            for probe in {source} if folder == source else {folder or "/", f"{folder}/{ANYTHING}"}:
                end = self.resolve(probe, pages, exists)
                if end.is_circle:
                    yield source, end
                    break

    def source_for(self, path: str) -> str | None:
        """The path in `redirects`, of this path or of its innermost folder, that applies to a path."""
        if path in self.redirects:
            return path
        folder = path
        while folder and folder + FOLDER not in self.redirects:
            folder = folder.rpartition("/")[0]
        return folder + FOLDER if folder + FOLDER in self.redirects else None

    def to_json(self) -> dict[str, Any]:
        """Serialise for storage on an edge."""
        redirects = {path: rule.to_json() for path, rule in self.redirects.items()}
        return {"redirects": redirects, "left": list(self.former_addresses)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Rules":
        """Deserialise the rules. Raises KeyError, TypeError or ValueError for malformed content."""
        redirects = {path: Rule(*rule) for path, rule in content["redirects"].items()}
        return cls(redirects, tuple((path, page) for path, page in content["left"]))

    def __bool__(self) -> bool:
        return bool(self.redirects or self.former_addresses)

    def _step(self, path: str, pages: Mapping[str, str]) -> Rule | None:
        """Find the next redirect: for exactly this path, else to a page that had this path, else for a folder."""
        return self._own_rule(path, pages) or self._moved_page(path, pages) or self._folder_rule(path, pages)

    def _own_rule(self, path: str, pages: Mapping[str, str]) -> Rule | None:
        rule = self.redirects.get(path)
        return _with_target(rule, pages) if rule else None

    def _moved_page(self, path: str, pages: Mapping[str, str]) -> Rule | None:
        for page in self.pages_by_former_address.get(path, ()):
            if page in pages:
                return Rule("moved", target=pages[page])
        # The page was deleted: a redirect from any of its former paths applies to all of them.
        for page in self.pages_by_former_address.get(path, ()):
            for address in self.former_addresses_by_page[page]:
                if found := self._own_rule(address, pages):
                    return found
        return None

    def _folder_rule(self, path: str, pages: Mapping[str, str]) -> Rule | None:
        # No folder that a redirect names is deeper, and readers may send paths with thousands of slashes.
        folder = "/".join(path.split("/", self.folder_levels)[: self.folder_levels])
        while True:
            if rule := self.redirects.get(folder + FOLDER):
                rest = path.removeprefix(folder)
                resolved = _with_target(rule, pages)
                if resolved is None or not resolved.target.endswith(FOLDER):
                    return resolved
                joined = resolved.target.removesuffix(FOLDER) + rest
                # Browsers treat two leading slashes as the start of a hostname.
                return Rule(resolved.kind, target=joined if "://" in joined else "/" + joined.lstrip("/"))
            if not folder:
                return None
            folder = folder.rpartition("/")[0]


def bare_path(address: str) -> str:
    """Return the path of a URL on this site, without query, fragment or trailing slash."""
    return address.partition("#")[0].partition("?")[0].rstrip("/") or "/"


def normalise_path(path: str) -> str:
    """Normalise a path to the form that redirects store: `/a` for `/a/`, `/a.html` and `/a/index.html`."""
    bare = path.rstrip("/")
    return bare.removesuffix(".html").removesuffix("/index") or "/"


def _with_target(rule: Rule, pages: Mapping[str, str]) -> Rule | None:
    """Resolve the rule's page id, if any, to a path; None if that page no longer exists."""
    if not rule.page:
        return rule
    return Rule(rule.kind, target=pages[rule.page]) if rule.page in pages else None


def rules_from_rows(redirects: Iterable[Sequence[Any]], left: Iterable[Sequence[Any]]) -> Rules:
    """Build rules from rows: (path, kind, page, target) for redirects, and (path, page) for former paths in `left`."""
    return Rules(
        {path: Rule(kind, str(page or ""), target) for path, kind, page, target in redirects},
        tuple((path, str(page)) for path, page in left),
    )
