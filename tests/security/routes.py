"""Every route with each of its methods and a URL path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.routing import Rule

from app.web.auth.access import Access

SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, kw_only=True)
class Target:
    """One route with one method."""

    endpoint: str
    method: str
    path: str
    access: Access

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"


def targets(app: Flask, ids: Mapping[str, Any]) -> Iterator[Target]:
    """Yield all routes and methods; URL parameters get the given ids, or otherwise a made-up value."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        values = {name: ids.get(name) or _made_up(rule, name) for name in rule.arguments}
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            path = adapter.build(rule.endpoint, values, method=method)
            yield Target(endpoint=rule.endpoint, method=method, path=path, access=access)


def _made_up(rule: Rule, name: str) -> object:
    if f"<int:{name}>" in rule.rule:
        return 0
    return uuid4() if f"<uuid:{name}>" in rule.rule else "word"
