"""Form responses shared by several blueprints."""

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from app.web.forms.forms import Form
from app.web.http import is_htmx


def form_response(page: str, fragment: str, /, **values: object) -> ResponseReturnValue:
    """Render an invalid form again, as submitted, with a message beside each invalid input."""
    forms = [value for value in values.values() if isinstance(value, Form)]
    template = fragment if is_htmx() else page
    response = make_response(render_template(template, **values), max(form.status for form in forms))
    if retry_after := max(form.retry_after for form in forms):
        response.headers["Retry-After"] = str(retry_after)
    return response
