"""The HTML of pictures: a choice of sources, reserved space, and priority for the first picture."""

from app.components.files import ImageFields, Picture, PictureSize, drawing_size, prioritise_first_image
from app.components.files.svg_size import GALLERY

SIZES = (
    PictureSize("image/webp", 1600, 800, "/large.webp"),
    PictureSize("image/avif", 1600, 800, "/large.avif"),
    PictureSize("image/webp", 480, 240, "/small.webp"),
)
GARDEN = Picture("/large.webp", 1600, 800, SIZES)


def shown(picture: Picture, *, first: bool = False) -> str:
    return str(
        ImageFields(lambda _source: picture).img({"src": "x", "alt": "Roses > tulips"}, "c", first=first)
    )


def test_a_picture_offers_formats_and_widths():
    html = shown(GARDEN)

    assert html.startswith('<picture><source type="image/avif" srcset="/large.avif 1600w"')
    assert 'srcset="/large.webp 1600w, /small.webp 480w" sizes="auto, 100vw"' in html
    assert 'width="1600" height="800"' in html


def test_a_picture_with_one_file_is_an_img_element():
    assert shown(Picture("/hills.svg")).startswith('<img class="c" src="/hills.svg" alt="Roses &gt; tulips" ')


def test_only_the_first_picture_of_a_page_loads_eagerly():
    page = prioritise_first_image(shown(GARDEN) + shown(GARDEN, first=True) + shown(GARDEN))

    first, second, third = page.split("</picture>")[:3]
    assert 'fetchpriority="high"' in first
    assert "lazy" not in first
    assert "auto" not in first
    assert all('loading="lazy" decoding="async"' in each for each in (second, third))
    assert page.count("fetchpriority") == 1


def test_text_that_looks_like_attributes_is_unchanged():
    text = '<p>loading="lazy" decoding="async"</p>'

    assert prioritise_first_image(text) == text


def test_every_drawing_in_the_gallery_has_a_size():
    names = [f"{path.parts[-3]}/{path.name}" for path in GALLERY.glob("*/assets/*")]

    assert names
    assert all(min(drawing_size(name)) > 0 for name in names)


def test_only_drawings_in_the_gallery_have_a_size():
    assert drawing_size("../gallery/field-notes/pond.svg") == (0, 0)
    assert drawing_size("field-notes/none.svg") == (0, 0)
