"""Form responses shared by several blueprints."""

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from app.web.forms.forms import Form
from app.web.http import is_htmx


def form_response(page: str, fragment: str, /, **values: object) -> ResponseReturnValue:
    """Render an invalid form again, as submitted, with a message beside each invalid input."""
    status = max(value.status for value in values.values() if isinstance(value, Form))
    template = fragment if is_htmx() else page
    return make_response(render_template(template, **values), status)
