"""A tenant's pictures: uploading, finding, describing, deleting and restoring them."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from app.errors import Conflict, Invalid, NotFound
from app.services import editing, media
from app.services.documents import Gesture
from app.services.media import assets, sizes_of
from app.services.seo import search_settings
from app.tenancy import tenant_scope
from tests.factories import People
from tests.pictures import SVG, jpeg
from tests.services.publishing.support import store


@pytest.fixture
def ada(people: People):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def names(**search):
    return [asset.name for asset in assets.list_assets(**search).assets]


def test_a_picture_is_stored_with_all_its_sizes_but_not_the_uploaded_file(ada):
    data = jpeg(1200, 900)

    asset = assets.create_asset(data, name="My garden.jpg")

    assert (asset.name, asset.kind, asset.width, asset.height) == ("My garden", "image/jpeg", 1200, 900)
    assert asset.created_by == ada.id
    files = {asset.sha256, *(size.sha256 for size in sizes_of(asset))}
    assert {blob.sha256 for blob in store().list(ada.tenant_id)} >= files
    assert not store().exists(ada.tenant_id, asset.source_sha256)
    sizes = {blob.sha256: blob.size for blob in store().list(ada.tenant_id)}
    assert asset.bytes == sum(sizes[name] for name in files)


def test_uploading_the_same_picture_twice_creates_one_picture_and_changes_nothing(ada):
    first = assets.create_asset(jpeg(), name="one.jpg")
    assets.update_asset(first.id, name="Garden", alt="Roses", decorative=False)

    second = assets.create_asset(jpeg(), name="two.jpg")

    assert (second.id, second.name, second.alt) == (first.id, "Garden", "Roses")
    assert names() == ["Garden"]


def test_concurrent_uploads_of_the_same_picture_create_one(ada):
    def upload(number: int):
        with tenant_scope(ada.tenant_id, user_id=ada.id):
            return assets.create_asset(jpeg(), name=f"{number}.jpg").id

    with ThreadPoolExecutor(4) as threads:
        ids = set(threads.map(upload, range(4)))

    assert len(ids) == 1


def test_each_tenant_has_its_own_copy_of_the_same_picture(people):
    with tenant_scope(people.ada.tenant_id):
        ours = assets.create_asset(jpeg(), name="ours.jpg")
    with tenant_scope(people.carol.tenant_id):
        theirs = assets.create_asset(jpeg(), name="theirs.jpg")

        assert theirs.id != ours.id
        assert names() == ["theirs"]
        file = f"{ours.sha256[:16]}.jpg"
        for reach in (
            lambda: assets.get_asset(ours.id),
            lambda: assets.update_asset(ours.id, name="mine", alt="", decorative=False),
            lambda: assets.delete_asset(ours.id),
            lambda: media.read_file(ours.id, file),
        ):
            with pytest.raises(NotFound):
                reach()


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("IMG_1234.HEIC", "IMG_1234"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\me\Roses in June.jpeg", "Roses in June"),
        ("a" * 300 + ".jpg", "a" * 120),
        ("", "Picture"),
        (".jpg", "jpg"),
        ("  \n\t ", "Picture"),
        ("Mrs. Dalloway", "Mrs. Dalloway"),
        ("<script>.png", "<script>"),
        ("one\0two\u202e.gif", "one two"),
        ("ünïcode 日本.webp", "ünïcode 日本"),
    ],
)
def test_a_picture_is_named_after_its_file(given: str, name: str):
    assert assets.clean_name(given) == name


def test_an_invalid_picture_stores_nothing(ada):
    before = list(store().list(ada.tenant_id))

    with pytest.raises(Invalid, match="PNG"):
        assets.create_asset(SVG, name="logo.png")

    assert names() == []
    assert list(store().list(ada.tenant_id)) == before


def test_pictures_are_found_by_words_of_their_name_and_description(ada):
    garden = assets.create_asset(jpeg(seed=1), name="Garden at dusk.jpg")
    assets.create_asset(jpeg(seed=2), name="Portrait 100%.jpg")
    assets.update_asset(garden.id, name="Garden at dusk", alt="Roses by the wall", decorative=False)

    assert names(search="dusk GARDEN") == ["Garden at dusk"]
    assert names(search="roses") == ["Garden at dusk"]
    assert names(search="100%") == ["Portrait 100%"]
    assert names(search="_") == []
    assert names(search="nothing") == []


def test_pictures_are_listed_in_pages_with_the_newest_first(ada, monkeypatch):
    monkeypatch.setattr(assets, "PAGE_SIZE", 2)
    for seed in range(3):
        assets.create_asset(jpeg(seed=seed), name=f"{seed}.jpg")

    first = assets.list_assets()
    second = assets.list_assets(start=first.next_start)

    assert [asset.name for asset in first.assets] == ["2", "1"]
    assert ([asset.name for asset in second.assets], second.next_start) == (["0"], None)


def test_a_description_is_reduced_to_one_line_and_cut_to_the_limit(ada):
    asset = assets.create_asset(jpeg(), name="one.jpg")

    changed = assets.update_asset(
        asset.id, name=" Garden ", alt="Roses\nand\tmore" + "x" * 600, decorative=True
    )

    assert changed.name == "Garden"
    assert changed.alt.startswith("Roses and more")
    assert len(changed.alt) == 500
    with pytest.raises(Invalid):
        assets.update_asset(asset.id, name="  ", alt="", decorative=False)


def test_a_deleted_picture_can_be_restored(ada):
    asset = assets.create_asset(jpeg(), name="Garden.jpg")

    assets.delete_asset(asset.id)
    assert names() == []
    with pytest.raises(NotFound):
        assets.get_asset(asset.id)

    assets.restore_asset(asset.id)
    assert names() == ["Garden"]


def test_a_picture_uploaded_again_is_not_restored_as_a_duplicate(ada):
    gone = assets.delete_asset(assets.create_asset(jpeg(), name="one.jpg").id)
    assets.create_asset(jpeg(), name="two.jpg")

    with pytest.raises(Conflict, match="already here"):
        assets.restore_asset(gone.id)


def test_the_storage_quota_is_enforced(ada, monkeypatch):
    first = assets.create_asset(jpeg(seed=1), name="one.jpg")
    monkeypatch.setattr(assets, "STORAGE_QUOTA_BYTES", int(first.bytes * 1.5))

    with pytest.raises(Conflict, match="storage for pictures is full"):
        assets.create_asset(jpeg(seed=2), name="two.jpg")

    assets.delete_asset(first.id)
    assert assets.create_asset(jpeg(seed=2), name="two.jpg").name == "two"


def test_concurrent_uploads_do_not_exceed_the_quota(ada, monkeypatch):
    room = assets.create_asset(jpeg(seed=0), name="one.jpg").bytes * 3
    monkeypatch.setattr(assets, "STORAGE_QUOTA_BYTES", room)

    def upload(seed: int) -> bool:
        with tenant_scope(ada.tenant_id, user_id=ada.id):
            try:
                assets.create_asset(jpeg(seed=seed), name=f"{seed}.jpg")
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(6) as threads:
        taken = list(threads.map(upload, range(1, 9)))

    assert False in taken
    assert sum(asset.bytes for asset in assets.list_assets().assets) <= room


def test_uses_of_a_picture_are_the_pages_that_show_it_now(ada):
    asset = assets.create_asset(jpeg(), name="Garden.jpg")
    assert media.list_uses(asset.id) == []

    added = editing.insert_block(ada.page_id, component="Image", gesture=Gesture(operation_id=uuid4()))
    (block,) = (id_ for id_ in added.tree if id_.startswith("Image"))
    values = {"image.src": f"asset:{asset.id}", "image.alt": "Roses", "image.decorative": "off"}
    editing.update_block(ada.page_id, block, values, gesture=Gesture(operation_id=uuid4()))
    assert [(use.page_id, use.title) for use in media.list_uses(asset.id)] == [(ada.page_id, "Home")]

    editing.remove_block(ada.page_id, block, gesture=Gesture(operation_id=uuid4()))
    assert media.list_uses(asset.id) == []


def test_uses_include_sharing_pictures_of_pages_and_sites(ada):
    asset = assets.create_asset(jpeg(), name="Garden.jpg")
    source = f"asset:{asset.id}"
    search_settings.update_site_search(ada.site_id, search_settings.SiteSearch(image=source))
    assert [use.title for use in media.list_uses(asset.id)] == ["Home"]

    search_settings.update_site_search(ada.site_id, search_settings.SiteSearch())
    assert media.list_uses(asset.id) == []
    search_settings.update_page_search(ada.page_id, search_settings.PageSearch(image=source), description="")
    assert [use.page_id for use in media.list_uses(asset.id)] == [ada.page_id]
