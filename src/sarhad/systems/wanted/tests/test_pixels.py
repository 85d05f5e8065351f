"""The size of a picture is read from its first bytes, whatever they claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.systems.wanted.pixels import size_of
from tests.e2e.scene import picture


def little(*numbers: int, length: int = 2) -> bytes:
    return b"".join(number.to_bytes(length, "little") for number in numbers)


def chunk(kind: bytes, data: bytes) -> bytes:
    return kind + little(len(data), length=4) + data + bytes(len(data) % 2)


def webp(*chunks: bytes) -> bytes:
    return b"RIFF" + bytes(4) + b"WEBP" + b"".join(chunks)


PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (50_000).to_bytes(4) + (40_000).to_bytes(4)
EXIF = b"\xff\xe1\x00\x06\xff\xc0\x00\x00"  # whose own bytes look like a frame
FRAME = b"\xff\xc2\x00\x0b\x08\x03\x20\x02\x58"
GIF = b"GIF89a" + little(30, 20)
DRAWN = b"\x2c" + bytes(4)
EXTENSION = b"\x21\xf9\x04abcd\0"

PICTURES = {
    "png": (PNG, (50_000, 40_000)),
    "png cut off": (PNG[:20], None),
    "png without header": (PNG.replace(b"IHDR", b"IDAT"), None),
    "jpeg": (b"\xff\xd8" + EXIF + b"\xff" + FRAME, (600, 800)),
    "jpeg that ends": (b"\xff\xd8" + EXIF + b"\xff\xd9" + FRAME, None),
    "jpeg with pixels before a frame": (b"\xff\xd8\xff\xda\x00\x02" + FRAME, None),
    "jpeg cut off": (b"\xff\xd8" + FRAME[:6], None),
    "jpeg that is none": (b"\xff\xd8\xff not a picture", None),
    "gif": (GIF + b"\x80\0\0" + bytes(6) + EXTENSION + DRAWN + little(10, 10), (30, 20)),
    "gif with a frame larger than its screen": (GIF + b"\0\0\0" + DRAWN + little(65535, 10), (65535, 20)),
    "gif without a frame": (GIF + b"\0\0\0\x3b", None),
    "webp": (webp(chunk(b"VP8 ", b"abc\x9d\x01\x2a" + little(640, 480))), (640, 480)),
    "webp without loss": (webp(chunk(b"VP8L", b"\x2f" + little(639 | 479 << 14, length=4))), (640, 480)),
    "webp with more": (
        webp(chunk(b"VP8X", bytes(4) + little(9, 9, length=3)), chunk(b"ALPH", b"odd"),
             chunk(b"VP8 ", b"abc\x9d\x01\x2a" + little(640, 480))), (640, 480)),
    "webp without a picture": (webp(), None),
    "svg": (b"<svg width='9' height='9'/>", None),
    "nothing": (b"", None),
}  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), PICTURES.values(), ids=PICTURES)
def test_sizes(data, expected):
    assert size_of(data) == expected


def test_a_real_picture():
    assert size_of(picture(90)) == (96, 96)


STARTS = [b"", PNG[:16], b"\xff\xd8\xff", GIF, b"RIFF....WEBP", b"RIFF....WEBPVP8X"]


@given(st.sampled_from(STARTS), st.binary(max_size=80))
def test_no_bytes_break_it(start, rest):
    size = size_of(start + rest)
    assert size is None or min(size) >= 0
