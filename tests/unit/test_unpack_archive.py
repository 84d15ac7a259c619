"""Archives and folders: everything found, nothing trusted."""

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import Damaged, Empty, TooLarge
from pipeline.intake import Part, unpack

PDF = b"%PDF-1.7\n"


def zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def photo(width: int = 900, height: int = 1200) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (width, height), 255).save(buffer, "PNG")
    return buffer.getvalue()


def opened(tmp_path: Path, data: bytes) -> tuple[Part, ...]:
    (tmp_path / "envoi").write_bytes(data)
    (tmp_path / "into").mkdir()
    return unpack(tmp_path / "envoi", tmp_path / "into")


def folder(tmp_path: Path, members: Mapping[str, bytes]) -> Path:
    for name, data in members.items():
        file = tmp_path / "envoi" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (tmp_path / "into").mkdir()
    return tmp_path / "envoi"


def test_a_plain_file_is_the_dossier_itself(tmp_path: Path) -> None:
    parts = opened(tmp_path, PDF)

    assert parts == (Part(paths=(tmp_path / "envoi",), kind="pdf"),)


def test_each_member_of_an_archive_is_a_part(tmp_path: Path) -> None:
    parts = opened(tmp_path, zipped({"lot 1/dossier été.pdf": PDF, "note.rtf": b"{\\rtf1 }"}))

    assert [(part.name, part.within, part.kind) for part in parts] == [
        ("dossier été.pdf", ("lot 1",), "pdf"),
        ("note.rtf", (), "rtf"),
    ]
    assert [part.paths[0].read_bytes() for part in parts] == [PDF, b"{\\rtf1 }"]


