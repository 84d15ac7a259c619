"""Find the line of a key in a TOML file; `tomllib` reads values but forgets where they stood."""

import re
from collections.abc import Mapping

KeyPath = tuple[str | int, ...]
"""Keys and 0-based ranks in lists, from the root of the file: ("printed", 3, "question")."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]*")


def lines(text: str) -> Mapping[KeyPath, int]:
    """Map every key, table and list item of a valid TOML text to its 1-based line."""
    return _Scanner(text).scan()


def line_of(path: KeyPath, found: Mapping[KeyPath, int]) -> int:
    """Give the line of `path`, or of the nearest thing around it that exists (else line 1)."""
    for length in range(len(path), 0, -1):
        if path[:length] in found:
            return found[path[:length]]
    return 1


class _Scanner:
    """Walks the text once. It trusts the syntax: `tomllib` has accepted the text before."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.found: dict[KeyPath, int] = {}
        self.counts: dict[KeyPath, int] = {}

    def scan(self) -> Mapping[KeyPath, int]:
        table: KeyPath = ()
        self._skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()
        return self.found

    def _header(self) -> KeyPath:
        listed = self.text.startswith("[[", self.at)
        self.at += 2 if listed else 1
        *outer, name = self._keys()
        path: KeyPath = ()
        for key in outer:
            path = self._latest((*path, key))
        path = (*path, name)
        self._mark(path)
        if listed:
            self.counts[path] = self.counts.get(path, -1) + 1
            path = (*path, self.counts[path])
            self._mark(path)
        self.at = self.text.index("]", self.at) + (2 if listed else 1)
        return path

    def _latest(self, path: KeyPath) -> KeyPath:
        # In [printed.question], « printed » means the last [[printed]].
        self._mark(path)
        return (*path, self.counts[path]) if path in self.counts else path

    def _pair(self, table: KeyPath) -> None:
        for key in self._keys():
            table = (*table, key)
            self._mark(table)
        self.at = self.text.index("=", self.at) + 1
        self._value(table)

    def _keys(self) -> tuple[str, ...]:
        keys: list[str] = []
        while True:
            self._blanks()
            keys.append(self._key())
            self._blanks()
            if not self.text.startswith(".", self.at):
                return tuple(keys)
            self.at += 1

    def _key(self) -> str:
        start = self.at
        if self.text[start] in "\"'":
            self._string()
            return self.text[start + 1 : self.at - 1]
        bare = _BARE.match(self.text, start)
        self.at = bare.end() if bare else start + 1
        return self.text[start : self.at]

    def _value(self, path: KeyPath) -> None:
        self._blanks()
        opening = self.text[self.at : self.at + 1]
        if opening in ("'", '"'):
            self._string()
        elif opening == "[":
            self._list(path)
        elif opening == "{":
            self._inline(path)
        else:
            scalar = _SCALAR.match(self.text, self.at)
            self.at = scalar.end() if scalar else self.at + 1

    def _list(self, path: KeyPath) -> None:
        self.at += 1
        rank = 0
        while self._next_item("]"):
            self._mark((*path, rank))
            self._value((*path, rank))
            rank += 1

    def _inline(self, path: KeyPath) -> None:
        self.at += 1
        while self._next_item("}"):
            self._pair(path)

    def _next_item(self, closing: str) -> bool:
        self._skip(",")
        if self.text.startswith(closing, self.at) or self.at >= len(self.text):
            self.at += 1
            return False
        return True

    def _string(self) -> None:
        quote = self.text[self.at]
        if self.text.startswith(quote * 3, self.at):
            quote *= 3
        self.at += len(quote)
        while self.at < len(self.text) and not self.text.startswith(quote, self.at):
            self.at += 2 if quote[0] == '"' and self.text[self.at] == "\\" else 1
        self.at += len(quote)
        # Up to two quotes may stand just before the closing three.
        while len(quote) > 1 and self.text.startswith(quote[0], self.at):
            self.at += 1

    def _mark(self, path: KeyPath) -> None:
        self.found.setdefault(path, self.text.count("\n", 0, self.at) + 1)

    def _blanks(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self.at += 1

    def _skip(self, also: str = "") -> None:
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text[self.at] in " \t\n" + also:
                self.at += 1
            else:
                return
