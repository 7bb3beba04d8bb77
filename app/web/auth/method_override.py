"""Lets an HTML form, which by itself can only GET and POST, name PATCH or DELETE in a field."""

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

from app.web.auth import csrf
from app.web.auth.access import access_of
from app.web.http import dispatch_to

FIELD = "_method"
METHODS = {"PATCH", "DELETE"}
FORM = "application/x-www-form-urlencoded"


def install_method_override(app: Flask) -> None:
    """Read the field before anything else looks at which route was asked for."""
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
        # Every other route looks at the token by itself.
        csrf.check_origin()
