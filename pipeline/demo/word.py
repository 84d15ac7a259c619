"""Fill in the blank Word form as a candidate would, and sign it."""

import copy
import io
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from lxml import etree

from pipeline.demo.candidate import Candidate
from pipeline.demo.ink import picture

CHAMPS = (
    *("sante", "etudes_formations", "vie_pratique_logement", "emploi", "mobilite"),
    *("initiatives_engagement", "loisirs_sports_culture", "usages_numeriques", "famille", "autre"),
)
"""Codes of the fields of intervention, in the order of their boxes."""

_CONTRACTS = ("cdi", "cdd", "autre")
_LEVELS = ("excellent", "bon", "moyen")
_CHECKED = "{http://schemas.microsoft.com/office/word/2010/wordml}checked"
_W14_VAL = "{http://schemas.microsoft.com/office/word/2010/wordml}val"


def fill_word(blank: Path, candidate: Candidate) -> bytes:
    """Return the form as a Word file with the candidate's answers and signatures."""
    document = docx.Document(str(blank))
    controls = list(document.element.body.iter(qn("w:sdt")))
    for control, answer in zip(controls, _answers(candidate), strict=True):
        if isinstance(answer, bool):
            _tick(control, ticked=answer)
        elif answer is not None:
            _type(control, answer)
    _write_beside(document, candidate)
    _sign(document, candidate)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _answers(one: Candidate) -> Iterator[str | bool | None]:
    """Give what goes into each content control, in the order of the form."""
    yield from one.texts()
    yield from (one.networks is not None, one.networks is None)
    yield from (code in one.fields for code in CHAMPS)
    yield from (one.actions, one.gain, one.person, one.title)
    yield from (one.contract == code for code in _CONTRACTS)
    yield "Contrat d’engagement éducatif" if one.contract == "autre" else None
    yield from (one.person_email, one.person_telephone)
    yield from (one.person_networks is not None, one.person_networks is None)
    yield one.education
    yield from (one.level == code for code in _LEVELS)
    yield from (one.person_gain, one.place, one.date)


def _tick(control: etree._Element, *, ticked: bool) -> None:
    for checked in control.iter(_CHECKED):
        checked.set(_W14_VAL, "1" if ticked else "0")
    for text in control.iter(qn("w:t")):
        text.text = "☒" if ticked else "☐"


def _type(control: etree._Element, answer: str) -> None:
    # The mark of the prompt, and the grey it is shown in.
    for prompt in list(control.iter(qn("w:showingPlcHdr"), qn("w:rStyle"))):
        if (parent := prompt.getparent()) is not None:
            parent.remove(prompt)
    texts = list(control.iter(qn("w:t")))
    texts[0].text = answer
    for rest in texts[1:]:
        rest.text = ""


def _write_beside(document: docx.document.Document, one: Candidate) -> None:
    """Write where the form has no control: after the words, or on a line of one's own."""
    networks = iter((one.networks, one.person_networks))
    below = {
        "Quel est l’objet de votre structure": one.purpose,
        "Quelle est votre territoire": one.territory,
    }
    for paragraph in list(document.paragraphs):
        asks = paragraph.text.startswith("Si oui, le(s)quel(s)")
        if asks and (answer := next(networks)):
            paragraph.add_run(f" {answer}")
        for words, text in below.items():
            if paragraph.text.startswith(words) and text is not None:
                _line_below(paragraph, text)


def _line_below(paragraph: Paragraph, text: str) -> None:
    line = copy.deepcopy(paragraph._p)  # noqa: SLF001 -- python-docx cannot insert after
    paragraph._p.addnext(line)  # noqa: SLF001 -- as above
    written = Paragraph(line, paragraph._parent)  # noqa: SLF001 -- as above
    for run in written.runs[1:]:
        line.remove(run._r)  # noqa: SLF001 -- as above
    written.runs[0].text = text
    written.runs[0].bold = False


def _sign(document: docx.document.Document, one: Candidate) -> None:
    manager = one.manager if one.manager_signs else None
    hands = iter((manager, one.person if one.person_signs else None))
    names = iter((one.structure, f"{one.manager}, {one.manager_title}", one.person))
    for paragraph in _cells(document):
        words = paragraph.text.strip()
        if words.startswith("Nom"):
            paragraph.add_run(f" {next(names)}")
        elif words.startswith("Signature") and (hand := next(hands)):
            paragraph.add_run().add_picture(io.BytesIO(picture(hand)), width=Cm(4.2))


def _cells(document: docx.document.Document) -> Iterator[Paragraph]:
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs
