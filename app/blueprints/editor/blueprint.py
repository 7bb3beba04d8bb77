"""The blueprint that every resource of the editor adds its routes to."""

from flask import Blueprint, Response, request

from app.blueprints.editor.field_pictures import field_picture
from app.components.rendering import rich
from app.components.sizes import own_sizes, value_at

bp = Blueprint("editor", __name__)
bp.add_app_template_filter(rich, "rich")
bp.add_app_template_filter(own_sizes, "own_sizes")
bp.add_app_template_filter(value_at, "value_at")
bp.add_app_template_filter(field_picture, "field_picture")


@bp.after_request
def acknowledge(answer: Response) -> Response:
    """Name the operation that this answers, so that no page of a proxy passes for a saved one."""
    operation = request.form.get("operation_id", "") if request.method != "GET" else ""
    if operation.isascii() and operation.isprintable():
        answer.headers["QS-Operation"] = operation[:36]
    return answer
