"""Read the MAPI properties inside a TNEF attribute ([MS-OXTNEF] 2.1.3.4)."""

from typing import TypeAlias

Value: TypeAlias = int | str | bytes

_NAMED = 0x8000  # identifiers from here on carry a name before their value
_SEVERAL = 0x1000  # the type's bit for lists
_STRING8, _UNICODE, _OBJECT, _BINARY = 0x001E, 0x001F, 0x000D, 0x0102
_SIZES = {
    0x0002: 2,  # integers and truth values of two bytes stand in four
    0x0003: 4,
    0x0004: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x000A: 4,
    0x000B: 2,
    0x0014: 8,
    0x0040: 8,
    0x0048: 16,
}
_KNOWN = {*_SIZES, _STRING8, _UNICODE, _OBJECT, _BINARY}
_NUMBERS = (0x0002, 0x0003, 0x000B, 0x0014, 0x0040)
_MOST = 10_000  # properties, or values of one; Outlook writes some eighty


def properties(data: bytes, page: str) -> dict[int, Value]:
    """Return the unnamed properties by identifier; of a list, its first value.

    Args:
        data: the attribute.
        page: code page of its narrow strings.

    Raises:
        ValueError: it is cut or announces more than it holds.
    """
    if not data:
        return {}
    reader = _Reader(data)
    found: dict[int, Value] = {}
    for _ in range(reader.count()):
        kind, identifier = reader.unsigned(2), reader.unsigned(2)
        if kind & ~_SEVERAL not in _KNOWN:
            break  # of a length that nobody can tell: what follows is lost, not what came before
        if identifier >= _NAMED:
            reader.skip_name()
        value = reader.value(kind, page)
        if value is not None and identifier < _NAMED:
            found.setdefault(identifier, value)
    return found


class _Reader:
    """The bytes of an attribute and a place in them."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, length: int) -> bytes:
        end = self._at + length
        if end > len(self._data):
            raise ValueError("cut")
        taken, self._at = self._data[self._at : end], end
        return taken

    def unsigned(self, length: int) -> int:
        return int.from_bytes(self.take(length), "little")

    def count(self) -> int:
        number = self.unsigned(4)
        if number > _MOST:
            raise ValueError("count")
        return number

    def padded(self, length: int) -> bytes:
        """Take bytes and what fills them up to a multiple of four, missing at the very end."""
        taken = self.take(length)
        self._at = min(self._at + -length % 4, len(self._data))
        return taken

    def skip_name(self) -> None:
        self.take(16)
        if self.unsigned(4):
            self.padded(self.unsigned(4))
        else:
            self.take(4)

    def value(self, kind: int, page: str) -> Value | None:
        plain = kind & ~_SEVERAL
        if plain not in _SIZES:
            texts = [self.padded(self.unsigned(4)) for _ in range(self.count())]
            return _decoded(texts[0], plain, page) if texts else None
        size = _SIZES[plain]
        several = self.count() if kind & _SEVERAL else 1
        values = [self.padded(size) for _ in range(several)]
        return int.from_bytes(values[0], "little") if values and plain in _NUMBERS else None


def _decoded(data: bytes, kind: int, page: str) -> Value:
    if kind == _UNICODE:
        return data.decode("utf-16-le", "replace").rstrip("\0")
    return data.decode(page, "replace").rstrip("\0") if kind == _STRING8 else data
