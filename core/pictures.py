"""Uploaded pictures: checked by their content, re-encoded, freed of place and camera, and made small."""

from dataclasses import dataclass
from io import BytesIO
from math import sqrt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

LARGEST_UPLOAD = 10_000_000  # bytes
MOST_PIXELS = 60_000_000  # a small file may unfold into a picture that fills the memory
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")

# A long screenshot stays readable: what counts is its area, and the short edge that its writing runs across.
USUAL_AREA, LARGEST_AREA = 2_000_000, 4_000_000  # pixels
SHORT_EDGE = 600  # pixels; kept where the original had so many; a narrower one is not made narrower
LONGEST_EDGE = 16_000  # pixels; a JPEG ends at 65 500
THUMBNAIL_EDGE = 320  # pixels

LARGEST_PICTURE = 400_000  # bytes, of the usual area; in proportion where the area is larger
QUALITIES = (85, 75, 65, 50)
LAST_QUALITIES = (35, 20, 10)  # where the short edge would become too short

#: How a HEIC file begins, after its length: https://www.ftyps.com, and what current phones write.
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


@dataclass(frozen=True)
class Picture:
    """A picture as we keep it: JPEG, upright, nothing in it but the pixels; with its thumbnail."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int


def reencoded(upload: Any) -> Picture:
    """The uploaded file as a picture of ours; raises ValidationError with the remedy for anything else."""
    if upload.size > LARGEST_UPLOAD:
        raise ValidationError(_("The picture is larger than 10 MB. Choose a smaller one."))
    image = _pixels(upload)
    content = _small_enough(image)
    small = image.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
    return Picture(content, _jpeg(small, QUALITIES[1]), image.width, image.height)


def _pixels(upload: Any) -> Image.Image:
    """Only the pixels, turned upright; what the file says of itself and of its maker stays behind."""
    try:
        with Image.open(upload, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            plain = _eight_bits(image)
            # Made small first: turning needs a second picture of the same size.
            plain.thumbnail(_size(*plain.size))
            return _on_white(_in_srgb(ImageOps.exif_transpose(plain)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_("The picture has too many pixels. Choose a smaller one.")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_unreadable(upload)) from error


def _unreadable(upload: Any) -> str:
    upload.seek(0)
    begin = upload.read(12)
    if begin[4:8] == b"ftyp" and begin[8:] in HEIC_BRANDS:
        return _(
            "This is a HEIC picture, which cannot be read here. On an iPhone choose Settings, Camera, Formats, Most "
            "Compatible; on other phones switch off “high efficiency” (HEIF) in the settings of the camera. Then take "
            "it again, or choose a screenshot of it."
        )
    return _("This is no picture that can be read. Choose a JPEG, PNG, WebP or AVIF file.")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of 16 bits would be cut at 255 and become white; colours of a table would be made small without smoothing.

    A colour that stands for transparency would be forgotten with the profile.
    """
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("RGBA") if image.mode in ("P", "PA") or "transparency" in image.info else image


def _size(width: int, height: int) -> tuple[int, int]:
    """What a picture is made small to; refused where it would be too long to be read."""
    short, long = sorted((width, height))
    scale = min(1.0, max(sqrt(USUAL_AREA / (short * long)), SHORT_EDGE / short))
    size = round(width * scale), round(height * scale)
    if size[0] * size[1] > LARGEST_AREA or max(size) > LONGEST_EDGE:
        raise ValidationError(_("The picture is too long to stay readable. Cut it into several pictures."))
    return size


def _in_srgb(image: Image.Image) -> Image.Image:
    """By the profile of the file, before it goes: the red of a newer phone (Display P3) is another than ours."""
    profile = image.info.get("icc_profile")
    if not profile:
        return image
    alpha = image.getchannel("A") if "A" in image.getbands() else None
    colours = image.convert(image.mode.rstrip("A")) if alpha else image
    try:
        found = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(colours, found, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        # A profile that is damaged, or of other colours than the picture, says nothing.
        return image
    if converted is None:
        return image
    if alpha:
        converted.putalpha(alpha)
    return converted


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, and without anything that belongs to the file rather than to the picture."""
    seen = image.convert("RGBA")
    page = Image.new("RGB", seen.size, "white")
    page.paste(seen, mask=seen.getchannel("A"))
    return page


def _small_enough(image: Image.Image) -> bytes:
    """The best quality that fits; a picture that fits at none is made smaller, as far as it stays readable."""
    while True:
        smaller = (image.width * 3 // 4, image.height * 3 // 4)
        at_its_end = min(smaller) < SHORT_EDGE
        most = max(LARGEST_PICTURE, LARGEST_PICTURE * image.width * image.height // USUAL_AREA)
        for quality in QUALITIES + LAST_QUALITIES * at_its_end:
            content = _jpeg(image, quality)
            if len(content) <= most:
                return content
        if at_its_end:
            return content
        image.thumbnail(smaller)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
