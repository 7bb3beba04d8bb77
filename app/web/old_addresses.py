"""Redirects from URLs of the previous release, which bookmarks and pages that are still open may use.

Each responds with a 308 redirect to the current URL, so the browser repeats the method and the form data. If the
method changed too, the request is dispatched to the current route directly. Remove this file, its test and its
line in the factory with the next release.
"""

from urllib.parse import quote

from flask import Flask, current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect

from app.web.http import dispatch_to

OLD_ADDRESSES = (
    # The path changed.
    ("POST", "/account/tenants/<uuid:tenant_id>/entries", "accounts.create_switch"),
    ("POST", "/edge/openings", "edge.create_unlock"),
    (
        "POST",
        "/pages/<uuid:page_id>/blocks/<path:block_id>/keepsakes",
        "sections.create_saved_section",
    ),
    ("GET", "/pages/<uuid:page_id>/deletion", "pages.new_deletion"),
    ("POST", "/pages/<uuid:page_id>/deletion", "pages.create_deletion"),
    ("GET", "/pages/<uuid:page_id>/lock", "site_passwords.edit_page_password"),
    ("POST", "/pages/<uuid:page_id>/missing", "pages.create_not_found_page"),
    (
        "POST",
        "/pages/<uuid:page_id>/previews/<uuid:preview_id>/revocation",
        "previews.create_page_revocation",
    ),
    ("POST", "/pages/<uuid:page_id>/restoration", "pages.create_restoration"),
    ("POST", "/previews/<uuid:preview_id>/revocation", "previews.create_revocation"),
    ("POST", "/publications/<uuid:build_id>/looks", "previews.create_build_preview"),
    ("POST", "/publications/<uuid:build_id>/stops", "publishing.create_cancellation"),
    ("POST", "/releases/<uuid:release_id>/cancellation", "releases.create_cancellation"),
    ("POST", "/releases/<uuid:release_id>/end", "releases.create_end"),
    ("POST", "/releases/<uuid:release_id>/start", "releases.create_start"),
    ("POST", "/saved-sections/<uuid:saved_id>/restoration", "sections.create_saved_section_restoration"),
    ("POST", "/sections/<uuid:section_id>/restoration", "sections.create_section_restoration"),
    ("GET", "/sites/<uuid:site_id>/lock", "site_passwords.edit_site_password"),
    ("POST", "/sites/<uuid:site_id>/reversals", "find_and_replace.create_site_undo"),
    ("POST", "/support/departures", "support.create_visit_end"),
    # The method changed, or both method and path.
    ("POST", "/account", "accounts.update_account"),
    ("POST", "/account/password", "accounts.update_own_password"),
    ("POST", "/account/support", "accounts.update_support_choice"),
    ("POST", "/pages/<uuid:page_id>/details", "pages.update_page"),
    ("POST", "/pages/<uuid:page_id>/lock", "site_passwords.update_page_password"),
    ("POST", "/pages/<uuid:page_id>/search", "seo.update_page_search"),
    ("POST", "/password/<token>", "accounts.update_password"),
    ("POST", "/redirects/<uuid:redirect_id>", "redirects.update_redirect"),
    ("POST", "/redirects/<uuid:redirect_id>/deletion", "redirects.delete_redirect"),
    ("POST", "/releases/<uuid:release_id>", "releases.update_release"),
    ("POST", "/sign-out", "accounts.delete_session"),
    ("POST", "/sites/<uuid:site_id>/lock", "site_passwords.update_site_password"),
    ("POST", "/sites/<uuid:site_id>/search", "seo.update_site_search"),
    ("POST", "/sites/<uuid:site_id>/settings", "sites.update_settings"),
)
"""The old method, the old path, and the current endpoint."""

NEVER_REDIRECTED = {"edge.create_unlock"}
"""Always dispatched directly: Caddy on an edge would pass a redirect on to the reader, who cannot reach its target."""

QUERY_CHARACTERS = "%/?:@!$&'(*),+;=-._~"
"""The characters that are left as they are in a query, including the `%` of characters that are already encoded."""

_old = Map([Rule(rule, methods=[method], endpoint=endpoint) for method, rule, endpoint in OLD_ADDRESSES])


def install(app: Flask) -> None:
    """Handle requests that do not match a current route but match an old one."""
    app.before_request(_follow)


def _follow() -> ResponseReturnValue | None:
    if not isinstance(request.routing_exception, NotFound | MethodNotAllowed):
        return None
    try:
        endpoint, values = _old.bind("").match(request.path, method=request.method)
    except HTTPException:
        return None
    rule = next(iter(current_app.url_map.iter_rules(endpoint)))
    methods = rule.methods or set()
    if request.method in methods and endpoint not in NEVER_REDIRECTED:
        query = quote(request.query_string, safe=QUERY_CHARACTERS)
        return redirect(url_for(endpoint, **values) + (f"?{query}" if query else ""), code=308)
    dispatch_to(rule, values, next(iter(methods - {"HEAD", "OPTIONS"})))
    return None
