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


# Colours.


def display_p3() -> bytes:
    """The profile that the cameras of newer phones embed, made from its published numbers."""
    white = (0.9505, 1.0, 1.0891)
    return profile_of([(0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407)], white)


def profile_of(columns: list[tuple[float, float, float]], white: tuple[float, float, float]) -> bytes:
    """A matrix profile of version 2 with a plain gamma of 2.2."""

    def fixed(number: float) -> bytes:
        return struct.pack(">i", round(number * 65536))

    def xyz(values: tuple[float, float, float]) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))

    name = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"wide\0" + b"\0" * 78
    gamma = b"curv\0\0\0\0" + struct.pack(">IH", 1, 563) + b"\0\0"
    tags = [(b"desc", name), (b"cprt", b"text\0\0\0\0none\0\0\0\0"), (b"wtpt", xyz((0.9642, 1.0, 0.8249)))]
    tags += list(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(xyz, columns), strict=True))
    tags += [(key, gamma) for key in (b"rTRC", b"gTRC", b"bTRC")]
    start, table, body = 132 + 12 * len(tags), b"", b""
    for key, content in tags:
        data = content + b"\0" * (-len(content) % 4)
        table += key + struct.pack(">II", start + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"lcms", 0x02200000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + b"\0" * 28
    head += fixed(0.9642) + fixed(1.0) + fixed(0.8249)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ((234, 51, 35), (255, 0, 0)),  # what a phone writes for the purest red of ours
        ((117, 251, 76), (0, 255, 0)),
        ((128, 128, 128), (128, 128, 128)),
    ],
)
def test_colours_are_those_of_the_profile(kind: str, stored: tuple[int, ...], seen: tuple[int, ...]) -> None:
    image = Image.new("RGB", (64, 64), stored)
    more = {"subsampling": 0, "quality": 100} if kind == "JPEG" else {"lossless": True} if kind == "WEBP" else {}

    kept = read(reencoded(upload(written(image, kind, icc_profile=display_p3(), **more))).content)

    assert all(abs(one - other) <= 12 for one, other in zip(kept.getpixel((9, 9)), seen, strict=True)), kept.getpixel(
        (9, 9)
    )
    assert "icc_profile" not in kept.info


def test_transparency_and_profile_go_together() -> None:
    image = Image.new("RGBA", (64, 64), (234, 51, 35, 255))
    image.paste((0, 0, 0, 0), (0, 0, 32, 64))

    kept = read(reencoded(upload(written(image, "PNG", icc_profile=display_p3()))).content)

    assert near(kept.getpixel((4, 4)), (255, 255, 255))
    assert near(kept.getpixel((60, 4)), (255, 0, 0))
    assert kept.getpixel((60, 4))[1] < 15


@pytest.mark.parametrize("profile", [b"no profile", display_p3()[:200], b"\0" * 400])
@pytest.mark.parametrize("mode", ["RGB", "L", "LA", "RGBA"])
def test_damaged_profile_changes_nothing(profile: bytes, mode: str) -> None:
    image = Image.new("RGB", (64, 64), (128, 128, 128)).convert(mode)

    kept = read(reencoded(upload(written(image, "PNG", icc_profile=profile))).content)

    assert near(kept.getpixel((9, 9)), (128, 128, 128))


@pytest.mark.parametrize("mode", ["L", "P", "CMYK"])
def test_profile_of_other_colours_leaves_the_picture_readable(mode: str) -> None:
    image = halves(64, 64).convert(mode)
    content = written(image, "JPEG" if mode == "CMYK" else "PNG", icc_profile=display_p3())

    kept = read(reencoded(upload(content)).content)

    left, right = kept.getpixel((9, 9)), kept.getpixel((60, 9))
    assert left != right


@pytest.mark.parametrize(("value", "grey"), [(0, 0), (0x4000, 64), (0x8000, 128), (0xFFFF, 255)])
def test_grey_of_sixteen_bits_keeps_its_shade(value: int, grey: int) -> None:
    content = written(Image.new("I;16", (64, 64), value), "PNG")

    kept = read(reencoded(upload(content)).content)

    assert all(abs(one - grey) <= 2 for one in kept.getpixel((9, 9)))


# Long screenshots.


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1080, 2400), (949, 2108)),
        ((1080, 8000), (600, 4444)),
        ((8000, 1080), (4444, 600)),
        ((1080, 11900), (600, 6611)),
        ((4000, 3000), (1633, 1225)),
        ((700, 2000), (700, 2000)),
        ((500, 7900), (500, 7900)),
    ],
)
def test_long_picture_stays_readable(size: tuple[int, int], expected: tuple[int, int]) -> None:
    picture = reencoded(upload(written(Image.new("RGB", size, RED))))

    assert (picture.width, picture.height) == expected
    assert picture.width * picture.height <= 4_000_000


@pytest.mark.parametrize("size", [(1080, 16000), (1080, 12100), (16000, 1080), (600, 6700), (500, 20000), (2, 30000)])
def test_picture_too_long_to_be_read_is_refused_with_the_remedy(in_english: None, size: tuple[int, int]) -> None:
    with pytest.raises(ValidationError, match="Cut it into several pictures"):
        reencoded(upload(written(Image.new("RGB", size, RED))))


def test_worst_long_picture_keeps_its_short_edge() -> None:
    noise = Image.frombytes("RGB", (700, 6000), os.urandom(700 * 6000 * 3))

    picture = reencoded(upload(written(noise, quality=60)))

    assert picture.width >= 600
    assert len(picture.content) <= 2 * LARGEST_PICTURE


# What phones write.


def test_avif_is_read() -> None:
    kept = read(reencoded(upload(written(halves(), "AVIF"), "photo.avif")).content)

    assert near(kept.getpixel((2, 2)), RED)
    with pytest.raises(ValidationError, match="AVIF"):
        reencoded(upload(written(halves(400, 300), "AVIF")[:300]))


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"hevc"])
def test_heic_is_refused_with_the_setting_of_the_camera(brand: bytes) -> None:
    content = b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + b"\0" * 200

    with pytest.raises(ValidationError, match="设置-相机-格式”中选择“兼容性最佳"):
        reencoded(upload(content, "IMG_0001.HEIC"))
