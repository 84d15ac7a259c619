"""What people drop, of all kinds, each with bytes of its own: for crashes and floods."""

import shutil
import zipfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from itertools import cycle, islice
from pathlib import Path

from bench.copies import CORPUS, ROOT, copies, dossiers

HOSTILE = ROOT / "tests" / "truth" / "corpus" / "hostile"
CHARTER = HOSTILE / "15-charte.pdf"
_KINDS = ("word", "word", "word", "pdf", "mail", "word", "zip", "word", "folder", "office", "two")
"""In turn; `two` is a mail with two dossiers. One drop in fifteen is the exact copy of another."""

_COPY_EVERY = 15


def drops(number: int, folder: Path) -> list[Path]:
    """Write so many drops into a folder: files and folders, in the order they are to be dropped."""
    folder.mkdir(parents=True)
    takes = _takes(number, folder / "raw")
    made: list[Path] = []
    for rank, kind in zip(range(1, number + 1), cycle(_KINDS)):
        if rank % _COPY_EVERY == 0:
            made.append(_copied(made[-2], folder / f"{rank:04d} copie {made[-2].name}"))
            continue
        made.append(_MAKERS[kind](folder, rank, takes[kind]))
    for rank, path in enumerate(_edges(folder)):
        made.insert((rank + 1) * len(made) // 3, path)
        made.pop()
    shutil.rmtree(folder / "raw")
    return made


class _Take:
    """Hands out copies of dossiers of one kind, each once."""

    def __init__(self, sources: Sequence[Path], number: int, folder: Path) -> None:
        self._left = iter(copies(sources, number, folder))

    def one(self) -> Path:
        return next(self._left)


def _takes(number: int, raw: Path) -> dict[str, _Take]:
    every = dossiers(paper=False)
    suffixes = {"word": (".docx",), "pdf": (".pdf",), "office": (".odt", ".rtf", ".doc")}
    takes = {
        kind: _Take([p for p in every if p.suffix in known], 2 * number, raw / kind)
        for kind, known in suffixes.items()
    }
    return takes | dict.fromkeys(("mail", "two", "zip", "folder"), takes["word"])


def _plain(folder: Path, rank: int, take: _Take) -> Path:
    source = take.one()
    return source.rename(folder / f"{rank:04d} {source.name}")


def _mail(folder: Path, rank: int, take: _Take) -> Path:
    return _written(folder / f"{rank:04d} candidature.eml", [take.one()], rank)


def _two(folder: Path, rank: int, take: _Take) -> Path:
    return _written(folder / f"{rank:04d} deux dossiers.eml", [take.one(), take.one()], rank)


def _written(path: Path, pieces: Sequence[Path], rank: int) -> Path:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"candidat{rank}@example.org", "appel@example.org"
    mail["Subject"], mail["Message-ID"] = f"Candidature {rank}", f"<{rank}@example.org>"
    mail["Date"] = "Fri, 13 Dec 2019 10:00:00 +0100"
    mail.set_content("Bonjour,\nveuillez trouver notre dossier ci-joint.\n")
    for piece in (*pieces, CHARTER):
        mail.add_attachment(
            piece.read_bytes(), maintype="application", subtype="octet-stream", filename=piece.name
        )
    path.write_bytes(mail.as_bytes())
    return path


def _zip(folder: Path, rank: int, take: _Take) -> Path:
    path = folder / f"{rank:04d} dossier.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(take.one(), "Candidature/dossier.docx")
        archive.write(CHARTER, "Candidature/charte signée.pdf")
    return path


def _folder(folder: Path, rank: int, take: _Take) -> Path:
    path = folder / f"{rank:04d} dossier complet"
    path.mkdir()
    shutil.copyfile(take.one(), path / "dossier.docx")
    shutil.copyfile(CHARTER, path / "charte.pdf")
    return path


def _copied(source: Path, target: Path) -> Path:
    if source.is_dir():
        return Path(shutil.copytree(source, target))
    return Path(shutil.copyfile(source, target))


def _edges(folder: Path) -> list[Path]:
    """Add an empty file and a damaged one: they are dossiers that somebody sent."""
    empty, cut = folder / "0998 vide.docx", folder / "0999 coupé.docx"
    empty.touch()
    whole = next(islice(CORPUS.glob("*.docx"), 1)).read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    return [empty, cut]


_MAKERS: dict[str, Callable[[Path, int, _Take], Path]] = {
    "word": _plain,
    "pdf": _plain,
    "office": _plain,
    "mail": _mail,
    "two": _two,
    "zip": _zip,
    "folder": _folder,
}
