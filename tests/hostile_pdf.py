"""Hostile PDF files, written object by object: circles, bombs, scripts and endless counts."""

import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>"
_TEXT = b"BT /F1 12 Tf 72 720 Td (Nom Prenom :) Tj ET"


def stream(data: bytes, facts: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), facts, data)


def pdf(path: Path, changes: Mapping[int, bytes] | None = None, trailer: bytes = b"") -> Path:
    """Write a file of one page; `changes` are objects by number, in place of or beside its four."""
    held = {1: _CATALOG, 2: _PAGES, 3: _PAGE, 4: stream(_TEXT)} | dict(changes or {})
    out, offsets = [b"%PDF-1.7\n"], {}
    at = len(out[0])
    for number, body in held.items():
        piece = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        offsets[number] = at
        out.append(piece)
        at += len(piece)
    size = max(held) + 1
    rows = [
        b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 65535 f \n"
        for n in range(size)
    ]
    out.append(b"xref\n0 %d\n%s" % (size, b"".join(rows)))
    out.append(
        b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, at)
    )
    path.write_bytes(b"".join(out))
    return path


def scripts(path: Path) -> Path:
    act = b"[<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1:9/'\\))>>]"
    launch = b"<</S/Launch/F(/bin/sh)/Next<</S/URI/URI(http://127.0.0.1:9/)>>>>"
    note = b"<</Subtype/Link/Rect[0 0 99 99]/A%s/AA<</E%s>>>>" % (launch, launch)
    page = _PAGE.replace(b"/Type/Page/", b"/Type/Page/Annots[5 0 R]/AA<</O%s>>/" % launch)
    names = b"/Names<</JavaScript<</Names[(a)%s]>>/EmbeddedFiles<</Names[(x)6 0 R]>>>>" % act
    root = b"<</Type/Catalog/Pages 2 0 R/OpenAction%s%s>>" % (launch, names)
    file = b"<</Type/Filespec/F(../../x.exe)/EF<</F 7 0 R>>>>"
    return pdf(path, {1: root, 3: page, 5: note, 6: file, 7: stream(b"MZ", b"/Type/EmbeddedFile")})


def many_objects(path: Path) -> Path:
    return pdf(path, dict.fromkeys(range(5, 1000000), b"null"))


def circle_of_pages(path: Path) -> Path:
    return pdf(path, {2: b"<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 99999/Parent 2 0 R>>"})


def same_page_again(path: Path) -> Path:
    """100,000 pages from a few lines: each node of the tree holds the next ten times."""
    levels = {
        10 + n: b"<</Type/Pages/Kids[%s]/Count %d/Parent %d 0 R>>"
        % (b"%d 0 R " % (11 + n if n < 4 else 3) * 10, 10 ** (5 - n), 9 + n)
        for n in range(5)
    }
    return pdf(path, {1: b"<</Type/Catalog/Pages 10 0 R>>", **levels})


def circles(path: Path) -> Path:
    """Outlines, fields, resources and forms that hold themselves."""
    return pdf(
        path,
        {
            1: b"<</Type/Catalog/Pages 2 0 R/Outlines 5 0 R/AcroForm 6 0 R/StructTreeRoot 9 0 R>>",
            3: _PAGE.replace(b"/Resources<<>>", b"/Annots[7 0 R]/Resources 8 0 R"),
            4: stream(_TEXT + b" /X Do /Y Do"),
            5: b"<</First 5 0 R/Last 5 0 R/Next 5 0 R/Parent 5 0 R/Title(x)/Count 9>>",
            6: b"<</Fields[7 0 R 6 0 R]/DR 8 0 R>>",
            7: b"<</FT/Tx/T(a)/Kids[7 0 R]/Parent 7 0 R/V 7 0 R/Subtype/Widget/Rect[0 0 9 9]"
            b"/AP<</N 10 0 R>>>>",
            8: b"<</XObject<</X 10 0 R/Y 11 0 R>>/Font<</F1 12 0 R>>/Resources 8 0 R>>",
            9: b"<</K 9 0 R/ParentTree<</Kids[9 0 R]>>>>",
            10: stream(b"/Y Do " * 50, b"/Subtype/Form/BBox[0 0 99 99]/Resources 8 0 R"),
            11: stream(b"/X Do " * 50, b"/Subtype/Form/BBox[0 0 99 99]/Resources 8 0 R"),
            12: b"<</Type/Font/Subtype/Type0/DescendantFonts[12 0 R]/Encoding 12 0 R"
            b"/ToUnicode 12 0 R>>",
        },
    )


def drawings_within_drawings(path: Path) -> Path:
    """Each form draws the next ten times: 10^12 strokes in a few lines."""
    forms = {
        20 + n: stream(
            b"/N Do " * 10 if n < 12 else b"0 0 m 9 9 l S",
            b"/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<</N %d 0 R>>>>" % (21 + n),
        )
        for n in range(13)
    }
    page = _PAGE.replace(b"/Resources<<>>", b"/Resources<</XObject<</N 20 0 R>>>>")
    return pdf(path, {3: page, 4: stream(_TEXT + b" /N Do"), **forms})


