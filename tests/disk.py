"""The disk under this process's SQLite: watched, so that losing power can be replayed, or filled up.

SQLite reaches files through a table of functions, its VFS (https://sqlite.org/vfs.html). `watch` puts our own
functions before those that write, sync and truncate; everything else stays SQLite's own.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from collections import defaultdict
from collections.abc import Mapping, Sequence
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, cast
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

SECTOR = 512  # bytes that a disk writes whole or not at all
FULL = 13  # SQLITE_FULL, as SQLite reports ENOSPC


class Write(NamedTuple):
    file: str
    offset: int
    data: bytes


class Truncate(NamedTuple):
    file: str
    size: int


class Sync(NamedTuple):
    file: str


class Said(NamedTuple):
    """What the process told the world, such as that an entry is safe."""

    what: str


Event = Write | Truncate | Sync | Said

# sqlite3_io_methods, sqlite3_file and sqlite3_vfs of sqlite3.h, as far as we need them
WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)


class Methods(Structure):
    _fields_ = [
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", WRITE),
        ("truncate", TRUNCATE),
        ("sync", SYNC),
        ("others", c_void_p * 13),
    ]


class File(Structure):
    _fields_ = [("methods", POINTER(Methods))]


class Vfs(Structure):
    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", OPEN),
    ]


class Disk:
    """What has happened to the files since `watch`, in order.

    Attributes:
        room: bytes that may still be written, or None for as many as there are.
    """

    def __init__(self) -> None:
        self.before: dict[str, bytes] = {}  # files as they were, all safe
        self.events: list[Event] = []
        self.room: int | None = None
        self._names: dict[int, str] = {}  # by address of the opened file
        self._kept: list[object] = []  # what SQLite points to must not be collected

    def watch(self, folder: Path) -> None:
        """From now on. Every file that this process opens with SQLite's usual VFS is watched until it ends."""
        self.before = {path.name: path.read_bytes() for path in folder.glob("*.sqlite3*")}
        find = ctypes.CDLL(_sqlite3.__file__).sqlite3_vfs_find
        find.restype = POINTER(Vfs)
        vfs = find(None).contents
        opening = cast(vfs.open, OPEN)

        def open_watched(vfs: int, name: int, file: int, flags: int, out: int) -> int:
            result = opening(vfs, name, file, flags, out)  # SQLite keeps the name's address
            if result == 0 and name:
                self._watch_file(file, Path(ctypes.string_at(name).decode()).name)
            return result

        vfs.open = OPEN(open_watched)
        self._kept += [vfs, opening, vfs.open]

    def _watch_file(self, address: int, name: str) -> None:
        file = cast(address, POINTER(File)).contents
        usual = file.methods.contents
        ours = Methods.from_buffer_copy(usual)
        self._names[address] = name

        def write(file: int, data: int, size: int, offset: int) -> int:
            if self.room is not None:
                if size > self.room:
                    return FULL
                self.room -= size
            self.events.append(Write(self._names[file], offset, ctypes.string_at(data, size)))
            return usual.write(file, data, size, offset)

        def truncate(file: int, size: int) -> int:
            self.events.append(Truncate(self._names[file], size))
            return usual.truncate(file, size)

        def sync(file: int, flags: int) -> int:
            self.events.append(Sync(self._names[file]))
            return usual.sync(file, flags)

        ours.write, ours.truncate, ours.sync = WRITE(write), TRUNCATE(truncate), SYNC(sync)
        file.methods = ctypes.pointer(ours)
        self._kept += [usual, ours, ours.write, ours.truncate, ours.sync]

    def say(self, what: str) -> None:
        self.events.append(Said(what))


def after_power_loss(before: Mapping[str, bytes], events: Sequence[Event], random: Random) -> dict[str, bytes]:
    """What the files may hold when the power fails after these events.

    What was synced is there. Of what was written since, any sectors may be there and any others not, whatever
    their order: a disk with a cache writes as it likes. (No file is deleted in WAL mode while one is connected.)
    """
    there = defaultdict(bytearray, {file: bytearray(data) for file, data in before.items()})
    loose: dict[str, list[Write | Truncate]] = defaultdict(list)
    for event in events:
        match event:
            case Write(file) | Truncate(file):
                loose[file].append(event)
            case Sync(file):
                for change in loose.pop(file, []):
                    _apply(there[file], change)
    luck = random.choice([0, 0.1, 0.5, 0.9, 1])
    for file, changes in loose.items():
        for change in changes:
            for part in _sectors(change):
                if random.random() < luck:
                    _apply(there[file], part)
    return {file: bytes(data) for file, data in there.items()}


def _sectors(change: Write | Truncate) -> list[Write | Truncate]:
    if isinstance(change, Truncate):
        return [change]
    file, offset, data = change
    cuts = [0, *range(SECTOR - offset % SECTOR, len(data), SECTOR), len(data)]
    return [Write(file, offset + a, data[a:b]) for a, b in pairwise(cuts)]


def _apply(file: bytearray, change: Write | Truncate) -> None:
    if isinstance(change, Truncate):
        del file[change.size :]
        return
    end = change.offset + len(change.data)
    file.extend(bytes(max(0, end - len(file))))
    file[change.offset : end] = change.data
