"""The files that are generated from valid uploaded images."""

import io
import os
import subprocess
import sys

import pytest
from PIL import Image, ImageCms

from app.adapters.images import prepare_image
from tests import pictures
from tests.pictures import encoded, jpeg, photo


def opened(data: memoryview) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_photograph_becomes_a_master_and_smaller_files_for_pages():
    prepared = prepare_image(jpeg(2000, 1500))

    assert (prepared.master.kind, prepared.master.width, prepared.master.height) == ("image/jpeg", 2000, 1500)
    assert [(size.kind, size.width, size.height) for size in prepared.sizes] == [
        ("image/webp", 2000, 1500),
        ("image/webp", 1600, 1200),
        ("image/avif", 1600, 1200),
        ("image/webp", 960, 720),
        ("image/avif", 960, 720),
        ("image/webp", 480, 360),
        ("image/avif", 480, 360),
    ]
    for size in prepared.sizes:
        made = opened(size.data)
        assert (f"image/{made.format.lower()}", made.size) == (size.kind, (size.width, size.height))


def test_avif_is_only_stored_if_it_is_smaller():
    files = {(size.kind, size.width): len(size.data) for size in prepare_image(jpeg(2000, 1500)).sizes}

    smaller = {width: size for (kind, width), size in files.items() if kind == "image/avif"}
    assert all(size < files["image/webp", width] for width, size in smaller.items())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "HEIF"])
def test_every_common_format_is_read(kind: str):
    data = encoded(photo(320, 240), kind)

    assert {(size.width, size.height) for size in prepare_image(data).sizes} == {(320, 240)}


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "LA", "RGBA", "I;16"])
def test_every_colour_mode_is_read(mode: str):
    picture = Image.new("I;16", (60, 40), 40_000) if mode == "I;16" else photo(60, 40).convert(mode)

    made = opened(prepare_image(encoded(picture, "JPEG" if mode == "CMYK" else "PNG")).sizes[0].data)

    assert (made.size, made.mode) == ((60, 40), "RGB")


def test_a_16_bit_greyscale_picture_keeps_its_brightness():
    made = opened(prepare_image(encoded(Image.new("I;16", (60, 40), 128 * 256), "PNG")).sizes[0].data)

    assert abs(made.convert("L").getpixel((30, 20)) - 128) < 4


def test_transparency_is_kept():
    picture = Image.new("RGBA", (100, 100), (200, 30, 30, 0))
    picture.paste((200, 30, 30, 255), (0, 0, 50, 100))

    made = opened(prepare_image(encoded(picture, "PNG")).sizes[0].data)

    assert made.getpixel((75, 50))[3] == 0
    assert made.getpixel((25, 50))[3] == 255


def test_a_stored_photograph_is_upright_and_has_no_metadata():
    prepared = prepare_image(pictures.tall_photo_of_a_phone())

    shown = opened(prepared.sizes[0].data).convert("RGB")
    assert shown.size == (300, 400)
    # The clockwise rotation by 90 degrees moves the left half to the top.
    assert shown.getpixel((150, 40))[1] < 60
    assert shown.getpixel((150, 360))[1] > 200
    for file in (prepared.master, *prepared.sizes):
        made = opened(file.data)
        assert dict(made.getexif()) == {}
        assert {"icc_profile", "comment", "exif", "xmp"} & made.info.keys() == set()
        assert b"Secret" not in bytes(file.data)


def test_a_colour_profile_is_converted_to_srgb():
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    picture = encoded(photo(80, 60), "JPEG", icc_profile=wide.tobytes())

    assert opened(prepare_image(picture).master.data).info.get("icc_profile") is None


def test_an_invalid_colour_profile_is_ignored():
    assert prepare_image(encoded(photo(80, 60), "JPEG", icc_profile=b"nonsense")).master.width == 80


def test_a_picture_above_the_stored_size_is_scaled_down():
    prepared = prepare_image(jpeg(5000, 2500))

    assert (prepared.master.width, prepared.master.height) == (4096, 2048)
    assert prepared.sizes[0].width == 2400


def test_a_small_graphic_is_stored_losslessly():
    drawing = Image.new("RGB", (64, 64), "white")
    drawing.paste("navy", (10, 10, 30, 30))

    prepared = prepare_image(encoded(drawing, "PNG"))

    assert prepared.master.kind == "image/png"
    for file in (prepared.master, prepared.sizes[0]):
        assert opened(file.data).convert("RGB").tobytes() == drawing.tobytes()


def test_an_animation_is_reduced_to_its_first_frame():
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])

    made = opened(prepare_image(moving).sizes[0].data)

    assert getattr(made, "n_frames", 1) == 1
    assert made.convert("RGB").getpixel((30, 20))[0] > 200


def test_a_picture_of_a_single_pixel_is_accepted():
    assert prepare_image(encoded(Image.new("RGB", (1, 1)), "PNG")).sizes[0].width == 1


def test_a_very_wide_strip_has_a_height_of_at_least_one_pixel():
    assert min(size.height for size in prepare_image(encoded(Image.new("RGB", (4000, 2)), "PNG")).sizes) == 1


@pytest.mark.skipif(os.getuid() != 0, reason="only root can change the user")
def test_images_are_read_without_root_privileges():
    """Process limits do not apply to root, so a decoder that starts a thread would fail only for other users."""
    data = encoded(photo(64, 48), "HEIF")
    program = (
        "import os, sys; from app.adapters.images import prepare_image; "
        "data = sys.stdin.buffer.read(); print(prepare_image(data).master.width)"
    )
    caps = "+dac_read_search"
    become = [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        f"--inh-caps={caps}",
        f"--ambient-caps={caps}",
    ]
    done = subprocess.run(
        [*become, sys.executable, "-c", program], input=data, capture_output=True, timeout=60, check=False
    )
    assert done.stdout.decode().strip() == "64", done.stderr.decode()
