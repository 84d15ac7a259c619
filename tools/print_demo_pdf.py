"""Print the demonstration's « imprime.pdf » anew: a dossier filled in with Word, then printed.

    python tools/print_demo_pdf.py

Needs LibreOffice. The file is kept in the repository so that the demonstration does not.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.demo.candidates import MEDIA  # noqa: E402 -- after the path is set
from pipeline.demo.deposits import PRINTED  # noqa: E402 -- as above
from pipeline.demo.word import fill_word  # noqa: E402 -- as above


def main() -> None:
    """Fill in the form and have LibreOffice print it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "imprime.docx"
        source.write_bytes(fill_word(ROOT / "campaigns" / "pdn62-2019" / "blank.docx", MEDIA))
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"),
                *("--convert-to", "pdf", "--outdir", name, str(source)),
            ],
            check=True,
            timeout=120,
        )
        PRINTED.write_bytes((folder / "imprime.pdf").read_bytes())
    print(f"{PRINTED} : {PRINTED.stat().st_size} octets")


if __name__ == "__main__":
    main()
