"""`quillspace site`: commands and their output."""

import json
import os
import subprocess
import sys
import threading
import time

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from app.cli import main
from app.services import pages, publishing, redirects
from app.services.previews import previews as previews_service
from app.tenancy import tenant_scope
from tests import house
from tests.factories import make_page
from tests.services.link_checks.support import rich
from tests.services.publishing.support import change, live_build, on_site, publish, view

HOST = "ada.localhost"


@pytest.fixture
def run(quillspace, people):
    """A function that runs a command on Ada's site, checks its exit code and returns its output."""

    def run(command, *arguments, code=0):
        result = quillspace("site", *command.split(), HOST, *arguments)
        assert result.exit_code == code, result.output
        return result.output

    return run


@pytest.fixture
def two_builds(people):
    return publish(people.ada), publish(people.ada)


def test_each_rollback_without_a_build_goes_back_one_build_further(run, people, two_builds):
    newest = publish(people.ada)
    first, second = two_builds

    assert f"see build {second} again" in run("rollback")
    assert live_build(people.ada) not in {first, second, newest}
    assert f"see build {first} again" in run("rollback")
    assert "no earlier publication" in run("rollback", code=1)


def test_rollback_skips_builds_whose_files_are_missing(run, people, two_builds, admin_engine):
    first, second = two_builds
    publish(people.ada)
    change(admin_engine, "UPDATE site_builds SET cleared_at = now() WHERE id = :id", id=second)
    assert f"see build {first} again" in run("rollback")


def test_rollback_to_a_named_build(run, two_builds):
    assert f"see build {two_builds[0]} again" in run("rollback", str(two_builds[0]))


def test_rollback_has_an_alias(quillspace, two_builds):
    result = quillspace("rollback", HOST)
    assert result.exit_code == 0, result.output
    assert f"see build {two_builds[0]} again" in result.output


def test_builds_show_which_is_live_and_their_result(run, people, two_builds):
    table = run("builds").splitlines()
    assert table[0].split()[:4] == ["build", "live", "kind", "status"]
    assert table[1].split()[:5] == [str(two_builds[1]), "yes", "publish", "success", "yes"]

    newest, first = json.loads(run("builds", "--json"))

    assert (newest["build"], newest["live"], first["live"]) == (str(two_builds[1]), True, False)
    assert newest["who"] == people.ada.name
    assert newest["pages"] > 0
    assert newest["bytes"] > 0
    assert newest["seconds"] > 0
    assert newest["error"] == ""


def test_publish_waits_until_readers_see_the_build(people, clean_database):
    command = [sys.executable, "-m", "app.cli", "site", "publish", HOST, "--wait", "--seconds", "30"]
    more = {"QUILLSPACE_HOME": str(clean_database.home), "QUILLSPACE_PORT": "1"}
    process = subprocess.Popen(command, cwd=house.ROOT, env=os.environ | more, stdout=subprocess.PIPE)
    with tenant_scope(people.ada.tenant_id):
        while not (build := publishing.find_running(people.ada.site_id)):
            assert process.poll() is None
            time.sleep(0.05)
        publishing.publish(build.id)

    output, _nothing = process.communicate(timeout=20)

    assert process.returncode == 0
    assert output.decode().startswith(f"Build {build.id} is live: ")


def test_a_failing_publication_reports_the_reason(run, admin_engine):
    stopping = threading.Thread(target=fail_next_build, args=(admin_engine,))
    stopping.start()
    output = run("publish", "--wait", "--seconds", "30", code=1)
    stopping.join()
    assert output == "Error: There is no room.\n"


def fail_next_build(engine):
    statement = "UPDATE site_builds SET status = 'error', error = 'There is no room.', completed_at = now()"
    changed = 0
    while not changed:
        with engine.begin() as connection:
            changed = connection.execute(text(statement)).rowcount


def test_publish_without_a_worker_gives_up_after_its_timeout(run):
    assert "check that a worker is running" in run("publish", "--wait", "--seconds", "0", code=1)


