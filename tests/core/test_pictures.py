"""Uploaded pictures: checked by their content, freed of place and camera, made small."""

import os
import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.pictures import LARGEST_PICTURE, LARGEST_UPLOAD, reencoded

RED, BLUE = (200, 30, 30), (30, 30, 200)
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def written(image: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def halves(width: int = 64, height: int = 32) -> Image.Image:
    """The left half red, the right half blue."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 2, height))
    return image


def read(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def near(seen: tuple[int, ...], meant: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(seen, meant, strict=True))


def header_of(width: int, height: int) -> bytes:
    """A PNG that promises so many pixels and brings none."""
    promise = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", promise), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    parts = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_jpeg_of_ours(kind: str) -> None:
    picture = reencoded(upload(written(halves(), kind)))

    kept = read(picture.content)
    assert (kept.format, kept.size, picture.width, picture.height) == ("JPEG", (64, 32), 64, 32)
    assert near(kept.getpixel((2, 2)), RED)
    assert near(kept.getpixel((60, 2)), BLUE)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "这不是照片。".encode(),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\xff\xd8\xff\xe0 no more than a beginning",
        written(halves(400, 300))[:900],
        written(halves(400, 300), "PNG")[:300],
        written(halves(), "GIF"),
        written(halves(), "BMP"),
        written(halves(), "TIFF"),
        header_of(64, 64),
    ],
    ids=["empty", "text", "svg", "beginning", "cut jpeg", "cut png", "gif", "bmp", "tiff", "no pixels"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError, match="JPEG"):
        reencoded(upload(content))


@pytest.mark.parametrize("edge", [8_000, 12_000, 30_000])
def test_too_many_pixels_are_refused_by_the_header(edge: int) -> None:
    small = header_of(edge, edge)

    with pytest.raises(ValidationError, match="像素"):
        reencoded(upload(small, "small.png"))

    assert len(small) < 200


def test_ten_megabytes_are_the_most() -> None:
    padded = written(halves()) + b"\0" * LARGEST_UPLOAD

    assert reencoded(upload(padded[:LARGEST_UPLOAD])).width == 64
    with pytest.raises(ValidationError, match="10 MB"):
        reencoded(upload(padded[: LARGEST_UPLOAD + 1]))


def test_place_and_camera_are_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Camera of somebody"
    exif.get_ifd(GPS).update({1: "N", 2: (22.0, 41.0, 30.0), 3: "E", 4: (114.0, 20.0, 40.0)})
    content = written(halves(), exif=exif, comment=b"taken at home")
    assert read(content).getexif().get_ifd(GPS)

    picture = reencoded(upload(content))

    for kept in (picture.content, picture.thumbnail):
        assert [word for word in (b"Exif", b"somebody", b"home") if word in kept] == []
        assert dict(read(kept).getexif()) == {}
        assert set(read(kept).info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
    upright = read(picture.content)
    assert upright.size == (32, 64)
    assert near(upright.getpixel((16, 4)), RED)
    assert near(upright.getpixel((16, 60)), BLUE)


def test_texts_of_a_png_are_gone() -> None:
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "somebody")

    assert b"somebody" not in reencoded(upload(written(halves(), "PNG", pnginfo=told))).content


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(mode: str) -> None:
    image = Image.new("RGBA", (40, 40), (200, 30, 30, 0)).convert(mode)
    more = {"transparency": 0} if mode == "P" else {}

    kept = read(reencoded(upload(written(image, "PNG", **more))).content)

    assert near(kept.getpixel((20, 20)), (255, 255, 255))


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_every_kind_of_jpeg_is_read(mode: str) -> None:
    assert read(reencoded(upload(written(halves().convert(mode)))).content).mode == "RGB"


def test_the_worst_picture_is_made_small_enough() -> None:
    noise = Image.frombytes("RGB", (4000, 3000), os.urandom(4000 * 3000 * 3))
    content = written(noise, quality=40)
    assert len(content) <= LARGEST_UPLOAD

    picture = reencoded(upload(content))

    assert len(picture.content) <= LARGEST_PICTURE
    assert (picture.width, picture.height) == read(picture.content).size
    assert abs(picture.width / picture.height - 4 / 3) < 0.01
    assert max(read(picture.thumbnail).size) == 320


@pytest.mark.parametrize("size", [(6000, 1), (1, 6000), (1, 1)])
def test_narrow_pictures_keep_a_pixel(size: tuple[int, int]) -> None:
    picture = reencoded(upload(written(Image.new("RGB", size, RED), "PNG")))

    assert min(read(picture.content).size) == 1
    assert max(read(picture.thumbnail).size) <= 320
