"""Decodes untrusted images under hard resource limits, as a program of its own: `python -I child.py`.

It starts with an empty environment, cannot open files or sockets once it is ready, and imports nothing from
QuillSpace. A request is the bytes of one image; a response is a line of JSON followed by the encoded files. The files
contain only pixels: no location, camera, profile or comment.
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
    MpoImagePlugin,  # noqa: F401 - some cameras write MPO, and plug-ins cannot be loaded later
)

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF")
MEMORY_BYTES = 640 * 1024 * 1024
CPU_SECONDS_PER_PICTURE = 10
MAX_PIXELS = 40_000_000
MAX_HEAVY_PIXELS = 25_000_000
"""The limit for images that need far more than four bytes per pixel: with transparency, or decoded in one piece."""
MAX_SIDE = 4096
WIDTHS = (480, 960, 1600, 2400)
MAX_AVIF_WIDTH = 1600
GRAPHIC_PIXELS = 4_000_000
GRAPHIC_COLOURS = 4096
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


class Refused(Exception):
    """The image is rejected; the argument is a key into the parent's messages."""


def main() -> None:
    """Process images until the parent closes the pipe."""
    incoming, outgoing = os.fdopen(0, "rb"), os.fdopen(1, "wb")
    set_up()
    limit_resources()
    send(outgoing, [b""])
    for data in messages(incoming):
        allow_cpu_time()
        send(outgoing, process(data))


def set_up() -> None:
    """Load every codec now, because no files can be opened later."""
    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    sample = Image.new("RGBA", (8, 8), (90, 60, 30, 128))
    for kind in ("PNG", "WEBP", "AVIF", "GIF"):
        process(encoded(sample, kind))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    process(encoded(sample.convert("RGB"), "JPEG", icc_profile=profile))


def limit_resources() -> None:
    """Limit memory and files permanently; the CPU limit is raised for each image.

    The number of processes is not limited: one of the decoders starts a thread, which counts as a process.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def allow_cpu_time() -> None:
    """Raise the CPU limit for one image. It applies to the process's total time, so add to the time used so far."""
    used = ceil(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (used + CPU_SECONDS_PER_PICTURE, resource.RLIM_INFINITY))


def messages(stream: BinaryIO) -> Iterator[bytes]:
    """Yield requests until the end of the input."""
    while len(header := stream.read(HEADER.size)) == HEADER.size:
        yield stream.read(HEADER.unpack(header)[0])


def send(stream: BinaryIO, parts: list[bytes]) -> None:
    """Send one response; an empty one signals readiness."""
    stream.write(HEADER.pack(sum(map(len, parts))))
    stream.writelines(parts)
    stream.flush()


def process(data: bytes) -> list[bytes]:
    """Process one image; return a JSON header and the encoded files, or a JSON header with the error."""
    try:
        width, height, made = prepare(data)
    except Refused as fault:
        return [line(fault=str(fault))]
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return [line(fault="large")]
    except MemoryError:
        return [line(fault="hungry")]
    except Exception as error:  # noqa: BLE001 - any error is caused by the image
        return [line(fault="broken", reason=f"{type(error).__name__}: {error}"[:300])]
    return [
        line(width=width, height=height, files=[facts for facts, _ in made]),
        *(content for _, content in made),
    ]


def line(**facts: Any) -> bytes:
    """Serialise values as one line of JSON."""
    return json.dumps(facts).encode() + b"\n"


def prepare(data: bytes) -> tuple[int, int, list[tuple[dict[str, Any], bytes]]]:
    """Return the image's width, height and files: the master first, then those for pages, widest first."""
    picture, is_graphic = read(data)
    size = picture.size
    made = [master_file(picture, is_graphic=is_graphic)]
    for width in widths(picture.width):
        if width != picture.width:
            height = max(1, round(picture.height * width / picture.width))
            picture = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
        made += page_files(picture, is_graphic=is_graphic)
    return *size, made


def read(data: bytes) -> tuple[Image.Image, bool]:
    """Decode an image upright, in sRGB and within the maximum size; also return whether it is a graphic."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as file:
        if file.width * file.height > pixel_limit(file):
            raise Refused("large")
        orientation = orientation_of(file)
        is_graphic = file.format in {"PNG", "GIF"} and file.width * file.height <= GRAPHIC_PIXELS
        profile = file.info.get("icc_profile")
        file.load()
        picture = to_rgb(file, profile)
    if max(picture.size) > MAX_SIDE:
        picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.BICUBIC)
    if profile and picture.mode in {"RGB", "RGBA"}:
        picture = in_srgb(picture, profile)
    if orientation in TURNS:
        picture = picture.transpose(TURNS[orientation])
    picture.info.clear()
    return picture, is_graphic


def pixel_limit(file: Image.Image) -> int:
    """Return the pixel limit for an image of this format and mode."""
    is_light = file.format in {"JPEG", "MPO", "PNG"} and file.mode != "CMYK" and not has_transparency(file)
    return MAX_PIXELS if is_light else MAX_HEAVY_PIXELS


def has_transparency(file: Image.Image) -> bool:
    """Return True if the image may have transparent pixels."""
    return file.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in file.info


def orientation_of(file: Image.Image) -> int:
    """Return the EXIF orientation, or 1 (upright) if it cannot be read."""
    try:
        return int(file.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - broken EXIF data must not fail the image
        return 1


def to_rgb(file: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert the first frame to RGB, or RGBA if it has transparency."""
    if file.mode.startswith("I"):
        return file.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if file.mode == "CMYK" and profile:
        return in_srgb(file, profile)
    wanted = "RGBA" if has_transparency(file) else "RGB"
    return file if file.mode == wanted else file.convert(wanted)


def in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert an image from its colour profile to sRGB; an invalid profile is ignored."""
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
    """Return the widths of the files for pages, widest first, leaving out any that are nearly equal."""
    widest = min(width, WIDTHS[-1])
    return [widest, *(each for each in reversed(WIDTHS) if each <= widest * 0.85)]


def master_file(picture: Image.Image, *, is_graphic: bool) -> tuple[dict[str, Any], bytes]:
    """Encode the high-quality master file, from which other sizes can be generated later."""
    if is_graphic:
        return with_metadata(picture, "png", encoded(picture, "PNG", compress_level=4))
    if picture.mode == "RGBA":
        return with_metadata(picture, "webp", encoded(picture, "WEBP", quality=92, method=2))
    return with_metadata(picture, "jpeg", encoded(picture, "JPEG", quality=92, subsampling=0))


def page_files(picture: Image.Image, *, is_graphic: bool) -> list[tuple[dict[str, Any], bytes]]:
    """Encode the files for pages: WebP, lossless for graphics if that is smaller, and AVIF for photos if smaller."""
    made = encoded(picture, "WEBP", quality=80, method=2)
    if is_graphic and picture.getcolors(GRAPHIC_COLOURS) is not None:
        made = min(made, encoded(picture, "WEBP", lossless=True, quality=40, method=2), key=len)
    files = [with_metadata(picture, "webp", made)]
    if not is_graphic and picture.width <= MAX_AVIF_WIDTH:
        smaller = encoded(picture, "AVIF", quality=60, speed=8, max_threads=1)
        files += [with_metadata(picture, "avif", smaller)] if len(smaller) < len(made) else []
    return files


def with_metadata(picture: Image.Image, kind: str, made: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the file with its metadata for the JSON header."""
    size = {"width": picture.width, "height": picture.height, "size": len(made)}
    return {"kind": f"image/{kind}", **size}, made


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """Encode the image in the given format."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


if __name__ == "__main__":
    main()
