"""Compound files (.doc, .msg) for tests: the streams are given in the test, the container here.

[MS-CFB], version 3, small streams only: everything lives in the mini stream.
"""

import struct
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

Storage: TypeAlias = Mapping[str, "bytes | Storage"]

SECTOR, MINI = 512, 64
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


class Entry(NamedTuple):
    """A line of the directory."""

    name: str
    kind: int
    right: int = FREE
    start: int = 0
    size: int = 0
    child: int = FREE


def compound(root: Storage) -> bytes:
    """Write a compound file with these streams (each below 4,096 bytes) and storages."""
    entries = [Entry("Root Entry", 5)]
    mini = bytearray()
    links: list[int] = []
    child = _add(root, entries, mini, links)
    entries[0] = Entry("Root Entry", 5, start=1 if mini else END, size=len(mini), child=child)
    directory = b"".join(_packed(entry) for entry in entries)
    directory += b"\0" * (-len(directory) % SECTOR)
    content = bytes(mini) + b"\0" * (-len(mini) % SECTOR)
    short = struct.pack(f"<{len(links)}I", *links)
    short += b"\xff" * (-len(short) % SECTOR)
    sizes = [len(part) // SECTOR for part in (content, short, directory)]
    chains = [FAT]  # sector 0 is the allocation table itself
    for size in sizes:
        start = len(chains)
        chains += [*range(start + 1, start + size), END][:size]
    table = struct.pack(f"<{len(chains)}I", *chains).ljust(SECTOR, b"\xff")
    assert len(table) == SECTOR
    first_short, first_directory = 1 + sizes[0], 1 + sizes[0] + sizes[1]
    head = struct.pack(
        "<8s16xHHHHH6x4xII4xIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6),
        *(1, first_directory, 4096, first_short if links else END, sizes[1], END, 0, 0),
    )
    return head.ljust(SECTOR, b"\xff") + table + content + short + directory


def _add(storage: Storage, entries: list[Entry], mini: bytearray, links: list[int]) -> int:
    """Append the entries of a storage; give the number of its first child."""
    first, before = FREE, FREE
    for name in sorted(storage, key=lambda name: (len(name), name.upper())):
        number, value = len(entries), storage[name]
        entries.append(Entry(name, 1))
        if isinstance(value, bytes):
            start, count = len(links), -(-len(value) // MINI)
            links += [*range(start + 1, start + count), END][:count]
            mini += value.ljust(count * MINI, b"\0")
            entries[number] = Entry(name, 2, start=start if count else END, size=len(value))
        else:
            child = _add(value, entries, mini, links)
            entries[number] = Entry(name, 1, child=child)
        if first == FREE:
            first = number
        else:
            entries[before] = entries[before]._replace(right=number)  # a tree that leans right
        before = number
    return first


def _packed(entry: Entry) -> bytes:
    text = entry.name.encode("utf-16-le") + b"\0\0"
    place = (FREE, entry.right, entry.child)
    head = struct.pack("<64sHBBIII", text, len(text), entry.kind, 1, *place)
    return head + bytes(36) + struct.pack("<IQ", entry.start, entry.size)
