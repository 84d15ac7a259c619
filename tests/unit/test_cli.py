"""The command line: French, honest, quick to answer."""

import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import jsonschema
import pytest

from pipeline.cli import main
from pipeline.cli.french import run
from pipeline.cli.typography import typographic
from pipeline.run.workspace import SHIPPED

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "truth" / "corpus"
SCHEMA = json.loads((ROOT / "contract" / "extract.schema.json").read_text("utf-8"))


def said(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    """Run a command line here; return its status, its result and its messages."""
    status = run(main, list(args))
    streams = capsys.readouterr()
    return status, streams.out, streams.err


def test_help_is_in_french_and_lists_the_commands_in_the_order_of_the_work(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, _ = said(capsys, "--help")

    names = [line.split()[0] for line in out.splitlines() if line.startswith("  ") and line.strip()]
    commands = ["demo", "check", "ingest", "watch", "extract", "rank", "letters", "decide"]
    assert status == 0
    assert [name for name in names if name in commands] == commands
    assert not {"Usage:", "Show", "Commands:"} & set(out.split())


def test_every_command_explains_itself_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    for name in main.commands:
        if main.commands[name].hidden:
            continue
        status, out, _ = said(capsys, name, "--help")

        assert status == 0
        assert out.startswith("Utilisation\u00a0: candidatures")
        assert "Show this message" not in out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["classer"], "Commande inconnue\u00a0: classer."),
        (["rank"], "Il manque APPEL."),
        (["rank", "pdn62-2019", "--poids"], "Option inconnue\u00a0: --poids."),
        (["rank", "pdn62-2019", "--weight", "x"], "ne s’écrit pas CODE=NOMBRE"),
        (["extract", "absent.docx", "--campaign", "x", "--out", "y"], "est introuvable"),
        (["status", "appel-inconnu"], "[CFG-02]"),
        (["letters", "pdn62-2019", "--kind", "faire-part"], "[CFG-13]"),
    ],
)
def test_wrong_usage_is_said_in_french_with_status_2(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    args: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    status, _, err = said(capsys, *args)

    assert (status, message in err) == (2, True)


@pytest.mark.parametrize("name", ["serve", "worker", "purge", "export-person", "new"])
def test_commands_to_come_say_so(capsys: pytest.CaptureFixture[str], name: str) -> None:
    status, _, err = said(capsys, name, "--from", "x.docx")

    assert status == 2
    assert "n’est pas encore disponible" in err


def test_nothing_at_all_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = said(capsys)

    assert (status, "Commandes\u00a0:" in out) == (2, True)


def test_help_answers_at_once() -> None:
    def seconds() -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "pipeline", "--help"], cwd=ROOT, check=True,
                       capture_output=True)  # fmt: skip
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.3


def test_help_imports_no_heavy_library() -> None:
    code = (
        "import sys\nfrom pipeline.cli import main\nfrom pipeline.cli.french import run\n"
        "run(main, ['--help'])\nprint(sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True,
                          capture_output=True, text=True)  # fmt: skip

    heavy = {"sqlalchemy", "pandas", "lxml", "docx", "pdfplumber", "numpy", "cv2", "openpyxl"}
    assert not heavy & set(done.stderr.replace("'", "").strip("[]\n").split(", "))


def test_the_shipped_campaigns_are_correct(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("pdn62-2019", "coordination-03-63-2024"):
        assert said(capsys, "check", name)[0] == 0


def test_status_of_a_campaign_never_run_is_all_zero(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, out, _ = said(capsys, "status", "pdn62-2019", "--json", "--workspace", str(tmp_path))

    assert status == 0
    assert json.loads(out)["states"] == {}


def test_an_empty_inbox_is_nothing_new(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, out, _ = said(capsys, "ingest", "pdn62-2019", "--workspace", str(tmp_path))

    assert (status, out.startswith("Rien de nouveau")) == (0, True)


@pytest.mark.parametrize(
    ("flat", "set_"),
    [
        ("Reste : deux « mots » ; fin !", "Reste\u00a0: deux «\u00a0mots\u00a0»\u00a0; fin\u00a0!"),
        ("C1=2 :x", "C1=2\u00a0:x"),
        ("10:30", "10:30"),
    ],
)
def test_french_spaces_hold_the_line(flat: str, set_: str) -> None:
    assert typographic(flat) == set_


@pytest.mark.slow
def test_every_input_gives_a_result_of_the_contract_whatever_its_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = CORPUS / "hostile" / "06-cv.docx"
    names = [
        b"deux\nlignes.docx",
        b"-tiret.docx",
        b"a" * 250 + b".docx",
        b"invalide \xff\xe9.docx",
        b"sans suffixe",
        b"meme.docx",
        b"ailleurs/meme.docx",
        b"vide.pdf",
    ]
    inputs = [tmp_path / "in" / os.fsdecode(name) for name in names]
    for path in inputs:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, path)
    inputs[-1].write_bytes(b"")
    out = tmp_path / "out"

    status, _, err = said(
        capsys, "extract", *map(str, inputs), "--campaign", "pdn62-2019", "--out", str(out)
    )

    results = [json.loads(file.read_text("utf-8")) for file in sorted(out.iterdir())]
    assert status == 1
    assert "à regarder" in err
    assert sorted(one["file"] for one in results) == sorted(path.name for path in inputs)
    for result in results:
        jsonschema.validate(result, SCHEMA)


@pytest.mark.slow
def test_a_dossier_is_read_in_a_mail_and_in_a_folder_of_pages(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    mail = CORPUS / "pdn62-2019" / "59-fjt-calais.eml"
    word = CORPUS / "pdn62-2019" / "01-centre-social-lens.docx"
    args = ("extract", str(word), str(mail), "--campaign", "pdn62-2019", "--out", str(tmp_path))

    status, out, _ = said(capsys, *args, "--json")

    done = json.loads(out)
    assert status == 0
    assert [one["outcome"] for one in done] == ["ok", "ok"]
    assert done[1]["part"] is not None


@pytest.mark.slow
def test_the_commands_follow_one_another_from_an_empty_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox" / "pdn62-2019"
    inbox.mkdir(parents=True)
    shutil.copy(CORPUS / "pdn62-2019" / "01-centre-social-lens.docx", inbox)
    where = ("--workspace", str(tmp_path))

    def do(*args: str) -> int:
        return said(capsys, *args, *where)[0]

    assert do("ingest", "pdn62-2019") == 0
    assert do("rank", "pdn62-2019") == 0
    assert do("letters", "pdn62-2019") == 0
    assert do("audit", "verify", "pdn62-2019") == 0
    assert do("audit", "show", "pdn62-2019") == 0
    assert do("audit", "replay", "pdn62-2019") == 0
    assert do("status", "pdn62-2019") == 0
    assert do("rank", "pdn62-2019", "--weight", "geographie=1") == 2


def test_a_wheel_carries_every_shipped_campaign() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    shipped = {folder.parent.name for folder in SHIPPED.glob("*/campaign.toml")} - {"demo"}

    assert carried == {f"campaigns/{name}": f"pipeline/shipped/{name}" for name in shipped}
