"""A slow, failing or full object store: the live build stays, the author sees the cause, and retries succeed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from app.adapters.object_store.errors import Cause
from app.models import BuildStatus
from tests import weed as weed_server
from tests.faults.deployment import CrawledSite, Deployment, Readers, wait_for
from tests.running import start_quillspace
from tests.weather import Fault, FaultyProxy, faulty_proxy

PAUSE = 0.035
CAUSES = dict.fromkeys(Fault, Cause.AWAY) | {Fault.FORBIDDEN: Cause.REFUSED, Fault.FULL: Cause.FULL}
"""The cause that authors see when all requests fail."""
LASTING = {Fault.FORBIDDEN, Fault.FULL}
"""Faults that an immediate retry does not resolve."""


@dataclass
class ProxiedDeployment:
    """A running QuillSpace whose object store is reached through a proxy that injects faults."""

    deployment: Deployment
    proxy: FaultyProxy


@pytest.fixture(scope="module")
def proxied_deployment() -> Iterator[ProxiedDeployment]:
    """A deployment without faults at first."""
    with (
        pytest.MonkeyPatch.context() as patch,
        weed_server.running() as weed,
        faulty_proxy(weed.ports[0]) as proxy,
    ):
        url = weed.url(weed.make_bucket(), read_timeout=4).replace(str(weed.ports[0]), str(proxy.port))
        settings = {**weed_server.KEYS, "OBJECT_STORE_URL": url}
        for name, value in settings.items():
            patch.setenv(name, value)
        with start_quillspace(settings=settings) as running:
            deployment = Deployment(running)
            yield ProxiedDeployment(deployment, proxy)
            proxy.inject(None)
            deployment.engine.dispose()


@contextmanager
def fault_injected(
    proxied_deployment: ProxiedDeployment, site: CrawledSite, fault: Fault, share: float
) -> Iterator[None]:
    """Inject a fault while readers crawl the site; check that readers see no errors and publishing works afterwards."""
    assert site.wait_finished(site.publish()).status is BuildStatus.SUCCESS
    site.wait_live()
    hits = proxied_deployment.proxy.hits
    with Readers(site, pause=PAUSE).reading() as readers:
        proxied_deployment.proxy.inject(fault, share)
        try:
            yield
        finally:
            proxied_deployment.proxy.inject(None)
        assert site.wait_finished(site.publish()).status is BuildStatus.SUCCESS
        site.wait_live(seconds=60)

    print(
        f"{fault}, {share:.0%}: {readers.requests} files read, {proxied_deployment.proxy.hits - hits} requests hit"
    )
    assert readers.complaints == []
    assert proxied_deployment.proxy.hits > hits
    assert site.crawl() == {(200, site.edition)}


def publish_in(
    proxied_deployment: ProxiedDeployment, fault: Fault, share: float, *, pages: int, rounds: int
) -> None:
    """Publish `rounds` times while this share of requests fails, and check that each publication succeeds."""
    site = proxied_deployment.deployment.create_site(pages=pages)
    with fault_injected(proxied_deployment, site, fault, share):
        ended = [site.wait_finished(site.publish(), seconds=240).status for _ in range(rounds)]
    assert ended == [BuildStatus.SUCCESS] * rounds


def publish_and_wait_in(proxied_deployment: ProxiedDeployment, fault: Fault, *, pages: int) -> None:
    """Publish while all requests fail; check that the publication waits, shows the cause, and later continues."""
    site = proxied_deployment.deployment.create_site(pages=pages)
    with fault_injected(proxied_deployment, site, fault, 1.0):
        build = site.publish()
        wait_for(lambda: site.view(build).waits_since, 240)
        log = site.view(build).build_log
        assert str(CAUSES[fault]) in log
        assert site.crawl() == {(200, site.edition - 1)}
        proxied_deployment.proxy.inject(None)
        assert site.wait_finished(build, seconds=120).status is BuildStatus.SUCCESS


@pytest.mark.timeout(300)
def test_a_publication_succeeds_while_some_requests_fail(proxied_deployment: ProxiedDeployment):
    publish_in(proxied_deployment, Fault.ERROR, 0.3, pages=12, rounds=1)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("fault", [Fault.FORBIDDEN, Fault.FULL])
def test_a_publication_waits_for_a_locked_or_full_store(proxied_deployment: ProxiedDeployment, fault: Fault):
    publish_and_wait_in(proxied_deployment, fault, pages=12)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("fault", Fault, ids=lambda fault: str(fault).replace(" ", "-"))
def test_readers_do_not_notice_faults(proxied_deployment: ProxiedDeployment, fault: Fault):
    if fault not in LASTING:
        publish_in(proxied_deployment, fault, 0.3, pages=50, rounds=5)
    publish_and_wait_in(proxied_deployment, fault, pages=50)
