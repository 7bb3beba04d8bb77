"""Dispatches a request to another route than the one that its method and address match."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.routing import Rule


def dispatch_to(rule: Rule, values: Mapping[str, Any], method: str) -> None:
    """Make `rule` handle the current request. Call it before access is checked: that route's access marker applies."""
    request.url_rule, request.view_args = rule, dict(values)
    request.routing_exception = None
    request.method = method
