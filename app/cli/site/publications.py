"""`quillspace site publish`, `rollback`, `stop` and `builds`."""

from time import monotonic, sleep
from uuid import UUID

import click

from app.cli.context import work_on_site
from app.cli.output import as_json, write
from app.cli.site.group import site
from app.models import BuildStatus
from app.services import publishing

PAUSE_SECONDS = 0.2
REASONS = {
    BuildStatus.SUPERSEDED: "A newer publication replaced this one.",
    BuildStatus.STOPPED: "The publication was stopped. Readers still see the site as it was before.",
}


@site.command()
@click.argument("name")
@click.option("--wait", is_flag=True, help="Wait until the site is live. The exit code is 1 if that fails.")
@click.option("--seconds", default=600, show_default=True, help="Maximum time to wait, in seconds.")
def publish(*, name: str, wait: bool, seconds: int) -> None:
    """Request the publication of a site, which a worker then carries out."""
    with work_on_site(name) as site_id:
        build = publishing.request_publication(site_id)
        if wait:
            click.echo(_wait_for(build.id, seconds))
            return
    click.echo(f"Build {build.id} was requested. Follow it with `quillspace site builds {name}`.")


@site.command()
@click.argument("name")
@click.argument("build", type=click.UUID, required=False)
def rollback(*, name: str, build: UUID | None) -> None:
    """Make an earlier build live again: the given one, or by default the one before the live build."""
    with work_on_site(name) as site_id:
        target = build or publishing.find_previous_build(site_id)
        publishing.roll_back(site_id, target)
    click.echo(f"Readers of {name} now see build {target} again.")


@site.command()
@click.argument("name")
def stop(name: str) -> None:
    """Stop the running publication. Readers continue to see the live build."""
    with work_on_site(name) as site_id:
        build = publishing.find_running(site_id)
        if build is None:
            raise click.ClickException("No publication is running.")
        publishing.stop_publication(build.id)
    click.echo(f"Stopped. Readers of {name} still see the site as it was before.")


@site.command()
@click.argument("name")
@as_json
def builds(*, name: str, is_json: bool) -> None:
    """List a site's recent builds, newest first."""
    with work_on_site(name) as site_id:
        rows = [_row(build) for build in publishing.list_builds(site_id)]
    write(rows, is_json=is_json, none=f"{name} has not been published yet.")


def _row(build: publishing.BuildView) -> dict[str, object]:
    return {
        "build": build.id,
        "live": build.is_live,
        "kind": str(build.kind),
        "status": str(build.status),
        "kept": build.is_retained,
        "created": build.created_at,
        "who": build.who,
        "pages": build.pages_total,
        "bytes": build.size,
        "seconds": build.seconds,
        "error": build.error,
    }


def _wait_for(build_id: UUID, seconds: float) -> str:
    deadline = monotonic() + seconds
    while not (build := publishing.get_build(build_id)).is_over:
        if monotonic() > deadline:
            raise click.ClickException(
                f"Build {build_id} did not finish within {seconds:.0f} seconds. "
                "Run `quillspace doctor` to check that a worker is running."
            )
        sleep(PAUSE_SECONDS)
    if build.status is not BuildStatus.SUCCESS:
        raise click.ClickException(build.error or REASONS.get(build.status, "The publication failed."))
    return f"Build {build_id} is live: {build.pages_total} pages after {build.seconds or 0:.1f} s."
