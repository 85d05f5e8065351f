"""Draws a PNG of our own: the outline of nobody, so that the demonstration shows no real face."""

from __future__ import annotations

import struct
import zlib
from random import Random

SIDE = 128
LIGHT, DARK = bytes((226, 232, 236)), bytes((88, 108, 120))


def nobody(tilt: int = 0) -> bytes:
    """Head and shoulders in two greys; `tilt` moves the head sideways, so that two pictures differ."""
    rows = b"".join(b"\0" + b"".join(_dot(x, y, tilt) for x in range(SIDE)) for y in range(SIDE))
    return _png(SIDE, SIDE, rows)


def _png(width: int, height: int, rows: bytes) -> bytes:
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data) for kind, data in ((b"IHDR", size), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    )


def _dot(x: int, y: int, tilt: int) -> bytes:
    head = (x - 64 - tilt) ** 2 / 22**2 + (y - 48) ** 2 / 28**2 < 1
    shoulders = (x - 64) ** 2 / 48**2 + (y - 128) ** 2 / 44**2 < 1
    return DARK if head or shoulders else LIGHT


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


WIDE, HIGH = 96, 120
SHEETS = ((226, 232, 236), (232, 227, 218), (219, 230, 222), (230, 222, 230))
COATS = ((62, 82, 96), (90, 72, 60), (64, 84, 68), (84, 66, 92), (52, 58, 66))
SKINS = ((176, 148, 124), (152, 122, 98), (190, 164, 142), (134, 108, 88))
HAIRS = ((40, 36, 34), (74, 58, 44), (120, 116, 112), (24, 24, 28))


def portrait(rng: Random, *, bearded: bool = True) -> bytes:
    """An invented outline without a face, as PNG: hair, beard, collar differ, so that notices can be told apart.

    A band across the foot says that it is none of a real person.
    """
    sheet, coat, skin, hair = (bytes(rng.choice(colours)) for colours in (SHEETS, COATS, SKINS, HAIRS))
    face, tall, brow = rng.randint(17, 22), rng.randint(23, 28), rng.randint(6, 16)
    beard, wide = rng.choice((0, 0, 0, 8, 14)) * bearded, rng.randint(34, 44)

    def dot(x: int, y: int) -> bytes:
        if y >= HIGH - 10 and (x + y) // 4 % 2:
            return sheet
        inside = ((x - 48) / face) ** 2 + ((y - 48) / tall) ** 2
        if inside < 1:
            return hair if y < 48 - tall + brow or y > 48 + tall - beard else skin
        if ((x - 48) / (face + 4)) ** 2 + ((y - 44) / (tall + 3)) ** 2 < 1 and y < 48:
            return hair
        if abs(x - 48) < 9 and 60 < y < 88:
            return skin
        return coat if ((x - 48) / wide) ** 2 + ((y - HIGH) / 40) ** 2 < 1 else sheet

    rows = b"".join(b"\0" + b"".join(dot(x, y) for x in range(WIDE)) for y in range(HIGH))
    return _png(WIDE, HIGH, rows)
