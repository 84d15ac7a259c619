"""Hostile pictures, mails and archives, made small."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

_BOUNDARY = "b{}"
_HEAD = "From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def _png(width: int, height: int, data: bytes) -> bytes:
    size = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = _chunk(b"IHDR", size) + _chunk(b"IDAT", zlib.compress(data)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def huge_png(path: Path) -> Path:
    path.write_bytes(_png(65_535, 65_535, bytes(40_000_000)))
    return path


def wide_png(path: Path) -> Path:
    path.write_bytes(_png(2**31 - 1, 1, bytes(1000)))
    return path


def text_bomb_png(path: Path) -> Path:
    note = _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(300_000_000)))
    content = _png(9, 9, bytes(90))
    path.write_bytes(content[:33] + note + content[33:])
    return path


def huge_tiff(path: Path) -> Path:
    tags = (
        (256, 65_535),
        (257, 65_535),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (278, 65_535),
        (279, 99),
    )
    rows = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    path.write_bytes(b"II*\0" + struct.pack("<IH", 8, len(tags)) + rows + bytes(4))
    return path


def many_frames(path: Path) -> Path:
    tags = ((256, 8), (257, 8), (258, 1), (259, 1), (262, 1), (273, 8), (278, 8), (279, 8))
    rows = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    size = 2 + len(rows) + 4
    frames = [
        struct.pack("<H", len(tags)) + rows + struct.pack("<I", 16 + (n + 1) * size)
        for n in range(10_000)
    ]
    frames[-1] = frames[-1][:-4] + bytes(4)
    path.write_bytes(b"II*\0" + struct.pack("<I", 16) + bytes(8) + b"".join(frames))
    return path


def circle_of_frames(path: Path) -> Path:
    rows = b"".join(struct.pack("<HHII", tag, 4, 1, 1) for tag in (256, 257, 258, 259, 262, 273))
    path.write_bytes(b"II*\0" + struct.pack("<IH", 8, 6) + rows + struct.pack("<I", 8))
    return path


def animated(path: Path) -> Path:
    frames = [Image.new("L", (2000, 2000), n % 256) for n in range(20)]
    frames[0].save(path, "GIF", save_all=True, append_images=frames[1:])
    return path


def cut_photograph(path: Path) -> Path:
    whole = io.BytesIO()
    Image.effect_noise((1600, 1200), 80).save(whole, "JPEG")
    path.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    return path


def noise(path: Path) -> Path:
    Image.effect_noise((1654, 2339), 120).save(path, "PNG")
    return path


def junk_of_iphone(path: Path) -> Path:
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0\0\xff\xffmeta" + b"\xff" * 50_000)
    return path


def nested_multiparts(path: Path) -> Path:
    lines = [_HEAD]
    for n in range(10_000):
        lines.append(f'Content-Type: multipart/mixed; boundary="{_BOUNDARY.format(n)}"\r\n\r\n')
        lines.append(f"--{_BOUNDARY.format(n)}\r\n")
    path.write_text("".join(lines) + "Content-Type: text/plain\r\n\r\nfin\r\n", "ascii")
    return path


def nested_messages(path: Path) -> Path:
    path.write_text((_HEAD + "Content-Type: message/rfc822\r\n\r\n") * 10_000 + "fin", "ascii")
    return path


def many_parts(path: Path) -> Path:
    part = "--b\r\nContent-Disposition: attachment; filename=a.docx\r\n\r\nx\r\n"
    path.write_text(_HEAD + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 50_000)
    return path


def endless_header(path: Path) -> Path:
    path.write_bytes(
        _HEAD.encode() + b"X-Long: =?utf-8?b?" + b"QUFB" * 7_500_000 + b"?=\r\n\r\nbonjour"
    )
    return path


def header_without_end(path: Path) -> Path:
    path.write_bytes(_HEAD.encode() + b"X: y\r\n z\r\n" * 200_000)
    return path


def many_recipients(path: Path) -> Path:
    everyone = ", ".join(f'"A, {n}" <a{n}@example.org>' for n in range(10_000))
    path.write_text(f"{_HEAD}Cc: {everyone}\r\nReceived: {'(' * 20_000}\r\n\r\nbonjour", "ascii")
    return path


def names_that_climb(path: Path) -> Path:
    names = (
        "../../../tmp/x.docx",
        "..\\..\\x.docx",
        "/etc/passwd",
        "a\0b.docx",
        "." * 300,
        "",
        "con.docx",
    )
    parts = "".join(
        f'--b\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\nPK\3\4\r\n'
        for name in names
    )
    path.write_text(
        f"{_HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--", "latin-1"
    )
    return path


def bomb_in_a_mail(path: Path) -> Path:
    data = "\r\n".join(["A" * 76] * 400_000)  # 30 MB of base64
    path.write_text(
        f"{_HEAD}Content-Type: application/zip; name=a.zip\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{data}"
    )
    return path


def zip_of_zips(path: Path) -> Path:
    content = zlib.compress(b"x")
    for _ in range(200):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.zip", content)
        content = held.getvalue()
    path.write_bytes(content)
    return path


def zip_that_spreads(path: Path) -> Path:
    """Sixteen archives in each of sixteen archives…: 16^4 files from some kilobytes."""
    content = b"fin"
    for level in range(4):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(16):
                archive.writestr(f"{number}.{'zip' if level else 'txt'}", content)
        content = held.getvalue()
    path.write_bytes(content)
    return path


def zip_of_many(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(65_535):
            archive.writestr(f"{number}.txt", b"")
    return path


def zip_bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.docx", bytes(100_000_000))
    return path


FILES: dict[str, Callable[[Path], Path]] = {
    "huge.png": huge_png,
    "wide.png": wide_png,
    "text_bomb.png": text_bomb_png,
    "huge.tiff": huge_tiff,
    "many_frames.tiff": many_frames,
    "circle_of_frames.tiff": circle_of_frames,
    "animated.gif": animated,
    "cut.jpg": cut_photograph,
    "noise.png": noise,
    "junk.heic": junk_of_iphone,
    "nested_multiparts.eml": nested_multiparts,
    "nested_messages.eml": nested_messages,
    "many_parts.eml": many_parts,
    "endless_header.eml": endless_header,
    "header_without_end.eml": header_without_end,
    "many_recipients.eml": many_recipients,
    "names_that_climb.eml": names_that_climb,
    "bomb_in_a_mail.eml": bomb_in_a_mail,
    "zip_of_zips.zip": zip_of_zips,
    "zip_that_spreads.zip": zip_that_spreads,
    "zip_of_many.zip": zip_of_many,
    "zip_bomb.zip": zip_bomb,
}