def _bomb(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def compressed_twice(path: Path) -> Path:
    data = _bomb(bytes(500_000_000), 2)
    return pdf(path, {4: stream(data, b"/Filter[/FlateDecode/FlateDecode]")})


def filters_without_end(path: Path) -> Path:
    return pdf(
        path, {4: stream(_bomb(b" " * 10_000, 3), b"/Filter[" + b"/FlateDecode" * 5000 + b"]")}
    )


def bomb_of_objects(path: Path) -> Path:
    data = _bomb(b"5 0 " + b" " * 400_000_000, 1)
    return pdf(path, {9: stream(data, b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")})


def _picture(path: Path, facts: bytes, data: bytes) -> Path:
    page = _PAGE.replace(b"/Resources<<>>", b"/Resources<</XObject<</I 5 0 R>>>>")
    image = stream(data, b"/Subtype/Image/BitsPerComponent 8/ColorSpace/DeviceGray" + facts)
    return pdf(path, {3: page, 4: stream(b"595 0 0 842 0 0 cm /I Do"), 5: image})


def huge_picture(path: Path) -> Path:
    return _picture(
        path, b"/Width 65535/Height 65535/Filter/FlateDecode", _bomb(bytes(50_000_000), 1)
    )


def jbig2(path: Path) -> Path:
    page = b"\0\0\0\0\x30\0\1\0\0\0\x13" + b"\xff\xff\xff\xff" * 2 + bytes(11)
    return _picture(path, b"/Width 60000/Height 60000/Filter/JBIG2Decode", page + bytes(999))


def jpeg2000(path: Path) -> Path:
    size = b"\xff\x51\0\x29\0\0" + b"\0\0\xff\xff" * 2 + bytes(8) + b"\0\0\xff\xff" * 2 + bytes(8)
    head = b"\xff\x4f" + size + b"\0\1\7\1\1" + bytes(99)
    return _picture(path, b"/Width 65535/Height 65535/Filter/JPXDecode", head)


def huge_page(path: Path) -> Path:
    return pdf(path, {3: _PAGE.replace(b"595 842", b"1000000000 1000000000/UserUnit 99999")})


def odd_pages(path: Path) -> Path:
    boxes = (
        b"0 0 0 0",
        b"-9e9 -9e9 9e9 9e9",
        b"595 842 0 0",
        b"0 0 0.0001 842",
        b"(a) [] null 7",
        b"",
    )
    kids = {10 + n: _PAGE.replace(b"0 0 595 842", box) for n, box in enumerate(boxes)}
    names = b" ".join(b"%d 0 R" % n for n in kids)
    return pdf(path, {2: b"<</Type/Pages/Kids[%s]/Count -5>>" % names, **kids})


def broken_fonts(path: Path) -> Path:
    junk = stream(b"\0\1\0\0\xff\xff" * 999, b"/Length1 99999999")
    page = _PAGE.replace(b"/Resources<<>>", b"/Resources<</Font<</F1 5 0 R>>>>")
    font = (
        b"<</Type/Font/Subtype/TrueType/FirstChar -9/LastChar 2147483647/Widths[9]/ToUnicode 7 0 R"
        b"/FontDescriptor 6 0 R>>"
    )
    cmap = stream(
        b"1 begincodespacerange <00> <FFFFFFFF> endcodespacerange "
        b"1 beginbfrange <0000> <FFFF> <0041> endbfrange " * 99
    )
    return pdf(path, {3: page, 5: font, 6: b"<</FontFile2 8 0 R/Flags 4>>", 7: cmap, 8: junk})


def loop_of_tables(path: Path) -> Path:
    at = pdf(path).read_bytes().index(b"xref\n0")
    return pdf(path, trailer=b"/Prev %d" % at)


def many_updates(path: Path) -> Path:
    content = pdf(path).read_bytes()
    at = content.index(b"xref\n0")
    pieces, length = [content], len(content)
    for _ in range(10_000):
        piece = b"xref\n0 0\ntrailer\n<</Size 5/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
            at,
            length,
        )
        pieces.append(piece)
        at, length = length, length + len(piece)
    path.write_bytes(b"".join(pieces))
    return path


def nested_arrays(path: Path) -> Path:
    deep = b"[" * 100_000 + b"]" * 100_000
    page = _PAGE.replace(b"/Resources<<>>", b"/Resources<</A %s>>/Annots 5 0 R" % deep)
    return pdf(path, {3: page, 4: stream(deep + b" TJ " + _TEXT), 5: deep})


def much_drawing(path: Path) -> Path:
    lines = b"".join(b"%d 0 m %d 842 l S\n" % (n % 595, n % 595) for n in range(500_000))
    return pdf(path, {4: stream(zlib.compress(lines), b"/Filter/FlateDecode")})


def much_text(path: Path) -> Path:
    page = _PAGE.replace(b"/Resources<<>>", b"/Resources<</Font<</F1 5 0 R>>>>")
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    shown = b"BT /F1 1 Tf %s ET" % b"".join(
        b"1 0 0 1 %d %d Tm (Nom Prenom :) Tj\n" % (n % 590, n % 840) for n in range(100_000)
    )
    return pdf(path, {3: page, 4: stream(zlib.compress(shown), b"/Filter/FlateDecode"), 5: font})


FILES: dict[str, Callable[[Path], Path]] = {
    f"{one.__name__}.pdf": one
    for one in (
        scripts, many_objects, circle_of_pages, same_page_again, circles, drawings_within_drawings,
        compressed_twice, filters_without_end, bomb_of_objects, huge_picture, jbig2, jpeg2000,
        huge_page, odd_pages, broken_fonts, loop_of_tables, many_updates, nested_arrays,
        much_drawing, much_text,
    )
}  # fmt: skip
