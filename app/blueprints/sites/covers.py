"""Pages shown as thumbnails: gallery templates, and covers for the tenant's sites."""

from uuid import UUID

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.sites.blueprint import bp
from app.services import site_covers
from app.services.site_covers import Preview
from app.web.assets import GalleryUrls, resolve_asset_urls
from app.web.auth import Role, public, requires
from app.web.http import csp_nonce


@bp.get("/templates/<slug>/preview")
@public
def show_preview(slug: str) -> ResponseReturnValue:
    """Render a template's home page with the given author name."""
    name = request.args.get("name", "").replace("\0", "")[:80]
    return _shown(site_covers.preview_template(slug, author_name=name, assets=GalleryUrls()), seconds=600)


@bp.get("/sites/<uuid:site_id>/cover")
@requires(Role.VIEWER)
def show_cover(site_id: UUID) -> ResponseReturnValue:
    """Render the current draft of a site's home page."""
    return _shown(site_covers.preview_site(site_id, assets=GalleryUrls()), seconds=60)


def _shown(preview: Preview, *, seconds: int) -> Response:
    """Respond with a sandboxed page, which cannot use scripts or forms."""
    nonce = csp_nonce()
    head = render_template(
        "sites/_preview_head.html", preview=preview, css=resolve_asset_urls(preview.css), nonce=nonce
    )
    response = make_response(f"{preview.before_head}{head}{preview.after_head}")
    response.headers["Content-Security-Policy"] = (
        "sandbox allow-same-origin; default-src 'none'; img-src 'self' data: https: http:; font-src 'self'; "
        f"style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    response.headers["Cache-Control"] = f"private, max-age={seconds}"
    return response
