"""Runs as its own program, `python -I child.py`: decodes untrusted pictures under hard limits.

It is started with an empty environment, opens no file and no socket once it is ready, and knows nothing of ours.
A request is the bytes of one picture, an answer is a line of JSON and then the pictures made of it, each after
the other. What it makes holds pixels and nothing else: no place, no camera, no profile, no comment.
"""

import io
import json
import os
import resource
import struct
import time
import warnings
from collections.abc import Iterator
from math import ceil
from typing import Any, BinaryIO

import pillow_heif
from PIL import (
    AvifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    MpoImagePlugin,  # noqa: F401 - some cameras need it, and it cannot be loaded later
)

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF")
MEMORY_BYTES = 640 * 1024 * 1024
CPU_SECONDS_A_PICTURE = 10
MOST_PIXELS = 40_000_000
MOST_HEAVY_PIXELS = 25_000_000
"""Where a point takes several times its four bytes: transparency, and formats that are decoded in one piece."""
LONGEST_SIDE = 4096
WIDTHS = (480, 960, 1600, 2400)
WIDEST_AVIF = 1600
DRAWN_PIXELS = 4_000_000
DRAWN_COLOURS = 4096
HEADER = struct.Struct(">I")
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Fault(Exception):
    """Why a picture is not taken: one word that the parent has a sentence for."""


def main() -> None:
    """Prepare one picture after another until the parent closes the pipe."""
    incoming, outgoing = os.fdopen(0, "rb"), os.fdopen(1, "wb")
    set_up()
    limit_resources()
    send(outgoing, [b""])
    for data in messages(incoming):
        allow_cpu_time()
        send(outgoing, answer(data))


def set_up() -> None:
    """Load everything that a picture may need, since files can no longer be opened later."""
    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    sample = Image.new("RGBA", (8, 8), (90, 60, 30, 128))
    for kind in ("PNG", "WEBP", "AVIF", "GIF"):
        answer(encoded(sample, kind))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    answer(encoded(sample.convert("RGB"), "JPEG", icc_profile=profile))


def limit_resources() -> None:
    """Memory and files are fixed for life; the CPU limit grows with each picture.

    There is no limit on processes here: one of the decoders starts a thread, and a thread counts as one.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def allow_cpu_time() -> None:
    """The limit counts a process's whole life, so it moves ahead of what was used so far."""
    used = ceil(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (used + CPU_SECONDS_A_PICTURE, resource.RLIM_INFINITY))


def messages(stream: BinaryIO) -> Iterator[bytes]:
    """Requests as they arrive."""
    while len(header := stream.read(HEADER.size)) == HEADER.size:
        yield stream.read(HEADER.unpack(header)[0])


def send(stream: BinaryIO, parts: list[bytes]) -> None:
    """One answer; an empty one says that we are ready."""
    stream.write(HEADER.pack(sum(map(len, parts))))
    stream.writelines(parts)
    stream.flush()


def answer(data: bytes) -> list[bytes]:
    """A line about the picture and the files made of it, or a line about what is wrong with it."""
    try:
        width, height, made = prepare(data)
    except Fault as fault:
        return [line(fault=str(fault))]
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return [line(fault="large")]
    except MemoryError:
        return [line(fault="hungry")]
    except Exception as error:  # noqa: BLE001 - whatever a picture provokes is the picture's fault
        return [line(fault="broken", reason=f"{type(error).__name__}: {error}"[:300])]
    return [
        line(width=width, height=height, files=[facts for facts, _ in made]),
        *(content for _, content in made),
    ]


def line(**facts: Any) -> bytes:
    """JSON on one line."""
    return json.dumps(facts).encode() + b"\n"


def prepare(data: bytes) -> tuple[int, int, list[tuple[dict[str, Any], bytes]]]:
    """Size of the picture, and its files: first the one we keep, then the ones for pages, the widest first."""
    picture, is_drawn = read(data)
    size = picture.size
    made = [keepable(picture, is_drawn=is_drawn)]
    for width in widths(picture.width):
        if width != picture.width:
            height = max(1, round(picture.height * width / picture.width))
            picture = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
        made += for_pages(picture, is_drawn=is_drawn)
    return *size, made


