"""Has a request answered by another route than the one that its method and address name."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.routing import Rule


def dispatch_to(rule: Rule, values: Mapping[str, Any], method: str) -> None:
    """Answer this request with that route. Access is checked afterwards, and is that route's."""
    request.url_rule, request.view_args = rule, dict(values)
    request.routing_exception = None
    request.method = method
