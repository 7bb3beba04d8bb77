"""One QuillSpace of their own for tests that break things."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests import weed as weed_server
from tests.faults.deployment import Deployment
from tests.running import start_quillspace


@pytest.fixture(scope="package")
def deployment() -> Iterator[Deployment]:
    """A whole running QuillSpace."""
    with start_quillspace() as running:
        deployment = Deployment(running)
        yield deployment
        deployment.engine.dispose()


@pytest.fixture(autouse=True)
def _here(request: pytest.FixtureRequest) -> None:
    """Each test speaks to the QuillSpace that it breaks, whatever the one before spoke to."""
    for name in {"deployment", "s3_deployment", "proxied_deployment"} & set(request.fixturenames):
        place = request.getfixturevalue(name)
        (place if isinstance(place, Deployment) else place.deployment).configure_services()


@dataclass
class S3Deployment:
    """A whole QuillSpace whose files are in a bucket, and the server of that bucket, which can be killed too."""

    deployment: Deployment
    weed: weed_server.Weed


@pytest.fixture(scope="package")
def s3_deployment() -> Iterator[S3Deployment]:
    """A whole running QuillSpace beside an S3 server of its own."""
    with pytest.MonkeyPatch.context() as patch, weed_server.running() as weed:
        settings = {**weed_server.KEYS, "OBJECT_STORE_URL": weed.url(weed.make_bucket())}
        for name, value in settings.items():
            patch.setenv(name, value)
        with start_quillspace(settings=settings) as running:
            deployment = Deployment(running)
            yield S3Deployment(deployment, weed)
            deployment.engine.dispose()