def read(data: bytes) -> tuple[Image.Image, bool]:
    """The picture upright, in sRGB, no larger than we keep, and whether it is drawn rather than photographed."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as file:
        if file.width * file.height > most_pixels(file):
            raise Fault("large")
        orientation = orientation_of(file)
        is_drawn = file.format in {"PNG", "GIF"} and file.width * file.height <= DRAWN_PIXELS
        profile = file.info.get("icc_profile")
        file.load()
        picture = plain(file, profile)
    if max(picture.size) > LONGEST_SIDE:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BICUBIC)
    if profile and picture.mode in {"RGB", "RGBA"}:
        picture = in_srgb(picture, profile)
    if orientation in TURNS:
        picture = picture.transpose(TURNS[orientation])
    picture.info.clear()
    return picture, is_drawn


def most_pixels(file: Image.Image) -> int:
    """How many points a picture of this kind may have."""
    is_light = file.format in {"JPEG", "MPO", "PNG"} and file.mode != "CMYK" and not is_clear(file)
    return MOST_PIXELS if is_light else MOST_HEAVY_PIXELS


def is_clear(file: Image.Image) -> bool:
    """Whether something may shine through."""
    return file.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in file.info


def orientation_of(file: Image.Image) -> int:
    """How the camera was held; what cannot be read counts as upright."""
    try:
        return int(file.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - what a camera wrote beside the picture must not spoil it
        return 1


def plain(file: Image.Image, profile: bytes | None) -> Image.Image:
    """The first frame in RGB, with transparency where it has some."""
    if file.mode.startswith("I"):
        return file.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if file.mode == "CMYK" and profile:
        return in_srgb(file, profile)
    wanted = "RGBA" if is_clear(file) else "RGB"
    return file if file.mode == wanted else file.convert(wanted)


def in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The same colours without needing the profile; one that makes no sense is left out."""
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(given).lower():
            return picture
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, given, srgb, outputMode=mode) or picture
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture.convert(mode)


def widths(width: int) -> list[int]:
    """The widths that pages get, the widest first; none that is nearly the same as the next."""
    widest = min(width, WIDTHS[-1])
    return [widest, *(each for each in reversed(WIDTHS) if each <= widest * 0.85)]


def keepable(picture: Image.Image, *, is_drawn: bool) -> tuple[dict[str, Any], bytes]:
    """The file from which others can be made later, as good as the one that came."""
    if is_drawn:
        return told(picture, "png", encoded(picture, "PNG", compress_level=4))
    if picture.mode == "RGBA":
        return told(picture, "webp", encoded(picture, "WEBP", quality=92, method=2))
    return told(picture, "jpeg", encoded(picture, "JPEG", quality=92, subsampling=0))


def for_pages(picture: Image.Image, *, is_drawn: bool) -> list[tuple[dict[str, Any], bytes]]:
    """What readers get: WebP, sharp for a drawing of few colours, and for a photograph AVIF where it is smaller."""
    made = encoded(picture, "WEBP", quality=80, method=2)
    if is_drawn and picture.getcolors(DRAWN_COLOURS) is not None:
        made = min(made, encoded(picture, "WEBP", lossless=True, quality=40, method=2), key=len)
    files = [told(picture, "webp", made)]
    if not is_drawn and picture.width <= WIDEST_AVIF:
        smaller = encoded(picture, "AVIF", quality=60, speed=8, max_threads=1)
        files += [told(picture, "avif", smaller)] if len(smaller) < len(made) else []
    return files


def told(picture: Image.Image, kind: str, made: bytes) -> tuple[dict[str, Any], bytes]:
    """A file with what the parent has to know of it."""
    size = {"width": picture.width, "height": picture.height, "size": len(made)}
    return {"kind": f"image/{kind}", **size}, made


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


if __name__ == "__main__":
    main()
