"""What a file is, by its first bytes. What the sender declares, and the name, are not believed. Pure.

A table of our own, because only these few kinds are taken: a library that knows hundreds and ranks guesses would have
to be told to forget all others. Sources, read 2026-11-25: JPEG, ITU-T T.81 (1992) B.1.1.3; PNG, W3C PNG (third
edition) 5.2; WebP, RFC 9649 section 2.4; Ogg, RFC 3533 section 6, with Opus, RFC 7845 section 5.1, Vorbis I 4.2.1 and
Speex header; AMR, RFC 4867 section 5.1; AAC in ADTS, ISO/IEC 14496-3 1.A.2.2; MP4 and 3GP, ISO/IEC 14496-12 4.3 with
brands of mp4ra.org and 3GPP TS 26.244 5.3; PDF, ISO 32000-2 7.5.2.
"""

from collections.abc import Callable

EXTENSIONS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "audio/ogg": "ogg", "audio/amr": "amr",
    "audio/aac": "aac", "audio/mp4": "m4a", "video/mp4": "mp4", "video/3gpp": "3gp", "application/pdf": "pdf",
}  # fmt: skip
_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"
_AMR = (b"#!AMR\n", b"#!AMR-WB\n")
_PDF = b"%PDF-"
_OGG_CODECS = (b"OpusHead", b"\x01vorbis", b"Speex   ")
_OGG_HEADER_BYTES = 27
_AUDIO_BRANDS = (b"M4A ", b"M4B ")
_VIDEO_BRANDS = (
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"MSNV", b"M4V ",
)  # fmt: skip
_3GPP_BRANDS = (b"3gp", b"3ge", b"3gg", b"3gr", b"3gs")
_SAMPLE_RATES = 13  # entries of the ADTS table; the other indexes are reserved


def content_type(content: bytes) -> str | None:
    """The kind of an accepted file, or None.

    >>> content_type(b"%PDF-1.7 and so on"), content_type(b"<html>")
    ('application/pdf', None)
    """
    return next((kind for kind, is_kind in _KINDS if is_kind(content)), None)


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _is_ogg_audio(content: bytes) -> bool:
    """The codec's header is the first packet, right behind the page header and its table of segments."""
    if content[:4] != b"OggS" or len(content) < _OGG_HEADER_BYTES:
        return False
    packet = content[_OGG_HEADER_BYTES + content[_OGG_HEADER_BYTES - 1] :]
    return packet.startswith(_OGG_CODECS)


def _is_aac(content: bytes) -> bool:
    """Two bytes would be too few to go by: the length in the first frame must lead to a second one, or to the end."""
    if not _is_adts(content):
        return False
    length = (content[3] & 0b11) << 11 | content[4] << 3 | content[5] >> 5
    return length >= 7 and (length == len(content) or _is_adts(content[length:]))


def _is_adts(content: bytes) -> bool:
    has_sync = len(content) >= 7 and content[0] == 0xFF and content[1] & 0xF6 == 0xF0
    return has_sync and content[2] >> 2 & 0xF < _SAMPLE_RATES


def _brand(content: bytes) -> bytes:
    return content[8:12] if content[4:8] == b"ftyp" else b""


_KINDS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("image/jpeg", lambda content: content.startswith(_JPEG)),
    ("image/png", lambda content: content.startswith(_PNG)),
    ("image/webp", _is_webp),
    ("audio/ogg", _is_ogg_audio),
    ("audio/amr", lambda content: content.startswith(_AMR)),
    ("audio/aac", _is_aac),
    ("audio/mp4", lambda content: _brand(content) in _AUDIO_BRANDS),
    ("video/mp4", lambda content: _brand(content) in _VIDEO_BRANDS),
    ("video/3gpp", lambda content: _brand(content).startswith(_3GPP_BRANDS)),
    ("application/pdf", lambda content: content.startswith(_PDF)),
)