def test_a_hostile_member_name_stays_a_name(tmp_path: Path) -> None:
    names = ["../../../sortie.pdf", "/etc/absolu.pdf", "C:\\tmp\\-rf\nx.pdf", "..", "é" * 150]

    parts = opened(tmp_path, zipped(dict.fromkeys(names, PDF)))

    assert [part.name for part in parts] == [
        "sortie.pdf",
        "absolu.pdf",
        "-rf x.pdf",
        "sans nom",
        "é" * 150,
    ]
    assert {part.paths[0].parent for part in parts} == {tmp_path / "into"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["envoi", "into"]


def test_an_archive_in_an_archive_is_opened(tmp_path: Path) -> None:
    inner = zipped({"dossier.pdf": PDF})

    (part,) = opened(tmp_path, zipped({"lot.zip": inner}))

    assert (part.name, part.within, part.kind) == ("dossier.pdf", ("lot.zip",), "pdf")


def test_nesting_stops_and_says_so(tmp_path: Path) -> None:
    data = zipped({"dossier.pdf": PDF})
    for _ in range(6):
        data = zipped({"lot.zip": data})

    (part,) = opened(tmp_path, data)

    assert (part.name, part.kind, part.code) == ("lot.zip", "error", "LEC-04")


def test_a_locked_member_is_reported_beside_the_others(tmp_path: Path) -> None:
    data = bytearray(zipped({"secret.pdf": PDF, "dossier.pdf": PDF}))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.index(mark) + offset
        data[at : at + 2] = struct.pack("<H", 1)

    locked, other = opened(tmp_path, bytes(data))

    assert (locked.name, locked.kind, locked.code) == ("secret.pdf", "error", "LEC-01")
    assert (other.name, other.kind) == ("dossier.pdf", "pdf")


def test_a_damaged_member_is_reported_beside_the_others(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.pdf": PDF * 50, "b.pdf": PDF}))
    data[40] ^= 0xFF

    damaged, other = opened(tmp_path, bytes(data))

    assert (damaged.name, damaged.kind, damaged.code) == ("a.pdf", "error", "LEC-02")
    assert (other.name, other.kind) == ("b.pdf", "pdf")


def test_a_bomb_is_not_inflated(tmp_path: Path) -> None:
    bomb = zipped({"dossier.docx": bytes(30 * 1024 * 1024)})

    (part,) = opened(tmp_path, bomb)

    assert (part.kind, part.code, part.paths) == ("error", "LEC-05", ())


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        opened(tmp_path, zipped({f"{number}.pdf": PDF for number in range(201)}))


def test_an_archive_cut_short_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        opened(tmp_path, zipped({"dossier.pdf": PDF})[:-30])


def test_an_archive_without_files_is_empty(tmp_path: Path) -> None:
    with pytest.raises(Empty):
        opened(tmp_path, zipped({"vide/": b""}))


def test_what_programs_leave_behind_is_no_part(tmp_path: Path) -> None:
    litter = ["~$ssier.docx", "__MACOSX/._dossier.pdf", "Thumbs.db", ".DS_Store", "a/desktop.ini"]

    parts = opened(tmp_path, zipped(dict.fromkeys([*litter, "dossier.pdf"], PDF)))

    assert [part.name for part in parts] == ["dossier.pdf"]


def test_a_name_in_unmarked_utf8_is_read_as_utf8(tmp_path: Path) -> None:
    data = zipped({"dossier \u00e9.pdf": PDF})
    unmarked = data.replace(struct.pack("<H", 0x800), struct.pack("<H", 0))

    (part,) = opened(tmp_path, unmarked)

    assert part.name == "dossier é.pdf"


def test_a_folder_of_pictures_is_one_dossier_in_natural_order(tmp_path: Path) -> None:
    names = ["Page-10.png", "page-2.png", "page-1.png"]
    place = folder(tmp_path, dict.fromkeys(names, photo(200, 300)))

    (part,) = unpack(place, tmp_path / "into")

    assert part.name is None
    assert [path.name for path in part.paths] == ["page-1.png", "page-2.png", "Page-10.png"]


def test_a_folder_gives_its_documents_and_its_pages(tmp_path: Path) -> None:
    place = folder(
        tmp_path,
        {
            "charte.pdf": PDF,
            "p1.png": photo(),
            "p2.png": photo(),
            "lot.zip": zipped({"a.pdf": PDF}),
        },
    )

    parts = unpack(place, tmp_path / "into")

    assert [(part.name, part.within, part.kind, len(part.paths)) for part in parts] == [
        ("charte.pdf", (), "pdf", 1),
        (None, (), "image", 2),
        ("a.pdf", ("lot.zip",), "pdf", 1),
    ]


def test_pictures_of_two_sub_folders_are_two_dossiers(tmp_path: Path) -> None:
    place = folder(tmp_path, {f"{who}/{page}.png": photo() for who in "ab" for page in (1, 2)})

    parts = unpack(place, tmp_path / "into")

    assert [(part.within, len(part.paths)) for part in parts] == [(("a",), 2), (("b",), 2)]


def test_pictures_of_two_archives_of_one_name_are_two_dossiers(tmp_path: Path) -> None:
    lots = {f"{who}/photos.zip": zipped({"1.png": photo(), "2.png": photo()}) for who in "ab"}

    parts = opened(tmp_path, zipped({"x.zip": zipped(lots)}))

    assert [len(part.paths) for part in parts] == [2, 2]


def test_a_scan_of_several_frames_is_a_dossier_by_itself(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    page = Image.new("L", (900, 1200))
    page.save(buffer, "TIFF", save_all=True, append_images=[page])

    parts = opened(tmp_path, zipped({"a.tif": buffer.getvalue(), "b.tif": buffer.getvalue()}))

    assert [part.name for part in parts] == ["a.tif", "b.tif"]


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    place = folder(tmp_path, {"dossier.pdf": PDF})
    (place / "lien.pdf").symlink_to("/etc/passwd")

    parts = unpack(place, tmp_path / "into")

    assert [(part.name, part.kind, part.code) for part in parts] == [
        ("dossier.pdf", "pdf", None),
        ("lien.pdf", "error", "LEC-05"),
    ]


def test_an_empty_folder_is_empty(tmp_path: Path) -> None:
    (tmp_path / "envoi").mkdir()

    with pytest.raises(Empty):
        unpack(tmp_path / "envoi", tmp_path)


def test_the_files_of_a_folder_are_not_touched(tmp_path: Path) -> None:
    place = folder(tmp_path, {"dossier.pdf": PDF, "p1.png": photo()})
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in place.iterdir()}

    unpack(place, tmp_path / "into")

    assert {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in place.iterdir()
    } == before


def test_parts_of_one_name_are_told_apart(tmp_path: Path) -> None:
    names = ["a/dossier.pdf", "b/dossier.pdf", "dossier.pdf (2)", "c/dossier.pdf"]

    parts = opened(tmp_path, zipped(dict.fromkeys(names, PDF)))

    assert [part.name for part in parts] == [
        "dossier.pdf",
        "dossier.pdf (3)",
        "dossier.pdf (2)",
        "dossier.pdf (4)",
    ]
