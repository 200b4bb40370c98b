"""Uploaded pictures: checked by their content, re-encoded, freed of place and camera, and made small."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_UPLOAD = 10_000_000  # bytes
LARGEST_PICTURE = 400_000  # bytes
MOST_PIXELS = 60_000_000  # a small file may unfold into a picture that fills the memory
FORMATS = ("JPEG", "PNG", "WEBP")
EDGE, THUMBNAIL_EDGE = 1600, 320  # pixels
QUALITIES = (85, 75, 65, 50)


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
            # Made small first: turning needs a second picture of the same size.
            image.thumbnail((EDGE, EDGE))
            return _on_white(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_("The picture has too many pixels. Choose a smaller one.")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_("This is no picture that can be read. Choose a JPEG, PNG or WebP file.")) from error


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, and without anything that belongs to the file rather than to the picture."""
    seen = image.convert("RGBA")
    page = Image.new("RGB", seen.size, "white")
    page.paste(seen, mask=seen.getchannel("A"))
    return page


def _small_enough(image: Image.Image) -> bytes:
    """The best quality that fits; a picture that fits at none is made smaller."""
    while True:
        for quality in QUALITIES:
            content = _jpeg(image, quality)
            if len(content) <= LARGEST_PICTURE:
                return content
        image.thumbnail((image.width * 3 // 4, image.height * 3 // 4))


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
