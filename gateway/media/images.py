"""Pictures are drawn anew before they are kept: what is not picture - where it was taken, by which phone - is gone.

Only pixels cross over. That also leaves behind whatever was hidden around them. Slow: not for the event loop.
"""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageOps

from gateway.media.outcome import Refused

# 50 million pixels are at most 200 MB while they are drawn anew. No phone sends more in a message.
MOST_PIXELS = 50_000_000
QUALITY = 85
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# What Pillow's readers raise on files that are broken, or built to break them.
_BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError, struct.error, zlib.error,
)  # fmt: skip
# Ours is the stricter limit; Pillow's own would warn in between.
Image.MAX_IMAGE_PIXELS = None


def is_picture(content_type: str) -> bool:
    """Whether files of this kind are drawn anew."""
    return content_type in _FORMATS


def drawn_anew(content: bytes, content_type: str) -> bytes:
    """The same picture, upright, in the same format, and nothing else. An animation becomes its first frame.

    Raises Refused when it has too many pixels or cannot be read to its end.
    """
    try:
        with Image.open(BytesIO(content), formats=[_FORMATS[content_type]]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused("image_too_large")
            picture = _plain(ImageOps.exif_transpose(opened), content_type)
        drawn = BytesIO()
        picture.save(drawn, _FORMATS[content_type], quality=QUALITY)
    except _BROKEN as error:
        raise Refused("image_unreadable") from error
    return drawn.getvalue()


def _plain(picture: Image.Image, content_type: str) -> Image.Image:
    """Grey, colour, or colour with transparency: palettes and print colours are resolved, notes are dropped."""
    has_holes = content_type != "image/jpeg" and (picture.has_transparency_data or "A" in picture.getbands())
    if picture.mode != "L" or has_holes:
        picture = picture.convert("RGBA" if has_holes else "RGB")
    picture.info = {}
    return picture
