"""Fixtures: a separate QuillSpace for tests that break it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests import weed as weed_server
from tests.faults.deployment import Deployment
from tests.running import start_quillspace


@pytest.fixture(scope="session")
def deployment() -> Iterator[Deployment]:
    """A running QuillSpace. Session-scoped, because files from other folders run between the files of this one."""
    with start_quillspace() as running:
        deployment = Deployment(running)
        yield deployment
        deployment.engine.dispose()


@pytest.fixture(autouse=True)
def _configured_services(request: pytest.FixtureRequest) -> None:
    """Configure this process's services for the deployment that the test uses."""
    for name in {"deployment", "s3_deployment", "proxied_deployment"} & set(request.fixturenames):
        fixture = request.getfixturevalue(name)
        (fixture if isinstance(fixture, Deployment) else fixture.deployment).configure_services()


@dataclass
class S3Deployment:
    """A running QuillSpace that stores its objects on an S3 server of its own, which tests can also kill."""

    deployment: Deployment
    weed: weed_server.Weed


@pytest.fixture(scope="package")
def s3_deployment() -> Iterator[S3Deployment]:
    """A running QuillSpace with its own S3 server."""
    with pytest.MonkeyPatch.context() as patch, weed_server.running() as weed:
        settings = {**weed_server.KEYS, "OBJECT_STORE_URL": weed.url(weed.make_bucket())}
        for name, value in settings.items():
            patch.setenv(name, value)
        with start_quillspace(settings=settings) as running:
            deployment = Deployment(running)
            yield S3Deployment(deployment, weed)
            deployment.engine.dispose()
