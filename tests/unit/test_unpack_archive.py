"""Archives and folders: everything found, nothing trusted."""

import gzip
import hashlib
import io
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import Damaged, Empty, NotOpened, TooLarge
from pipeline.intake import Part, open_drop, unpack

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


def unmarked(name: bytes) -> bytes:
    """Write an archive of one file whose name is in the letters of the sender's machine."""
    data = zipped({"x" * len(name): PDF})
    return data.replace(b"x" * len(name), name)


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("cp850", "Évaluation à Hénin.pdf"),
        ("cp850", "CRÈCHE À LENS.pdf"),
        ("cp1252", "Dossier d’été.pdf"),
        ("cp437", "été.pdf"),
        ("utf-8", "Dossier d’été.pdf"),
    ],
)
def test_a_name_is_read_in_the_letters_of_its_machine(tmp_path: Path, page: str, name: str) -> None:
    (part,) = opened(tmp_path, unmarked(name.encode(page)))

    assert part.name == name


def test_a_name_repeated_in_unicode_is_believed_where_it_fits(tmp_path: Path) -> None:
    told = struct.pack("<BI", 1, zlib.crc32(b"d.pdf")) + "Été.pdf".encode()
    info = zipfile.ZipInfo("d.pdf")
    info.extra = struct.pack("<HH", 0x7075, len(told)) + told
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, PDF)

    (part,) = opened(tmp_path, buffer.getvalue())

    assert part.name == "Été.pdf"


def test_a_member_without_a_name_is_a_file(tmp_path: Path) -> None:
    data = bytearray(zipped({"x": PDF}))
    for mark, at, name in ((b"PK\3\4", 26, 30), (b"PK\1\2", 28, 46)):
        start = data.index(mark)
        data[start + at : start + at + 4] = struct.pack("<HH", 0, 1)  # the name becomes extra data
        assert data[start + name : start + name + 1] == b"x"

    (part,) = opened(tmp_path, bytes(data))

    assert part.name == "sans nom"


def test_members_that_share_their_bytes_are_not_inflated(tmp_path: Path) -> None:
    data = zipped({"a.pdf": PDF * 20, "b.pdf": PDF, "c.pdf": PDF})
    last = data.rindex(b"PK\1\2")
    first = data.index(b"PK\1\2")
    shared = bytearray(data)
    shared[last + 42 : last + 46] = data[first + 42 : first + 46]

    parts = opened(tmp_path, bytes(shared))

    assert [(part.name, part.code) for part in parts] == [
        ("a.pdf", "LEC-05"),
        ("b.pdf", None),
        ("c.pdf", "LEC-05"),
    ]


def test_bytes_left_behind_the_archive_are_no_damage(tmp_path: Path) -> None:
    (part,) = opened(tmp_path, zipped({"dossier.pdf": PDF}) + bytes(200_000))

    assert (part.name, part.paths[0].read_bytes()) == ("dossier.pdf", PDF)


