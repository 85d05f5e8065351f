"""How many pixels a picture has, from its header, before anything unpacks it: a few bytes can claim gigabytes."""

from __future__ import annotations

Size = tuple[int, int]
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of JPEG that start a frame and state its size."""
BARE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers of JPEG without a length."""


def size_of(data: bytes) -> Size | None:
    """(width, height) of a PNG, JPEG, GIF or WebP picture; None: it is none of these, or its header is damaged."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(data)
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        if data[:6] in (b"GIF87a", b"GIF89a"):
            return _gif(data)
        return _webp(data) if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None
    except IndexError:  # cut off
        return None


def _number(data: bytes, at: int, length: int = 2, *, little: bool = False) -> int:
    if at + length > len(data):
        raise IndexError(at)
    return int.from_bytes(data[at : at + length], "little" if little else "big")


def _png(data: bytes) -> Size | None:
    return (_number(data, 16, 4), _number(data, 20, 4)) if data[12:16] == b"IHDR" else None


def _jpeg(data: bytes) -> Size | None:
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker in FRAMES:
            return _number(data, at + 7), _number(data, at + 5)
        if marker in (0xD9, 0xDA):  # the end, or pixels before any frame
            return None
        at += 1 if marker == 0xFF else 2 if marker in BARE else 2 + _number(data, at + 2)
    return None


def _gif(data: bytes) -> Size | None:
    """The larger of the screen and its first frame, which may lie about each other."""
    at = 13 + _colours(data[10])
    while data[at] == 0x21:  # an extension: its label, then blocks until an empty one
        at += 2
        while data[at]:
            at += 1 + data[at]
        at += 1
    if data[at] != 0x2C:
        return None
    sizes = [[_number(data, start, little=True) for start in (place, place + 2)] for place in (6, at + 5)]
    return max(size[0] for size in sizes), max(size[1] for size in sizes)


def _colours(flags: int) -> int:
    """Bytes of a table of colours."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _webp(data: bytes) -> Size | None:
    """The largest that any of its chunks states."""
    at, sizes = 12, []
    while at + 8 <= len(data):
        sizes += _chunk(data[at : at + 4], data, at + 8)
        length = _number(data, at + 4, 4, little=True)
        at += 8 + length + length % 2
    return (max(width for width, _ in sizes), max(height for _, height in sizes)) if sizes else None


def _chunk(kind: bytes, data: bytes, at: int) -> list[Size]:
    if kind == b"VP8 ":
        return [(_number(data, at + 6, little=True) & 0x3FFF, _number(data, at + 8, little=True) & 0x3FFF)]
    if kind == b"VP8L":
        bits = _number(data, at + 1, 4, little=True)
        return [((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)]
    start = {b"VP8X": at + 4, b"ANMF": at + 6}.get(kind)
    if start is None:
        return []
    return [(_number(data, start, 3, little=True) + 1, _number(data, start + 3, 3, little=True) + 1)]
