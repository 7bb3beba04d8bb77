"""Uploaded pictures on published pages."""

import io
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from PIL import Image

from app.models import BuildStatus
from app.services import editing, media
from app.services.documents import Gesture
from app.services.media import sizes_of
from app.tenancy import tenant_scope
from tests.factories import make_page, puck
from tests.pictures import jpeg
from tests.services.publishing.support import manifest, on_site, publish, read, store, view

IMG = re.compile(r"<img [^>]*>")


@pytest.fixture
def ada(people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def show(person, asset, *, alt="", block=None):
    """Put a picture on the person's page, and return the block's id."""
    if block is None:
        gesture = Gesture(operation_id=uuid4())
        tree = editing.insert_block(person.page_id, component="Image", gesture=gesture).tree
        block = next(id_ for id_ in tree if id_.startswith("Image"))
    values = {"image.src": f"asset:{asset.id}", "image.alt": alt, "image.decorative": "off"}
    editing.update_block(person.page_id, block, values, gesture=Gesture(operation_id=uuid4()))
    return block


def published_picture(person, build):
    """Return the picture's element on the page, its URL path and its file in the manifest."""
    (element,) = IMG.findall(read(person, build, "/index.html"))
    address = re.search(r'src="([^"]*)"', element)[1]
    file = manifest(person, build).files.get(address)
    return element, address, file


def test_every_file_that_a_browser_may_choose_is_part_of_the_build(ada):
    asset = media.create_asset(jpeg(2000, 1000), name="garden.jpg")
    show(ada, asset)

    build = publish(ada)

    page = read(ada, build, "/index.html")
    named = set(re.findall(r"/_assets/[0-9a-f]{20}\.(?:webp|avif)", page))
    assert len(named) == len(sizes_of(asset)) > 4
    assert named <= manifest(ada, build).files.keys()
    assert 'fetchpriority="high"' in page


def test_an_uploaded_picture_is_published_with_its_size_and_description(ada):
    asset = media.create_asset(jpeg(2000, 1000), name="garden.jpg")
    show(ada, asset, alt='Roses & "wall"')

    element, address, file = published_picture(ada, publish(ada))

    assert 'width="1600" height="800"' in element
    assert "Roses &amp; &#34;wall&#34;" in element
    assert re.fullmatch(r"/_assets/[0-9a-f]{20}\.webp", address)
    with store().open(ada.tenant_id, file.plain.sha256) as stored:
        shown = Image.open(io.BytesIO(stored.read()))
        assert (shown.format, shown.size) == ("WEBP", (1600, 800))
    assert file.encoded == {}


def test_the_url_of_a_picture_depends_on_its_content_and_not_on_its_name(ada):
    asset = media.create_asset(jpeg(), name="me and my secret.jpg")
    show(ada, asset)

    _, address, _ = published_picture(ada, publish(ada))

    assert address == f"/_assets/{sizes_of(asset)[0].sha256[:20]}.webp"


def test_replacing_a_picture_rebuilds_only_its_page(ada, admin_engine):
    with on_site(admin_engine, ada) as (session, site):
        make_page(session, site, slug="books", title="Books", data=puck("Books"))
    one, other = (media.create_asset(jpeg(seed=seed), name=f"{seed}.jpg") for seed in (1, 2))
    block = show(ada, one)
    first = publish(ada)
    show(ada, other, block=block)

    second = publish(ada)

    assert view(ada, second).lines[1].message == "Preparing 1 page; 1 page stays as it was."
    assert published_picture(ada, first)[1] != published_picture(ada, second)[1]
    # Readers who have the older page open can still load its picture.
    assert published_picture(ada, first)[1] in manifest(ada, second).files


def test_a_picture_stays_for_an_hour_for_readers_with_an_older_page_open(ada, admin_engine):
    one, *others = (media.create_asset(jpeg(seed=seed), name=f"{seed}.jpg") for seed in range(4))
    block = show(ada, one)
    address = published_picture(ada, publish(ada))[1]
    for other in others:
        show(ada, other, block=block)
        build = publish(ada)
    assert address in manifest(ada, build).files

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=59)):
        assert address in manifest(ada, publish(ada)).files
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61)):
        assert address not in manifest(ada, publish(ada)).files


def test_an_unused_new_picture_changes_nothing(ada):
    show(ada, media.create_asset(jpeg(seed=1), name="one.jpg"))
    first = publish(ada)
    media.create_asset(jpeg(seed=2), name="two.jpg")

    second = publish(ada)

    assert "Nothing changed" in view(ada, second).lines[1].message
    assert manifest(ada, first).files == manifest(ada, second).files


def test_a_deleted_picture_is_not_published_until_it_is_restored(ada):
    asset = media.create_asset(jpeg(), name="one.jpg")
    show(ada, asset)
    publish(ada)

    media.delete_asset(asset.id)
    without = publish(ada)
    assert IMG.findall(read(ada, without, "/index.html")) == []

    media.restore_asset(asset.id)
    again = publish(ada)
    assert published_picture(ada, again)[2] is not None


def test_a_picture_of_another_tenant_is_not_shown(ada, people):
    with tenant_scope(people.carol.tenant_id):
        theirs = media.create_asset(jpeg(), name="theirs.jpg")
    show(ada, theirs)

    assert IMG.findall(read(ada, publish(ada), "/index.html")) == []


def test_a_picture_missing_from_the_store_is_reported_and_the_old_build_stays_live(ada):
    before = publish(ada)
    asset = media.create_asset(jpeg(), name="Garden.jpg")
    show(ada, asset)
    for size in sizes_of(asset):
        store().delete(ada.tenant_id, size.sha256)

    failed = publish(ada)

    assert view(ada, failed).status is BuildStatus.ERROR
    assert "“Garden” is missing" in view(ada, failed).error
    assert view(ada, before).is_live


def test_an_older_build_keeps_its_pictures(ada):
    asset = media.create_asset(jpeg(), name="one.jpg")
    block = show(ada, asset)
    first = publish(ada)
    editing.remove_block(ada.page_id, block, gesture=Gesture(operation_id=uuid4()))
    media.delete_asset(asset.id)
    publish(ada)
    publish(ada)

    _, _, file = published_picture(ada, first)
    assert store().exists(ada.tenant_id, file.plain.sha256)