def test_an_archive_of_the_64_bit_kind_is_opened(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open("a.pdf", "w", force_zip64=True) as f:
        f.write(PDF)

    (part,) = opened(tmp_path, buffer.getvalue())

    assert part.paths[0].read_bytes() == PDF


def test_a_volume_of_an_archive_is_refused_by_its_name(tmp_path: Path) -> None:
    data = bytearray(zipped({"dossier.pdf": PDF}))
    at = data.rindex(b"PK\5\6")
    data[at + 4 : at + 8] = struct.pack("<HH", 2, 2)

    with pytest.raises(NotOpened) as caught:
        opened(tmp_path, bytes(data))

    assert caught.value.facts["what"] == "un morceau d’archive en plusieurs volumes"


def test_a_member_packed_in_an_unknown_way_is_told_of(tmp_path: Path) -> None:
    data = bytearray(zipped({"dossier.pdf": PDF}))
    for mark, offset in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        at = data.index(mark) + offset
        data[at : at + 2] = struct.pack("<H", 98)

    (part,) = opened(tmp_path, bytes(data))

    assert (part.name, part.code) == ("dossier.pdf", "LEC-11")


def test_an_empty_archive_inside_another_is_told_of(tmp_path: Path) -> None:
    parts = opened(tmp_path, zipped({"vide.zip": zipped({}), "dossier.pdf": PDF}))

    assert [(part.name, part.code) for part in parts] == [
        ("vide.zip", "LEC-03"),
        ("dossier.pdf", None),
    ]


def tarred(members: Mapping[str, bytes], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_archive_is_opened(tmp_path: Path, mode: str) -> None:
    parts = opened(tmp_path, tarred({"lot/dossier.pdf": PDF, "note.rtf": b"{\\rtf1 }"}, mode))

    assert [(part.name, part.within[-1:], part.kind) for part in parts] in (
        [("dossier.pdf", ("lot",), "pdf"), ("note.rtf", (), "rtf")],
        [("dossier.pdf", ("lot",), "pdf"), ("note.rtf", ("envoi",), "rtf")],
    )


def test_a_file_under_gzip_is_opened(tmp_path: Path) -> None:
    (part,) = opened(tmp_path, zipped({"dossier.pdf.gz": gzip.compress(PDF)}))

    assert (part.name, part.within, part.kind) == ("dossier.pdf", ("dossier.pdf.gz",), "pdf")


def test_a_bomb_under_gzip_is_too_large(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(1024 * 1024)) * 301

    (part,) = opened(tmp_path, bomb)

    assert (part.kind, part.code) == ("error", "LEC-04")


def test_a_link_in_a_tar_archive_is_not_followed(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("lien.pdf")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)

    (part,) = opened(tmp_path, buffer.getvalue())

    assert (part.name, part.code) == ("lien.pdf", "LEC-05")


def test_what_stands_before_the_cut_of_a_tar_archive_is_kept(tmp_path: Path) -> None:
    data = tarred({"dossier.pdf": PDF, "annexe.pdf": PDF * 400})[:2500]

    parts = opened(tmp_path, data)

    assert [(part.name, part.code) for part in parts] == [
        ("dossier.pdf", None),
        ("annexe.pdf", "LEC-02"),
        ("envoi", "LEC-02"),
    ]


def test_a_pipe_in_a_folder_is_never_opened(tmp_path: Path) -> None:
    place = folder(tmp_path, {"dossier.pdf": PDF})
    os.mkfifo(place / "tube.pdf")

    parts = unpack(place, tmp_path / "into")

    assert [(part.name, part.code) for part in parts] == [
        ("dossier.pdf", None),
        ("tube.pdf", "LEC-05"),
    ]


def test_folders_nested_beyond_reason_are_told_of(tmp_path: Path) -> None:
    place = folder(tmp_path, {"dossier.pdf": PDF, "/".join(["f"] * 40) + "/perdu.pdf": PDF})

    parts = unpack(place, tmp_path / "into")

    assert [(part.name, part.code) for part in parts] == [("dossier.pdf", None), ("f", "LEC-04")]


def test_every_file_is_accounted_for_in_its_order(tmp_path: Path) -> None:
    members = {"lot.zip": zipped({"a.pdf": PDF}), "Thumbs.db": b"x", "dossier.pdf": PDF}
    (tmp_path / "envoi").write_bytes(zipped(members))
    (tmp_path / "into").mkdir()

    files = open_drop(tmp_path / "envoi", tmp_path / "into").files

    assert [(file.name, file.within, file.size, file.hint) for file in files] == [
        ("lot.zip", (), len(members["lot.zip"]), "opened"),
        ("a.pdf", ("lot.zip",), len(PDF), None),
        ("Thumbs.db", (), 1, "litter"),
        ("dossier.pdf", (), len(PDF), None),
    ]
    assert {file.sha256 for file in files if file.name.endswith("pdf")} == {
        hashlib.sha256(PDF).hexdigest()
    }