def test_an_unreachable_database_is_reported_in_one_line(tmp_path):
    environment = {"QUILLSPACE_HOME": str(tmp_path), "DATABASE_PLATFORM_URL": "postgresql://127.0.0.1:1/x"}
    result = CliRunner(env=environment).invoke(main, ["site", "builds", HOST])
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)
    assert "Run `quillspace doctor` for details." in result.output


def test_stop_ends_the_running_publication(run, people):
    with tenant_scope(people.ada.tenant_id):
        build = publishing.request_publication(people.ada.site_id)
    assert run("stop").startswith("Stopped.")
    assert view(people.ada, build.id).status == "stopped"
    assert "No publication is running." in run("stop", code=1)


def test_releases_are_listed(run, people, admin_engine):
    assert "no releases" in run("releases")
    change(
        admin_engine,
        "INSERT INTO releases (tenant_id, id, site_id, name, zone, starts_at) VALUES "
        "(:t, gen_random_uuid(), :s, 'Cover day', 'Europe/London', '2031-05-01 08:00+00')",
        t=people.ada.tenant_id,
        s=people.ada.site_id,
    )
    assert "2031-05-01 08:00" in run("releases")
    (release,) = json.loads(run("releases", "--json"))
    assert (release["name"], release["state"], release["pages"]) == ("Cover day", "waiting", 0)


def test_previews_are_listed_without_their_secret_and_revoked(run, people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        kept, lost = [previews_service.create_preview(people.ada.site_id, days=7) for _ in range(2)]
        secret = previews_service.get_preview(kept).url.rpartition("/")[2]

    listed = run("previews", "--json")

    assert {each["link"] for each in json.loads(listed)} == {str(kept), str(lost)}
    assert secret not in listed
    assert [each["link"] for each in json.loads(run("previews", "--revoke", str(lost), "--json"))] == [
        str(kept)
    ]
    assert "no working preview links" in run("previews", "--revoke", "all")
    assert "has no preview link" in run("previews", "--revoke", str(lost), code=1)


def test_check_links_fails_if_links_are_broken(run, people, admin_engine):
    assert run("check-links") == "No broken links were found.\n"
    with on_site(admin_engine, people.ada) as (session, site):
        make_page(session, site, slug="b", title="Reading", data=rich("/nowhere", "http://127.0.0.1:9/x"))

    output = run("check-links", code=1)

    assert "This page doesn’t exist." in output
    assert [each["target"] for each in json.loads(run("check-links", "--json", code=1))] == [
        "/nowhere",
        "http://127.0.0.1:9/x",
    ]


def test_redirects_are_imported_from_and_exported_to_a_file(run, people, tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("from,to,kind\n/old,/,301\n/shop,https://shop.example/,302\n")

    assert run("redirects import", str(source), "--dry-run") == "2 of 2 lines can be imported.\n"
    with tenant_scope(people.ada.tenant_id):
        assert redirects.list_redirects(people.ada.site_id) == []
    assert run("redirects import", str(source)) == "2 of 2 lines were imported.\n"

    run("redirects export", str(target))
    assert target.read_text().splitlines() == [
        "from,to,kind",
        "/old,/,moved",
        "/shop,https://shop.example/,temporary",
    ]
    assert run("redirects export").splitlines() == target.read_text().splitlines()


def test_skipped_lines_are_reported(run, tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("/old,/\n/older,/,999\n")

    output = run("redirects import", str(source), code=1)

    assert "Line 2, /older: The third column must be 301, 302 or 410." in output
    assert "1 of 2 lines were imported." in output


def test_a_redirect_to_a_page_follows_the_page_when_it_moves(run, people, admin_engine, tmp_path):
    with on_site(admin_engine, people.ada) as (session, site):
        page = make_page(session, site, slug="books", title="Books")
    source = tmp_path / "in.csv"
    source.write_text("/works,/books\n")
    run("redirects import", str(source))
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        pages.update_page(page.id, title="Books", slug="novels", meta_description="", in_menu=True)

    assert "/works,/novels,moved" in run("redirects export")
