"""Lets an HTML form, which can only send GET and POST, request PATCH or DELETE through a form field."""

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

from app.web.auth import csrf
from app.web.auth.access import access_of
from app.web.http import dispatch_to

FIELD = "_method"
METHODS = {"PATCH", "DELETE"}
FORM = "application/x-www-form-urlencoded"


def install_method_override(app: Flask) -> None:
    """Register the hook, which must run before every hook that depends on the matched route."""
    app.before_request(_override)


def _override() -> None:
    if request.method != "POST" or request.mimetype != FORM:
        return
    method = request.form.get(FIELD, "")
    adapter = current_app.create_url_adapter(request)
    if method not in METHODS or adapter is None:
        return
    try:
        rule, values = adapter.match(method=method, return_rule=True)
    except HTTPException as error:
        request.url_rule, request.routing_exception = None, error
        return
    dispatch_to(rule, values, method)
    access = access_of(rule.endpoint)
    if access is not None and access.kind == "stateless":
        # The access check verifies the token of every other route, but skips stateless ones.
        csrf.check_request()
