"""Files made to harm: each ends as a result with its reason, and nothing of the machine leaks.

The files are written by `tests.hostile_word`, `hostile_pdf` and `hostile_other`; they are read as
received files are, in confined workers, with less time than a dossier is given.
"""

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import Crashed, ReadError, TooSlow
from pipeline.examine import examine
from pipeline.isolation import Limits, Workers
from schemas.candidature import Extraction
from tests import hostile_other, hostile_pdf, hostile_word
from tests.documents import form

pytestmark = pytest.mark.slow

FILES = {**hostile_word.FILES, **hostile_pdf.FILES, **hostile_other.FILES}
PATIENCE = 90  # seconds, on a machine that does other things too
ABORTS = {"circles.pdf", "drawings_within_drawings.pdf", "compressed_twice.pdf"}
"""The PDF library ends its process when it has no memory left: its worker dies, nobody else."""


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1, limits=Limits(seconds=PATIENCE), preload=("pipeline.examine",)) as pool:
        yield pool


def read(path: Path) -> tuple[Extraction, ...]:
    """Examine a file as a worker does."""
    with tempfile.TemporaryDirectory() as into:
        return examine(path, form(), Path(into))


def results(workers: Workers, path: Path) -> tuple[Extraction, ...] | ReadError:
    try:
        return workers.run(read, path)
    except ReadError as error:
        return error


def said(found: tuple[Extraction, ...] | ReadError) -> str:
    if isinstance(found, ReadError):
        return str(found)
    return "".join(one.model_dump_json() for one in found)


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_as_a_result_with_a_reason(
    name: str, workers: Workers, tmp_path: Path
) -> None:
    found = results(workers, FILES[name](tmp_path / name))

    assert not isinstance(found, TooSlow)
    if isinstance(found, Crashed):
        assert name in ABORTS
    elif not isinstance(found, ReadError):
        assert found
        assert all(one.findings for one in found)
        assert {one.outcome for one in found} <= {"unreadable", "not_a_dossier"}


@pytest.mark.parametrize(
    "name",
    [
        "external_entities.docx",
        "entities_aside.docx",
        "flat_word.xml",
        "flat_open_document.fodt",
        "open_document.odt",
        "fields_of_rtf.rtf",
        "external_relations.docx",
    ],
)
def test_no_file_of_the_machine_comes_out(name: str, workers: Workers, tmp_path: Path) -> None:
    assert "root:" in Path("/etc/passwd").read_text("utf-8")

    assert "root:" not in said(results(workers, FILES[name](tmp_path / name)))


def test_no_secret_of_the_environment_comes_out(
    workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDIDATURES_SECRET", "motdepasse-du-courriel")
    file = hostile_word.write_docx(
        tmp_path / "a.docx",
        hostile_word.p(
            hostile_word.r("$CANDIDATURES_SECRET ${CANDIDATURES_SECRET} %CANDIDATURES_SECRET%")
            + hostile_word.r("{{ environ }} {% debug %} $(id) `id`")
        ),
    )

    assert "motdepasse" not in said(results(workers, file))


def _calls(path: Path, port: int) -> Path:
    """Write a Word file that calls this machine in every way it can."""
    hostile_word.external_relations(path)
    address = f"http://127.0.0.1:{port}/x"
    return hostile_word.rewritten(
        path,
        {
            name: content.replace("http://127.0.0.1:9/x", address)
            for name, content in hostile_word.parts_of(path).items()
        },
    )


def test_nobody_is_called(workers: Workers, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        files = [_calls(tmp_path / "a.docx", port), tmp_path / "a.rtf", tmp_path / "a.pdf"]
        hostile_word.fields_of_rtf(files[1])
        hostile_pdf.scripts(files[2])
        for file in files:
            content = file.read_bytes().replace(b"127.0.0.1:9/", b"127.0.0.1:%d/" % port)
            if file.suffix != ".docx":
                file.write_bytes(content)
            results(workers, file)

        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize("name", ["climbing_names.docx", "names_that_climb.eml", "zip_bomb.zip"])
def test_nothing_is_written_beside_the_file(name: str, workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    file = FILES[name](tmp_path / "in" / name)

    results(workers, file)

    assert list((tmp_path / "in").iterdir()) == [file]
    assert not Path("/hostile").exists()
    assert not list(tmp_path.glob("hostile*"))


@pytest.mark.parametrize(
    "name",
    [
        "-rf.docx",
        "a\nb.docx",
        "\u202efdp.docx",
        "'; drop table dossiers; --.docx",
        "<img src=x onerror=alert(1)>.docx",
        "{{ 7*7 }}{% x %}.docx",
        "é" * 120 + ".docx",
        os.fsdecode(b"\xff\xfe.docx"),
        "=cmd|' -C calc'!A0.docx",
    ],
)
def test_a_hostile_name_is_a_name_like_any_other(
    name: str, workers: Workers, tmp_path: Path
) -> None:
    file = hostile_word.write_docx(tmp_path / name, hostile_word.p(hostile_word.r("Bonjour")))

    found = results(workers, file)

    assert isinstance(found, tuple)
    assert [one.outcome for one in found] == ["not_a_dossier"]
    assert found[0].file == name
