"""See a zip archive without the bytes that a bad transfer left behind it."""

import io
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_COMMENT = 0x10000
"""The longest comment behind an archive's directory; programs look no further from the end."""


class _Front(io.RawIOBase):
    """The first bytes of a file."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self._file, self._length, self._at = file, length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = (0, self._at, self._length)[whence]
        if start + offset < 0:
            raise OSError("before the beginning")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        self._file.seek(self._at)
        data = self._file.read(max(0, min(len(view), self._length - self._at)))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


@contextmanager
def without_trailing(path: Path) -> Iterator[IO[bytes]]:
    """Open an archive; what follows its directory beyond a comment's length is not seen."""
    with path.open("rb") as file:
        end = _end_of(file)
        yield io.BufferedReader(_Front(file, end)) if end is not None else file


def _end_of(file: IO[bytes]) -> int | None:
    """Return where the archive ends; None where it ends as it should, or never."""
    size = file.seek(0, io.SEEK_END)
    if size < _COMMENT + 22:
        return None
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.rfind(b"PK\5\6")
        if at < 0 or at + 22 + _COMMENT > size:
            return None
        return min(size, at + 22 + int.from_bytes(data[at + 20 : at + 22], "little"))
