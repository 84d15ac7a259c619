"""Old and foreign office documents come through LibreOffice with what their author saw."""

import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import Damaged, Empty, Encrypted, ToolMissing, TooSlow, UnknownKind
from pipeline.read import read
from pipeline.read.office import to_docx
from pipeline.soffice import Job, convert, guard, to_pdf
from tests.ole_files import compound
from tests.word_files import checkbox, p, r, write_docx

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in {
        "office": "office",
        "text": "text",
        "form": "form",
        "draw": "drawing",
        "manifest": "manifest",
    }.items()
)
ODT = "application/vnd.oasis.opendocument.text"


def odt(path: Path, body: str, forms: str = "") -> Path:
    manifest = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT}"/>'
    manifest += (
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", ODT)
        package.writestr(
            "META-INF/manifest.xml", f"<manifest:manifest {SPACES}>{manifest}</manifest:manifest>"
        )
        package.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:body><office:text>{forms}{body}"
            "</office:text></office:body></office:document-content>",
        )
    return path


def rtf(path: Path, body: str) -> Path:
    path.write_bytes(rb"{\rtf1\ansi\ansicpg1252 " + body.encode("cp1252") + b"}")
    return path


def lines(path: Path) -> list[str]:
    return [text for block in read(path).blocks if (text := block.text.strip())]


def ticks(path: Path) -> list[bool | None]:
    spans = (span for block in read(path).blocks for span in block.spans)
    return [span.ticked for span in spans if span.kind == "box"]


@pytest.mark.slow
def test_an_automatic_date_stays_the_day_it_was_saved_in_opendocument(tmp_path: Path) -> None:
    file = odt(tmp_path / "a", "<text:p>Le <text:date>05/12/2019</text:date>, Lens</text:p>")

    assert lines(file) == ["Le 05/12/2019, Lens"]


@pytest.mark.slow
def test_an_automatic_date_stays_the_day_it_was_saved_in_rich_text(tmp_path: Path) -> None:
    field = r'{\field{\*\fldinst {\insrsid1  DATE \\@ "dd/MM/yyyy" }}{\fldrslt 05/12/2019}}'
    file = rtf(tmp_path / "a", rf"Le {field}, Lens\par")

    assert lines(file) == ["Le 05/12/2019, Lens"]


@pytest.mark.slow
def test_an_automatic_date_stays_the_day_it_was_saved_in_an_old_word_file(tmp_path: Path) -> None:
    field = r'{\field{\*\fldinst { DATE \\@ "dd/MM/yyyy" }}{\fldrslt x}}'
    today, file = rtf(tmp_path / "a.rtf", rf"Le {field}, Lens\par"), tmp_path / "a.doc"
    convert([Job(today, ".rtf", file)], "doc:MS Word 97")
    written = time.strftime("%d/%m/%Y").encode()
    data = file.read_bytes()
    assert written in data or written.decode().encode("utf-16-le") in data
    for encoding in ("ascii", "utf-16-le"):
        data = data.replace(written.decode().encode(encoding), "05/12/2019".encode(encoding))
    file.write_bytes(data)

    assert lines(file) == ["Le 05/12/2019, Lens"]


@pytest.mark.slow
def test_form_controls_of_opendocument_are_read(tmp_path: Path) -> None:
    forms = (
        '<office:forms><form:form form:name="f">'
        '<form:checkbox form:id="c1" form:label="CDI" form:current-state="checked"/>'
        '<form:checkbox form:id="c2" form:label="CDD"/>'
        '<form:text form:id="c3" form:current-value="Lens"/></form:form></office:forms>'
    )
    controls = [f'<draw:control draw:control="c{number}"/>' for number in (1, 2, 3)]
    file = odt(tmp_path / "a", "<text:p>Contrat {} {} à {}.</text:p>".format(*controls), forms)

    assert lines(file) == ["Contrat ☒ CDI ☐ CDD à Lens."]
    assert ticks(file) == [True, False]


@pytest.mark.slow
def test_form_check_boxes_of_rich_text_are_read(tmp_path: Path) -> None:
    state = r"{\*\formfield{\fftype1\ffres%d\ffdefres%d}}"
    box = r"{\field{\*\fldinst { FORMCHECKBOX }{" + state + r"}}{\fldrslt }}"
    boxes = " ".join(box % pair for pair in ((1, 0), (0, 0), (25, 1), (0, 1)))

    assert ticks(rtf(tmp_path / "a", rf"{boxes} fin\par")) == [True, False, True, False]


