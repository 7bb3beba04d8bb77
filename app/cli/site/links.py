"""`quillspace site check-links` and `redirects`."""

from typing import IO

import click

from app.cli.context import work_on_site
from app.cli.output import as_json, write
from app.cli.site.group import site
from app.services import link_checks
from app.services import redirects as redirects_service


@site.command("check-links")
@click.argument("name")
@as_json
@click.pass_context
def check_links(context: click.Context, *, name: str, is_json: bool) -> None:
    """Check all links now, in this process. The exit code is 1 if any are broken."""
    with work_on_site(name) as site_id:
        link_checks.check_links(site_id)
        report = link_checks.read_report(site_id)
    rows = [_row(each) for each in report.broken]
    if report.unchecked:
        click.echo(f"Links to other sites that have not been checked yet: {report.unchecked}.", err=True)
    write(rows, is_json=is_json, none="No broken links were found.")
    context.exit(1 if rows else 0)


@site.group()
def redirects() -> None:
    """Manage redirects from URLs that have no page."""


@redirects.command("export")
@click.argument("name")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
def export_file(*, name: str, file: IO[str]) -> None:
    """Export all redirects as CSV to a file or to standard output."""
    with work_on_site(name) as site_id:
        file.write(redirects_service.export_csv(site_id))


@redirects.command("import")
@click.argument("name")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Check the file without importing it.")
@click.pass_context
def import_file(context: click.Context, *, name: str, file: IO[bytes], dry_run: bool) -> None:
    """Import redirects from CSV: the old URL, the new URL, and 301, 302 or 410.

    The exit code is 1 if a line is skipped or if the file is empty.
    """
    content = redirects_service.text_of(file.read())
    with work_on_site(name) as site_id:
        lines = redirects_service.preview_csv(site_id, content)
        count = sum(line.rule is not None for line in lines)
        if not dry_run and count:
            count = redirects_service.import_csv(site_id, content)
    skipped = [line for line in lines if line.problem]
    for line in skipped:
        click.echo(f"Line {line.number}, {line.source or '(empty)'}: {line.problem}", err=True)
    click.echo(f"{count} of {len(lines)} lines {'can be' if dry_run else 'were'} imported.")
    context.exit(1 if skipped or not lines else 0)


def _row(link: link_checks.BrokenLink) -> dict[str, object]:
    return {
        "page": link.place.title,
        "part": link.place.part,
        "target": link.target,
        "trouble": link.trouble,
        "since": link.since,
    }
