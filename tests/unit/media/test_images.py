"""Pictures drawn anew: the same to look at, and nothing beside."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from gateway.media import images
from gateway.media.outcome import Refused
from gateway.media.sniff import content_type
from tests.support.files import ACCEPTED, SECRET, photo

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def opened(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize("kind", KINDS)
def test_the_place_the_phone_and_every_note_are_gone(kind: str) -> None:
    given = photo(kind)
    assert SECRET.encode() in given
    assert dict(opened(given).getexif().get_ifd(0x8825))
    drawn = images.drawn_anew(given, KINDS[kind])
    assert SECRET.encode() not in drawn
    assert not dict(opened(drawn).getexif())
    assert not set(opened(drawn).info) & {"exif", "xmp", "comment", "icc_profile"}
    assert content_type(drawn) == KINDS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_it_looks_the_same(kind: str) -> None:
    given, drawn = opened(photo(kind)), opened(images.drawn_anew(photo(kind), KINDS[kind]))
    assert given.size == drawn.size
    worst = max(
        extreme for _, extreme in ImageChops.difference(given.convert("RGB"), drawn.convert("RGB")).getextrema()
    )
    assert worst < 40


@pytest.mark.parametrize(("orientation", "corner"), [(1, "red"), (3, "blue"), (6, "blue"), (8, "red")])
def test_it_stands_upright_without_the_note_that_said_so(orientation: int, corner: str) -> None:
    drawn = opened(images.drawn_anew(photo(orientation=orientation), "image/jpeg"))
    red, _green, blue = drawn.getpixel((2, 2))
    assert drawn.size == ((64, 48) if orientation in (1, 3) else (48, 64))
    assert ("red" if red > blue else "blue") == corner


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_way_of_keeping_colours(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    made = BytesIO()
    Image.new(mode, (20, 10)).save(made, kind)
    drawn = opened(images.drawn_anew(made.getvalue(), KINDS[kind]))
    assert drawn.size == (20, 10)
    assert drawn.mode in ("L", "RGB", "RGBA")


def test_holes_stay_holes() -> None:
    made = BytesIO()
    Image.new("P", (20, 10)).save(made, "PNG", transparency=0)
    assert opened(images.drawn_anew(made.getvalue(), "image/png")).getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("size", [(images.MOST_PIXELS + 1, 1), (8000, 8000), (30_000, 30_000)])
def test_a_small_file_with_too_many_pixels_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    made = BytesIO()
    Image.new("1", size).save(made, "PNG")
    with pytest.raises(Refused, match="image_too_large"):
        images.drawn_anew(made.getvalue(), "image/png")


@pytest.mark.parametrize("kind", KINDS.values())
@pytest.mark.parametrize("kept", [4, 20, 0.5, 0.9])
def test_a_picture_that_ends_too_early_is_refused(kind: str, kept: float) -> None:
    content = ACCEPTED[kind]
    short = content[: int(kept if kept > 1 else kept * len(content))]
    with pytest.raises(Refused, match="image_unreadable"):
        images.drawn_anew(short, kind)


# Pillow warns of a damaged note beside the picture; the note is dropped anyhow.
@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(KINDS.values())), st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_a_damaged_picture_is_drawn_or_refused(kind: str, place: int, damage: bytes) -> None:
    content = ACCEPTED[kind]
    place %= len(content)
    damaged = content[:place] + damage + content[place + len(damage) :]
    try:
        drawn = images.drawn_anew(damaged, kind)
    except Refused:
        return
    assert content_type(drawn) == kind