@pytest.mark.slow
@pytest.mark.parametrize(("suffix", "form"), [("doc", "MS Word 97"), ("odt", "writer8")])
def test_check_boxes_survive_another_program(tmp_path: Path, suffix: str, form: str) -> None:
    source = write_docx(
        tmp_path / "a.docx", p(checkbox("1", r("☒")), r(" Oui "), checkbox("0", r("☐")))
    )
    (file,) = convert([Job(source, ".docx", tmp_path / f"a.{suffix}")], f"{suffix}:{form}")

    assert ticks(file) == [True, False]


@pytest.mark.slow
def test_a_file_that_libreoffice_refuses_is_damaged_under_its_own_name(tmp_path: Path) -> None:
    file = rtf(tmp_path / "-dossier\n1.doc", r"Bonjour\par {\b nous")

    with pytest.raises(Damaged) as caught:
        to_docx(file, tmp_path)

    assert caught.value.facts["name"] == "-dossier\n1.doc"


@pytest.mark.parametrize("kept", [600, 2000, 2600])
def test_an_old_word_file_cut_short_is_damaged_not_empty(tmp_path: Path, kept: int) -> None:
    streams = {"WordDocument": b"\xec\xa5\xc1\0" + bytes(1500), "1Table": bytes(900)}
    file = tmp_path / "dossier.doc"
    file.write_bytes(compound(streams)[:kept])

    with pytest.raises(Damaged) as caught:
        to_docx(file, tmp_path)

    assert caught.value.facts["name"] == "dossier.doc"


@pytest.mark.slow
def test_a_conversion_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    file = rtf(tmp_path / "a.rtf", r"Bonjour\par " * 200_000)

    with pytest.raises(TooSlow) as caught:
        convert([Job(file, ".rtf", tmp_path / "a.docx")], "docx:MS Word 2007 XML", seconds=1)

    assert caught.value.facts == {"name": "a.rtf", "seconds": 1}


@pytest.mark.slow
def test_letters_are_laid_out_in_one_run(tmp_path: Path) -> None:
    letters = [write_docx(tmp_path / f"{name}.docx", p(r("Madame,"))) for name in "ab"]

    made = to_pdf(letters, tmp_path)

    assert made == (tmp_path / "a.pdf", tmp_path / "b.pdf")
    assert [file.read_bytes()[:5] for file in made] == [b"%PDF-"] * 2


def test_no_letters_need_no_libreoffice(tmp_path: Path) -> None:
    assert to_pdf([], tmp_path) == ()


def test_without_libreoffice_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ToolMissing) as caught:
        to_docx(rtf(tmp_path / "a", "Bonjour"), tmp_path)

    assert caught.value.facts["package"] == "libreoffice-writer"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", Empty),
        (b"<html><body>", UnknownKind),
        (b"Bonjour", UnknownKind),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", UnknownKind),
    ],
)
def test_what_no_reader_knows_is_refused(tmp_path: Path, data: bytes, error: type) -> None:
    (tmp_path / "dossier.docx").write_bytes(data)

    with pytest.raises(error):
        read(tmp_path / "dossier.docx")


def test_a_protected_file_is_refused_as_protected(tmp_path: Path) -> None:
    file = tmp_path / "dossier.odt"
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", ODT)
        package.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")

    with pytest.raises(Encrypted):
        read(file)


def guarded(seconds: int, code: str) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-I", "-S", "-c", code]
    command = [sys.executable, "-I", "-S", guard.__file__, str(seconds), str(2**32), *program]
    return subprocess.Popen(command, stdin=subprocess.PIPE)


def test_the_guard_gives_the_exit_status() -> None:
    with guarded(20, "raise SystemExit(3)") as process:
        assert process.wait() == 3


def test_the_guard_stops_a_program_at_the_end_of_the_time() -> None:
    with guarded(1, "import time; time.sleep(60)") as process:
        assert process.wait() == guard.TIMED_OUT


def test_the_guard_stops_the_program_when_its_caller_is_gone() -> None:
    with guarded(60, "import time; time.sleep(60)") as process:
        assert process.stdin is not None
        process.stdin.close()

        assert process.wait() == guard.ABANDONED
