"""A machine without Tesseract: nothing is lost, and all is read once it is installed."""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from pipeline.run.workspace import SHIPPED

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).parents[1] / "truth" / "corpus" / "pdn62-2019"
SCAN = CORPUS / "55-rural-fruges.pdf"
TYPED = CORPUS / "50-commune-avion.pdf"


def mixed(path: Path) -> None:
    """Put a scanned page after the typed pages of another dossier."""
    with pikepdf.open(TYPED) as typed, pikepdf.open(SCAN) as scan:
        typed.pages.append(scan.pages[2])
        buffer = io.BytesIO()
        typed.save(buffer)
    path.write_bytes(buffer.getvalue())


def ingest(root: Path, tesseract: str | None) -> None:
    """Take the inbox in, in a process of its own, whose environment says where Tesseract is."""
    environment = {k: v for k, v in os.environ.items() if k != "TESSDATA_PREFIX"}
    if tesseract is not None:
        environment["TESSDATA_PREFIX"] = tesseract
    command = [sys.executable, "-m", "pipeline", "ingest", "pdn62-2019", "--workspace", str(root)]
    subprocess.run(
        command,
        env=environment,
        cwd=Path(__file__).parents[2],
        check=False,
        timeout=300,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("blind")
    inbox = workspace / "inbox" / "pdn62-2019"
    inbox.mkdir(parents=True)
    shutil.copytree(SHIPPED / "pdn62-2019", workspace / "campaigns" / "pdn62-2019")
    shutil.copy(SCAN, inbox / "1-scan.pdf")
    mixed(inbox / "2-mixte.pdf")
    ingest(workspace, str(workspace / "nowhere"))
    return workspace


def dossiers(root: Path) -> dict[str, dict[str, object]]:
    folder = root / "outbox" / "pdn62-2019" / "dossiers"
    return {
        one.parent.name: json.loads(one.read_text("utf-8"))
        for one in sorted(folder.glob("*/dossier.json"))
    }


def test_what_to_install_is_said_and_all_is_kept_then_read_under_the_same_number(
    root: Path,
) -> None:
    before = dossiers(root)
    scan, half = sorted(before.values(), key=lambda one: str(one["file"]))
    notes = "\n".join(
        path.read_text("utf-8")
        for path in (root / "outbox" / "pdn62-2019" / "a-verifier").rglob("*.txt")
    )

    assert scan["outcome"] == "unreadable"
    assert "Installez Tesseract (données françaises) (tesseract-ocr-fra), puis relancez." in notes
    assert "sans être déposé de nouveau" in notes
    assert half["fields"]["structure.ville"]["value"] == "Avion"  # type: ignore[index]
    assert "Pages numérisées non lues" in notes

    ingest(root, None)
    after = dossiers(root)

    assert after.keys() == before.keys()
    scan, half = sorted(after.values(), key=lambda one: str(one["file"]))
    assert (scan["outcome"], scan["reader"]) == ("ok", "scan")
    assert half["reader"] == "mixed"
    assert "PAGES_NON_LUES" not in {one["code"] for one in half["findings"]}  # type: ignore[index,union-attr]
