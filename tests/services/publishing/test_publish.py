"""A publication from the request to the flip."""

from app.models import BuildStatus
from tests.services.publishing.support import live_build, manifest, publish, read, view


def test_a_publication_goes_live(people):
    build = publish(people.ada)
    assert view(people.ada, build).status is BuildStatus.SUCCESS, view(people.ada, build)
    assert live_build(people.ada) == build
    assert set(manifest(people.ada, build).files) >= {
        "/index.html",
        "/404.html",
        "/sitemap.xml",
        "/robots.txt",
    }
    print(read(people.ada, build, "/index.html"))
    print(read(people.ada, build, "/404.html"))
    print(view(people.ada, build).build_log)
    assert "Dear reader" in read(people.ada, build, "/index.html")
