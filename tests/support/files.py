"""Small real files of every kind that citizens send, made here; and pictures with a secret in them."""

import base64
import struct
from io import BytesIO

from PIL import Image
from PIL.ExifTags import IFD, Base

GPS_LATITUDE, GPS_LONGITUDE = 2, 4
# What a phone writes beside the picture; none of it may survive.
SECRET = "Samsung of Zamurrad"


def photo(kind: str = "JPEG", *, size: tuple[int, int] = (64, 48), orientation: int = 1) -> bytes:
    """A picture, red on top and blue below, with the place where it was taken and the phone that took it."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (0, size[1] // 2, size[0], size[1]))
    exif = Image.Exif()
    exif[Base.Model] = SECRET
    exif[Base.Orientation] = orientation
    exif.get_ifd(IFD.GPSInfo).update({GPS_LATITUDE: (31.0, 58.0, 30.0), GPS_LONGITUDE: (74.0, 13.0, 23.0)})
    drawn = BytesIO()
    comment = {"comment": SECRET} if kind == "JPEG" else {}
    picture.save(drawn, kind, exif=exif, xmp=f"<x>{SECRET}</x>".encode(), **comment)
    return drawn.getvalue()


def upload(content: bytes, content_type: str = "image/jpeg") -> dict[str, str]:
    """A file as the simulator's phone sends it."""
    return {"content_type": content_type, "content": base64.b64encode(content).decode()}


def _ogg(packet: bytes) -> bytes:
    return struct.pack("<4sBBqIIIBB", b"OggS", 0, 2, 0, 7, 0, 0, 1, len(packet)) + packet


def _adts(frame_bytes: int) -> bytes:
    """One frame of AAC-LC, 44.1 kHz, filled with nothing."""
    header = bytes([0xFF, 0xF1, 0x50, 0x80 | frame_bytes >> 11, frame_bytes >> 3 & 0xFF, (frame_bytes & 7) << 5, 0xFC])
    return header + bytes(frame_bytes - len(header))


def _ftyp(brand: bytes) -> bytes:
    return struct.pack(">I4s4sI", 16, b"ftyp", brand, 0) + struct.pack(">I4s", 8, b"mdat")


VOICE_NOTE = _ogg(b"OpusHead" + bytes([1, 1, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0])) + bytes(200)
ACCEPTED = {
    "image/jpeg": photo("JPEG"),
    "image/png": photo("PNG"),
    "image/webp": photo("WEBP"),
    "audio/ogg": VOICE_NOTE,
    "audio/amr": b"#!AMR\n" + bytes(32),
    "audio/aac": _adts(100) * 3,
    "audio/mp4": _ftyp(b"M4A "),
    "video/mp4": _ftyp(b"mp42"),
    "video/3gpp": _ftyp(b"3gp5"),
    "application/pdf": b"%PDF-1.7\n%%EOF\n",
}
OTHERS = {
    "nothing": b"",
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "gif": b"GIF89a" + bytes(20),
    "program": b"\x7fELF" + bytes(60),
    "windows_program": b"MZ" + bytes(60),
    "zip": b"PK\x03\x04" + bytes(60),
    "heic": _ftyp(b"heic"),
    "quicktime": _ftyp(b"qt  "),
    "theora": _ogg(b"\x80theora" + bytes(30)),
    "mp3": b"\xff\xfb\x90\x64" + bytes(400),
    "two_bytes_like_aac": b"\xff\xf1" + bytes(400),
    "wave": b"RIFF" + bytes(4) + b"WAVE" + bytes(20),
    "pdf_after_junk": b"junk %PDF-1.7",
    "gzip": b"\x1f\x8b\x08" + bytes(20),
}
