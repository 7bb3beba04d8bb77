"""Images generated for tests, valid and hostile."""

import io
import random
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import Image, ImageCms

pillow_heif.register_heif_opener()

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def photo(width: int = 640, height: int = 480, *, seed: int = 0) -> Image.Image:
    """Create an image with edges and gradients that is different for each seed."""
    across, down = max(width // 8, 1), max(height // 8, 1)
    noise = Image.frombytes("L", (across, down), random.Random(seed).randbytes(across * down))
    noise = noise.resize((width, height))
    shade = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (noise, shade, Image.blend(noise, shade, 0.5)))


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Encode the image in the given format."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def jpeg(width: int = 640, height: int = 480, *, seed: int = 0, **options: Any) -> bytes:
    """Create a photograph in JPEG format."""
    return encoded(photo(width, height, seed=seed), "JPEG", **options)


def tall_photo_of_a_phone() -> bytes:
    """Create a rotated photograph whose left half is red, with a GPS position, camera details and a colour profile."""
    picture = Image.new("RGB", (400, 300), "white")
    picture.paste("red", (0, 0, 200, 300))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCam"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return encoded(picture, "JPEG", quality=95, exif=exif, icc_profile=profile, comment=b"SecretNote")


def png_bomb(width: int, height: int, *, has_alpha: bool = False) -> bytes:
    """Create a decompression bomb: a few kilobytes that decode to this many pixels."""
    row = b"\0" + b"\0" * (width * 2 if has_alpha else (width + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    bits, colour_type = (8, 4) if has_alpha else (1, 0)
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def gif_of(frames: int) -> bytes:
    """Create an animated GIF with this many frames."""
    still = encoded(Image.new("P", (8, 8), 1), "GIF")
    body = still[still.index(b"\x2c") : -1]
    control = b"\x21\xf9\x04\x00\x0a\x00\x00\x00"
    return still[: still.index(b"\x2c")] + (control + body) * frames + b"\x3b"


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
