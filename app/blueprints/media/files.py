"""Picture files for the editor. Readers load pictures from the published sites instead."""

from uuid import UUID

from flask import Response, request
from flask.typing import ResponseReturnValue

from app.blueprints.media.blueprint import bp
from app.services import media
from app.web.auth import Role, requires

YEAR = 365 * 86400


@bp.get("/assets/<uuid:asset_id>/<name>")
@requires(Role.VIEWER)
def show_file(asset_id: UUID, name: str) -> ResponseReturnValue:
    """Send one file, with the content type of its encoding and a policy that forbids scripts."""
    file, content = media.read_file(asset_id, name)
    response = Response(content, mimetype=file.kind)
    response.set_etag(file.sha256)
    response.headers["Content-Disposition"] = f"inline; filename={file.sha256[:16]}.{file.ending}"
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response.make_conditional(request)
