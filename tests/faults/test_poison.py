"""Publications that hang or crash their workers fail with a reason and do not block others."""

import pytest
from sqlalchemy import text

from app.cli.doctor.database import check_publications
from app.cli.doctor.finding import Verdict
from app.config import load_config
from app.models import BuildStatus
from app.services.publishing.lease import MAX_ATTEMPTS, PARKED
from tests.faults.deployment import SHELL, wait_for

SLOW = "{{ ('*a_' * 1000000)|markdown }}"
HANGS = f'{{% if page.title == "Page 7" %}}{SLOW}{{% endif %}}'
CHANGE_SHELL = """
UPDATE template_versions SET html_source = :source
WHERE template_id IN (SELECT id FROM templates WHERE slug = :name)
"""


def hang(deployment, site) -> None:
    """Make rendering one page of the site hang."""
    with deployment.engine.begin() as connection:
        source = SHELL.replace("<body>", f"<body>{HANGS}")
        connection.execute(text(CHANGE_SHELL), {"source": source, "name": site.name})


@pytest.mark.threat("F9")
@pytest.mark.parametrize("pages", [12, 90], ids=["built by the worker", "built by its children"])
def test_a_hanging_page_fails_only_its_own_publication(deployment, pages):
    sick, well = deployment.create_site(pages=pages), deployment.create_site(pages=12)
    before = sick.wait_finished(sick.publish())
    sick.wait_live()
    hang(deployment, sick)

    build = sick.publish()
    others = [well.publish() for _ in range(3)]

    assert well.wait_finished(others[-1]).status is BuildStatus.SUCCESS
    failed = sick.wait_finished(build, seconds=30)
    assert before.status is BuildStatus.SUCCESS
    assert failed.status is BuildStatus.ERROR
    assert any(words in failed.error for words in ("more than 3 seconds", "more time or memory"))
    assert sick.crawl() == {(200, sick.edition - 1)}
    assert sick.attempts(build) == 1


@pytest.mark.threat("F9")
@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_publication_that_crashes_every_worker_is_parked_and_reported(deployment):
    site = deployment.create_site(pages=400)
    site.wait_finished(site.publish())
    site.wait_live()
    build = site.publish()

    for _ in range(MAX_ATTEMPTS):
        wait_for(lambda: site.view(build).status is BuildStatus.BUILDING, 60)
        taken = site.attempts(build)
        deployment.kill("worker")
        wait_for(lambda taken=taken: site.attempts(build) > taken or site.view(build).is_over, 60)

    parked = site.wait_finished(build)
    print(f"{parked.status} after {MAX_ATTEMPTS} kills: {parked.error}")
    assert parked.status is BuildStatus.ERROR
    assert parked.error == PARKED
    finding = check_publications(load_config(deployment.running.environment))
    assert finding.verdict is Verdict.NOTE
    assert site.wait_finished(site.publish()).status is BuildStatus.SUCCESS
