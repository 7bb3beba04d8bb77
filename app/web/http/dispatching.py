"""Dispatches a request to a different route from the one that its method and path match."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.routing import Rule


def dispatch_to(rule: Rule, values: Mapping[str, Any], method: str) -> None:
    """Make `rule` handle the current request. Call this before access is checked, so that its access marker applies."""
    request.url_rule, request.view_args = rule, dict(values)
    request.routing_exception = None
    request.method = method
