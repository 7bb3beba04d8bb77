"""The list of publications, and the progress of the latest one."""

from uuid import UUID

from flask import make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.publishing.blueprint import bp
from app.errors import NotFound
from app.models import ReleaseState
from app.services import domains, pages, previews, publishing, releases, site_passwords, sites
from app.tenancy import one_reading_transaction
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.http import is_htmx, redirect_to, trigger


@bp.get("/sites/<uuid:site_id>/publications")
@requires(Role.VIEWER)
def list_publications(site_id: UUID) -> ResponseReturnValue:
    """List all publications, newest first, each with its log."""
    site = sites.get_site(site_id)
    builds = publishing.list_builds(site_id)
    return render_template(
        "publishing/index.html",
        site=site,
        builds=builds,
        url=_address(site_id),
        delivery=publishing.read_delivery(site_id),
        is_locked=site_passwords.is_locked(site_id),
        previews=previews.list_previews(site_id),
        releases=[each for each in releases.list_releases(site_id) if each.state == ReleaseState.WAITING],
        pages=pages.list_pages(site_id),
        news=releases.list_unpublished_titles(site_id) if site.live_build_id else [],
        days=previews.DAYS,
    )


@bp.post("/sites/<uuid:site_id>/publications")
@requires(Role.EDITOR)
def create_publication(site_id: UUID) -> ResponseReturnValue:
    """Publish the site."""
    build = publishing.request_publication(site_id)
    if is_htmx():
        return publication_fragment(build.id)
    flash_message("Your site is being published.")
    return redirect_to(url_for("publishing.list_publications", site_id=site_id))


@bp.get("/sites/<uuid:site_id>/publications/<uuid:build_id>")
@requires(Role.VIEWER)
def show_publication(site_id: UUID, build_id: UUID) -> ResponseReturnValue:
    """Show the progress of a publication."""
    if not is_htmx():
        return redirect_to(url_for("publishing.list_publications", site_id=site_id))
    if publishing.get_build(build_id).site_id != site_id:
        raise NotFound
    return publication_fragment(build_id)


@one_reading_transaction()
def publication_fragment(build_id: UUID, *, message: str = "", focus: bool = False) -> ResponseReturnValue:
    """Render the progress of a publication, with an extra `message`; `focus` moves the focus to the next action."""
    build = publishing.get_build(build_id)
    url = _address(build.site_id)
    held = releases.list_held_back(build)
    news = releases.list_unpublished_titles(build.site_id) if build.can_stop else []
    html = render_template(
        "publishing/_publication.html", build=build, url=url, held=held, news=news, said=message, focus=focus
    )
    response = make_response(html)
    return trigger(response, "publication-finished") if build.is_over else response


def _address(site_id: UUID) -> str:
    """Return the site's public URL, or '' if it does not have one yet."""
    try:
        return domains.site_origin(site_id)
    except NotFound:
        return ""
