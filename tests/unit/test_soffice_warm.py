"""A LibreOffice kept ready makes what one started for the document makes, and harms no more."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.isolation import Limits, Workers
from pipeline.soffice import Job, convert, guard, standby, station, to_docx
from pipeline.soffice.convert import DOCX
from pipeline.soffice.profile import sockets
from pipeline.soffice.standby import Standby
from tests import misbehaving

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).parents[1] / "truth" / "corpus"
OFFICE = sorted(file for file in CORPUS.rglob("*") if file.suffix in (".doc", ".odt", ".rtf"))
SYSTEM_PYTHON = Path("/usr/bin/python3")
ODT = "application/vnd.oasis.opendocument.text"


def knows_the_bridge() -> bool:
    command = [str(SYSTEM_PYTHON), "-I", "-c", "import uno"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


needs_bridge = pytest.mark.skipif(not knows_the_bridge(), reason="needs python3-uno")


@pytest.fixture
def office() -> Iterator[Standby]:
    with tempfile.TemporaryDirectory() as short:
        program = shutil.which("soffice")
        assert program is not None
        with Standby(Path(os.path.realpath(program)).with_name("soffice.bin"), Path(short)) as one:
            yield one


@pytest.fixture
def kept_ready() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as short:
        standby.allow(Path(short))
        yield Path(short)
        standby.allow(None)


def rtf(path: Path, body: str) -> Path:
    path.write_bytes(rb"{\rtf1\ansi\ansicpg1252 " + body.encode("cp1252") + b"}")
    return path


def parts(docx: Path) -> dict[str, bytes]:
    """Give what a document is made of, but for the hour of its making."""
    with zipfile.ZipFile(docx) as package:
        names = [name for name in package.namelist() if name.startswith("word/")]
        return {name: package.read(name) for name in names}


def eventually(condition: Callable[[], bool], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


def processes_about(text: str) -> list[int]:
    """Give the numbers of the processes that were started with a word on their command line."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if text in (process / "cmdline").read_text(errors="replace"):
                found.append(int(process.name))
    return found


@needs_bridge
@pytest.mark.parametrize("file", OFFICE, ids=lambda file: file.suffix)
def test_a_dossier_becomes_the_same_document_either_way(
    file: Path, office: Standby, tmp_path: Path
) -> None:
    convert([Job(file, file.suffix, tmp_path / "anew.docx")], DOCX)

    # Twice: what a document leaves behind would show in the one after it.
    ends = [office.convert(file, file.suffix, tmp_path / f"{n}.docx", 60) for n in range(2)]

    assert ends == [station.MADE, station.MADE]
    assert parts(tmp_path / "0.docx") == parts(tmp_path / "anew.docx")
    assert parts(tmp_path / "1.docx") == parts(tmp_path / "anew.docx")


@needs_bridge
def test_a_reference_keeps_what_it_showed(office: Standby, tmp_path: Path) -> None:
    field = r"{\field{\*\fldinst { REF ailleurs }}{\fldrslt 42}}"
    file = rtf(tmp_path / "a.rtf", rf"Avant {field} après\par")

    office.convert(file, ".rtf", tmp_path / "a.docx", 60)

    text = parts(tmp_path / "a.docx")["word/document.xml"].decode()
    assert "42" in text
    assert "Error" not in text


@needs_bridge
def test_a_file_that_is_refused_hurts_none_after_it(office: Standby, tmp_path: Path) -> None:
    bad, good = rtf(tmp_path / "bad.rtf", r"x\par {\b y"), rtf(tmp_path / "good.rtf", r"Lens\par")

    ends = [
        office.convert(file, ".rtf", tmp_path / "made.docx", 60) for file in (good, bad, good, good)
    ]

    assert [ends[0], *ends[2:]] == [station.MADE] * 3


@needs_bridge
def test_more_documents_than_one_libreoffice_serves(office: Standby, tmp_path: Path) -> None:
    file = rtf(tmp_path / "a.rtf", r"Lens\par")

    ends = [office.convert(file, ".rtf", tmp_path / "a.docx", 60) for _ in range(25)]

    assert ends == [station.MADE] * 25


@needs_bridge
@pytest.mark.usefixtures("kept_ready")
def test_what_takes_too_long_is_tried_in_the_ordinary_way(tmp_path: Path) -> None:
    slow, quick = rtf(tmp_path / "slow.rtf", r"Bonjour\par " * 40_000), rtf(tmp_path / "a.rtf", "a")

    assert not standby.convert(slow, ".rtf", tmp_path / "slow.docx", 0.3)
    assert not standby.is_ready()
    assert standby.convert(quick, ".rtf", tmp_path / "a.docx", 60)


@needs_bridge
def test_a_libreoffice_that_is_killed_costs_no_document(kept_ready: Path, tmp_path: Path) -> None:
    file = rtf(tmp_path / "a.rtf", r"Lens\par")
    to_docx(Job(file, ".rtf", tmp_path / "a.docx"))
    for number in processes_about(str(kept_ready)):
        os.kill(number, signal.SIGKILL)

    made = to_docx(Job(file, ".rtf", tmp_path / "b.docx"))

    assert b"Lens" in parts(made)["word/document.xml"]


@needs_bridge
def test_nothing_stays_behind(tmp_path: Path) -> None:
    file = rtf(tmp_path / "a.rtf", r"Lens\par")
    with tempfile.TemporaryDirectory() as short:
        standby.allow(Path(short))
        standby.convert(file, ".rtf", tmp_path / "a.docx", 60)
        (own,) = Path(short).iterdir()
        made = sockets(station.profile_in(own), station.door_of(own))
        were_there = [path.exists() for path in made]
        standby.allow(None)

        assert not own.exists()
        assert not processes_about(short)
    assert were_there == [True, True]
    assert not [path for path in made if path.exists()]


