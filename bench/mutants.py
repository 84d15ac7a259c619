"""Damaged copies of real files: every one is made from its seed alone, so it can be made again."""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from bench import mutants_pdf, mutants_zip
from bench.copies import ROOT

CORPUS = ROOT / "tests" / "truth" / "corpus"
_BY_PROGRAM = frozenset({".doc", ".odt", ".rtf"})
"""Kinds that LibreOffice converts, two seconds each: drawn less often than the others."""

_SCANS = 300_000  # bytes: larger PDF and pictures are pages to be recognised, minutes of them
_LINES = frozenset({".eml", ".rtf", ".fodt", ".xml", ".html", ".txt"})
_WORDS = (
    b"multipart/mixed", b"multipart/digest", b"message/rfc822", b"text/plain", b"text/html",
    b"application/ms-tnef", b"application/octet-stream", b"base64", b"x-uuencode",
    b"quoted-printable", b"8bit", b"binary", b"utf-8", b"utf-7", b"iso-2022-jp", b"unknown-8bit",
    b"rot13", b"attachment", b"inline", b"boundary=", b"name*0*=", b"filename*=utf-8''%ff%00",
    b"=?x?y?z?=", b"=?utf-8?b?//8=?=",
    b"<>", b"\0", b"\xff\xfe", b"9" * 40, b"-1", b"../" * 9, b'"', b"\\", b";",
)  # fmt: skip

Mutator = Callable[[bytes, Random], bytes]


def sources(corpus: Path = CORPUS) -> list[Path]:
    """List the files that are damaged: all those of the corpus but large scans."""
    found = (path for path in corpus.rglob("*") if path.is_file())
    return sorted(
        path
        for path in found
        if not path.name.endswith(".json")
        and not path.name.startswith((".", "~"))
        and (path.suffix not in (".pdf", ".jpg", ".png") or path.stat().st_size < _SCANS)
    )


def mutant(seed: int, files: Sequence[Path]) -> tuple[str, bytes]:
    """Make the damaged file of a seed; return its name and its bytes.

    Args:
        seed: any integer; the same gives the same file from the same sources.
        files: what to damage, in a fixed order.
    """
    dice = Random(seed)  # noqa: S311 -- to be played again, not to be secret
    source = dice.choice(files)
    if source.suffix in _BY_PROGRAM and dice.random() < 0.9:
        source = dice.choice([file for file in files if file.suffix not in _BY_PROGRAM])
    content = source.read_bytes()
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        content = dice.choice(_mutators(source, content))(content, dice)
    if dice.random() < 0.05:
        content = _spliced(content, dice.choice(files).read_bytes(), dice)
    return f"{seed}{source.suffix}", content


def _mutators(source: Path, content: bytes) -> tuple[Mutator, ...]:
    if content.startswith(b"PK"):
        return (raw, *(mutants_zip.MUTATORS * 3))
    if b"%PDF" in content[:1024]:
        return (raw, *(mutants_pdf.MUTATORS * 3))
    return (raw, lines, lines, words, words) if source.suffix in _LINES else (raw,)


def raw(content: bytes, dice: Random) -> bytes:
    """Damage bytes as disks, cables and hands do."""
    at = dice.randrange(len(content) + 1)
    length = min(dice.choice((1, 4, 64, 4096, 65536)), len(content))
    kind = dice.randrange(7)
    if kind == 0:
        return _flipped(content, dice)
    if kind == 1:
        return content[:at]
    if kind == 2:
        return content[:at] + content[at + length :]
    if kind == 3:
        return content[:at] + content[at : at + length] * dice.choice((2, 3, 50)) + content[at:]
    if kind == 4:
        return content[:at] + dice.randbytes(length) + content[at:]
    if kind == 5:
        return content[:at] + bytes(length) + content[at + length :]
    other = dice.randrange(len(content) + 1)
    return content[:at] + content[other : other + length] + content[at + length :]


def _flipped(content: bytes, dice: Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(dice.choice((1, 2, 8, 64)) if damaged else 0):
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def _spliced(one: bytes, other: bytes, dice: Random) -> bytes:
    return one[: dice.randrange(len(one) + 1)] + other[dice.randrange(len(other) + 1) :]


def lines(content: bytes, dice: Random) -> bytes:
    """Lose, repeat, exchange or lengthen lines of a text."""
    rows = content.split(b"\n")
    kind, at = dice.randrange(5), dice.randrange(len(rows))
    if kind == 0:
        del rows[at : at + dice.choice((1, 1, 20))]
    elif kind == 1:
        rows[at:at] = rows[at : at + dice.choice((1, 5, 50))] * dice.choice((1, 10, 200))
    elif kind == 2:
        other = dice.randrange(len(rows))
        rows[at], rows[other] = rows[other], rows[at]
    elif kind == 3:
        rows[at] *= dice.choice((2, 100, 10_000))
    else:
        rows[at] = rows[at].replace(b":", b"", 1) if b":" in rows[at] else b" " + rows[at]
    return b"\n".join(rows)[:20_000_000]


def words(content: bytes, dice: Random) -> bytes:
    """Put a word of the grammar of mails where another stood, near the head more often."""
    pieces = content[: dice.choice((2_000, 20_000, len(content)))].split(b" ")
    for _ in range(dice.choice((1, 2, 5))):
        pieces[dice.randrange(len(pieces))] = dice.choice(_WORDS)
    return b" ".join(pieces) + content[sum(map(len, pieces)) + len(pieces) - 1 :]
