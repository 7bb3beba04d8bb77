import pytest

from tests.services.link_checks.support import another_site


@pytest.fixture
def elsewhere():
    with another_site() as server:
        yield server
