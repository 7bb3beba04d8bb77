"""Hostile images: each is rejected quickly, with a clear message, or re-encoded without extra data."""

import gzip
import io
import random
import zipfile
from pathlib import Path

import psutil
import pytest
from PIL import Image, PngImagePlugin

from app.adapters.child_pool import Child
from app.adapters.images import convert, prepare_image
from app.adapters.images.convert import PictureRefused
from tests import pictures
from tests.pictures import encoded, jpeg, photo

HTML = b"<html><script>alert(document.domain)</script></html>"
MEGABYTE = 1024 * 1024


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("evil.html", HTML)
    return file.getvalue()


def text_bomb() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "x" * (8 * MEGABYTE), zip=True)
    return encoded(photo(20, 20), "PNG", pnginfo=info)


NO_PICTURES = {
    "nothing": b"",
    "a drawing with a program": pictures.SVG,
    "a drawing after a declaration": b"\xef\xbb\xbf <?xml version='1.0'?>" + pictures.SVG,
    "a drawing with a doctype": b"<!DOCTYPE svg>" + pictures.SVG,
    "a compressed drawing": gzip.compress(pictures.SVG),
    "a page": HTML,
    "text": b"hello",
    "an archive": zipped(),
    "a compressed bomb": gzip.compress(b"\0" * (50 * MEGABYTE)),
    "what scanners look for": pictures.EICAR,
    "a document": b"%PDF-1.7\n",
    "a film": b"\0\0\0\x18ftypmp42" + b"\0" * 100,
    "a TIFF": encoded(photo(20, 20), "TIFF"),
    "an icon": encoded(photo(20, 20), "ICO"),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n(%pipe%id) (r) file",
    "only the first bytes": b"\xff\xd8\xff",
    "only a signature": b"\x89PNG\r\n\x1a\n",
}
DAMAGED = {
    "half a photograph": jpeg()[: len(jpeg()) // 2],
    "half a PNG": encoded(photo(), "PNG")[:9000],
    "half a WebP": encoded(photo(), "WEBP")[:3000],
    "half an AVIF": encoded(photo(), "AVIF")[:1500],
    "half an HEIC": encoded(photo(64, 64), "HEIF")[:600],
    "a PNG with a page in it": b"\x89PNG\r\n\x1a\n" + HTML * 100,
}
BOMBS = {
    "169 million pixels in 20 kilobytes": (13_000, 13_000),
    "400 million pixels": (20_000, 20_000),
    "41 million pixels": (8_200, 5_001),
    "a strip of two billion pixels": (2_000_000, 1_001),
}
"""Widths and heights. The test creates the images; at import time, every xdist worker would create all of them."""


@pytest.fixture(autouse=True)
def in_small_memory():
    """Check that this process's own memory stays within bounds, whatever its children need."""
    before = psutil.Process().memory_info().rss
    yield
    assert psutil.Process().memory_info().rss - before < 450 * MEGABYTE


@pytest.mark.parametrize("name", NO_PICTURES)
def test_files_that_are_not_pictures_are_rejected_with_a_message(name: str):
    with pytest.raises(PictureRefused, match=r"^[A-Z].*\.$"):
        prepare_image(NO_PICTURES[name])


@pytest.mark.parametrize(
    "name", ["a drawing with a program", "a drawing after a declaration", "a compressed drawing"]
)
def test_an_svg_is_rejected_with_the_advice_to_save_it_as_png(name: str):
    with pytest.raises(PictureRefused, match="save the picture as PNG"):
        prepare_image(NO_PICTURES[name])


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_picture_is_rejected(name: str):
    with pytest.raises(PictureRefused, match="damaged"):
        prepare_image(DAMAGED[name])


@pytest.mark.parametrize("name", BOMBS)
def test_images_above_the_pixel_limit_are_never_decoded(name: str):
    with pytest.raises(PictureRefused, match="24 megapixels"):
        prepare_image(pictures.png_bomb(*BOMBS[name])[:200_000])
    assert memory_of_children() < 250 * MEGABYTE


def test_the_largest_accepted_image_stays_within_the_limits():
    prepared = prepare_image(encoded(Image.new("RGB", (7_700, 5_190), "grey"), "JPEG"))

    assert prepared.master.width == 4096
    assert memory_of_children() < 450 * MEGABYTE


def test_only_the_first_of_ten_thousand_frames_is_decoded():
    assert prepare_image(pictures.gif_of(10_000)).master.width == 8


def test_a_picture_with_a_compressed_text_bomb_is_rejected():
    with pytest.raises(PictureRefused):
        prepare_image(text_bomb())


@pytest.mark.parametrize("extra", [HTML, zipped(), pictures.SVG, b"<?php system($_GET[0]) ?>"], ids=range(4))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_data_appended_to_an_image_is_dropped(kind: str, extra: bytes):
    prepared = prepare_image(encoded(photo(40, 30), kind) + extra)

    assert all(extra not in bytes(file.data) for file in (prepared.master, *prepared.sizes))


def test_html_inside_a_photograph_is_dropped():
    prepared = prepare_image(encoded(photo(40, 30), "JPEG", comment=HTML, exif=b"Exif\0\0" + HTML))

    assert all(b"script" not in bytes(file.data) for file in (prepared.master, *prepared.sizes))


def test_pixels_that_spell_html_are_re_encoded():
    """A PNG's rows can be chosen so that the file also parses as HTML; re-encoding breaks that."""
    picture = Image.frombytes("RGB", (40, 1), (HTML * 3)[:120])

    prepared = prepare_image(encoded(picture, "PNG", compress_level=0))

    assert all(HTML[:30] not in bytes(file.data) for file in (prepared.master, *prepared.sizes))


def test_a_picture_with_an_invalid_orientation_is_treated_as_upright():
    exif = Image.Exif()
    exif[0x0112] = 77

    assert prepare_image(encoded(photo(40, 30), "JPEG", exif=exif)).master.width == 40


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF"])
def test_corrupted_pictures_are_read_or_rejected_and_the_next_one_is_read(kind: str):
    chance = random.Random(kind)
    whole = encoded(photo(96, 64), kind)
    refused = 0
    for _ in range(25):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            data[chance.randrange(12, len(data))] = chance.randrange(256)
        try:
            assert prepare_image(bytes(data)).master.width > 0
        except PictureRefused:
            refused += 1

    assert refused < 25
    assert prepare_image(whole).master.width == 96


def test_a_killed_child_is_replaced():
    with convert._pool.child() as child:
        child.process.kill()
        child.process.wait()

    assert prepare_image(jpeg(40, 30)).master.width == 40


def test_a_child_has_no_open_files_and_no_secrets():
    child = Child.start(convert.PROGRAM)
    child.exchange(jpeg(40, 30))
    process = psutil.Process(child.process.pid)

    assert process.environ() == {}
    assert process.num_fds() == 3
    child.stop()


def memory_of_children() -> int:
    """Return the highest peak memory of the children that decode images, in bytes."""
    children = psutil.Process().children()
    return max(
        peak(child.pid) for child in children if any("images/child.py" in part for part in child.cmdline())
    )


def peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