@needs_bridge
def test_nothing_stays_behind_when_the_program_is_killed(tmp_path: Path) -> None:
    file, mark = rtf(tmp_path / "a.rtf", r"Lens\par"), tmp_path / "mark"
    script = tmp_path / "program.py"
    script.write_text(
        "import pathlib, sys\n"
        "from pipeline.isolation import Workers\n"
        "from tests import misbehaving\n"
        "if __name__ == '__main__':\n"
        "    with Workers(1) as pool:\n"
        "        pool.run(misbehaving.convert_and_wait, *map(pathlib.Path, sys.argv[1:]))\n"
    )
    with tempfile.TemporaryDirectory() as short:
        environment = os.environ | {"TMPDIR": short, "PYTHONPATH": str(Path.cwd())}
        command = [sys.executable, str(script), str(file), str(mark)]
        with subprocess.Popen(command, env=environment) as program:
            assert eventually(mark.exists, 60)
            running = len(processes_about(short))
            program.kill()

        assert running >= 3  # the guard, the station, LibreOffice
        assert eventually(lambda: not processes_about(short))
        assert eventually(lambda: not list(Path(short).glob("candidatures-*")))


@needs_bridge
def test_a_worker_and_its_libreoffice_share_the_memory_of_one(tmp_path: Path) -> None:
    file = rtf(tmp_path / "a.rtf", r"Lens\par")
    with Workers(1, limits=Limits(seconds=60)) as pool:
        before = pool.run(misbehaving.memory_allowed)
        pool.run(misbehaving.text_of, file)
        after = pool.run(misbehaving.memory_allowed)

    assert before == 1024**3
    assert 100 * 1024**2 < before - after < standby.RESIDENT


@needs_bridge
def test_two_pools_side_by_side_do_not_meet(tmp_path: Path) -> None:
    files = [rtf(tmp_path / f"{n}.rtf", rf"Lens {n}\par") for n in range(6)]
    limits = Limits(seconds=60)
    with Workers(1, limits=limits) as one, Workers(1, limits=limits) as other:
        found = dict(one.map(misbehaving.text_of, files[:3]))
        found |= dict(other.map(misbehaving.text_of, files[3:]))

    assert [found[file] for file in files] == [f"Lens {n}" for n in range(6)]


@pytest.mark.usefixtures("kept_ready")
def test_without_the_bridge_documents_are_converted_in_the_ordinary_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A LibreOffice behind a script, with nothing of its own beside it.
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shutil.which("soffice")} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    file = rtf(tmp_path / "a.rtf", r"Lens\par")

    made = to_docx(Job(file, ".rtf", tmp_path / "a.docx"))

    assert not standby.is_ready()
    assert b"Lens" in parts(made)["word/document.xml"]


def linked(path: Path, secret: Path) -> Path:
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
        for short, full in {"office": "office", "text": "text", "m": "manifest"}.items()
    )
    entry = f'<m:file-entry m:full-path="/" m:media-type="{ODT}"/>'
    entry += '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/>'
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", ODT)
        package.writestr("META-INF/manifest.xml", f"<m:manifest {spaces}>{entry}</m:manifest>")
        package.writestr(
            "content.xml",
            f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink">'
            '<office:body><office:text><text:section text:name="s">'
            f'<text:section-source xlink:href="{secret.as_uri()}"/>'
            "<text:p>Avant</text:p></text:section></office:text></office:body>"
            "</office:document-content>",
        )
    return path


@needs_bridge
def test_a_section_linked_to_a_file_of_this_machine_is_not_filled(
    office: Standby, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("le mot de passe")
    file = linked(tmp_path / "a.odt", secret)

    end = office.convert(file, ".odt", tmp_path / "a.docx", 60)

    assert end == station.MADE
    assert b"le mot de passe" not in parts(tmp_path / "a.docx")["word/document.xml"]


@needs_bridge
def test_a_text_included_from_this_machine_is_not_read(office: Standby, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("le mot de passe")
    field = rf'{{\field{{\*\fldinst {{ INCLUDETEXT "{secret}" }}}}{{\fldrslt avant}}}}'
    file = rtf(tmp_path / "a.rtf", rf"{field}\par")

    office.convert(file, ".rtf", tmp_path / "a.docx", 60)

    assert b"le mot de passe" not in parts(tmp_path / "a.docx")["word/document.xml"]


def guarded(*options: str, code: str) -> int:
    program = [sys.executable, "-I", "-S", "-c", code]
    command = [sys.executable, "-I", "-S", guard.__file__, "30", str(2**32), *options, *program]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        return process.wait()


def test_the_guard_stops_a_family_that_holds_too_much_memory() -> None:
    code = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', "
        '\'import time; held = bytes(200_000_000).replace(b"x", b"y"); held = bytearray(held);'
        " time.sleep(30)'])"
    )

    assert guarded("--resident", str(100 * 1024**2), code=code) == guard.SWOLLEN


def test_the_guard_removes_the_folder_of_a_caller_that_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    program = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(30)"]
    command = [
        *(sys.executable, "-I", "-S", guard.__file__, "30", str(2**32)),
        *("--folder", str(folder), *program),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.close()
        process.wait()

    assert not folder.exists()


def test_the_guard_stops_a_family_that_works_too_long() -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'while True: pass'])"

    assert guarded("--processor", "1", code=code) == guard.TIMED_OUT


def test_the_guard_leaves_alone_who_waits_long_and_works_little() -> None:
    assert guarded("--processor", "1", code="import time; time.sleep(2)") == 0
