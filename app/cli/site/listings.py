"""`quillspace site releases` and `previews`."""

import click

from app.cli.context import work_on_site
from app.cli.output import as_json, write
from app.cli.site.group import site
from app.services import previews as previews_service
from app.services import releases as releases_service


@site.command()
@click.argument("name")
@as_json
def releases(*, name: str, is_json: bool) -> None:
    """List scheduled releases, starting with those that are not over."""
    with work_on_site(name) as site_id:
        rows = [_release(each) for each in releases_service.list_releases(site_id)]
    write(rows, is_json=is_json, none=f"{name} has no releases.")


@site.command()
@click.argument("name")
@click.option("--revoke", metavar="ID", help="First revoke the link with this ID, or `all` links.")
@as_json
def previews(*, name: str, revoke: str | None, is_json: bool) -> None:
    """List preview links, without their secret URLs."""
    with work_on_site(name) as site_id:
        listed = previews_service.list_previews(site_id)
        wanted = [each for each in listed if revoke in {"all", str(each.id)}]
        if revoke and revoke != "all" and not wanted:
            raise click.ClickException(f"{name} has no preview link {revoke}.")
        for each in wanted:
            previews_service.revoke_preview(each.id)
        rows = [_preview(each) for each in listed if each not in wanted]
    write(rows, is_json=is_json, none=f"{name} has no working preview links.")


def _release(release: releases_service.ReleaseView) -> dict[str, object]:
    return {
        "release": release.id,
        "state": str(release.state),
        "starts": release.starts_at,
        "ends": release.ends_at,
        "zone": release.zone,
        "who": release.who,
        "pages": len(release.changes),
        "name": release.name,
    }


def _preview(preview: previews_service.PreviewView) -> dict[str, object]:
    state = "waiting" if preview.is_waiting else "failed" if preview.has_failed else "ready"
    return {
        "link": preview.id,
        "state": state,
        "ends": preview.expires_at,
        "who": preview.who,
        "opens_at": preview.path,
        "shows": preview.label,
    }
