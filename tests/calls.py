"""Copies of the shipped campaigns for the tests, and dossiers that answer them."""

import datetime as dt
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import docx

from pipeline.campaigns import load
from pipeline.letters import write_letter
from schemas.campaign import Campaign
from schemas.candidature import Answer, Dossier, Extraction, Finding, Value
from schemas.decision import Decision, DecisionOutcome, Reason
from schemas.letter import Letter, LetterKind

SHIPPED = Path(__file__).parent.parent / "campaigns"
PDN = "pdn62-2019"
COORDINATION = "coordination-03-63-2024"

ANSWERS: Mapping[str, Mapping[str, Value]] = {
    PDN: {
        "structure.nom": "Centre social Les Glycines",
        "structure.adresse": "12 rue des Exemples",
        "structure.code_postal": "62300",
        "structure.ville": "Lens",
        "responsable.nom": "Odile Fictive",
        "responsable.fonction": "directrice",
        "professionnel.nom": "Yanis Inventé",
    },
    COORDINATION: {
        "structure.nom": "Ligue fictive du Bourbonnais",
        "structure.adresse": "3 place de l’Essai",
        "structure.code_postal": "03000",
        "structure.ville": "Moulins",
        "representant.nom": "Odile Fictive",
        "representant.qualite": "présidente",
        "candidature.modules": ("module_1",),
        "candidature.departements": ("allier",),
    },
}
NUMBER = {PDN: "PDN62-2019-014", COORDINATION: "COORD0363-2024-003"}
RECEIVED = {PDN: "2019-12-13T16:42:00+01:00", COORDINATION: "2024-03-15T09:05:00+01:00"}
DATED = {PDN: dt.date(2019, 12, 16), COORDINATION: dt.date(2024, 3, 18)}
FACT = "le dossier n’indique ni le temps libéré ni la participation aux formations"


def copy_of(name: str, into: Path, *, validated: bool = True) -> Path:
    """Copy a shipped campaign; as a lawyer leaves it once `validated`."""
    folder = into / name
    shutil.copytree(SHIPPED / name, folder)
    if validated:
        for block in (folder / "letters" / "blocs").glob("*.txt"):
            text = re.sub(r"(Validé par[^\n]*:)", r"\1 Service juridique", block.read_text("utf-8"))
            block.write_text(re.sub(r"(Validé le[^\n]*:)", r"\1 02/12/2019", text), "utf-8")
        change(folder / "campaign.toml", "# validated_", "validated_")
    return folder


def change(path: Path, old: str, new: str) -> None:
    """Replace a text that must be in the file."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def dossier(
    campaign: Campaign,
    answers: Mapping[str, Value] | None = None,
    *,
    missing: tuple[str, ...] = (),
    flagged: tuple[str, ...] = (),
    received_at: str | None = None,
    late_by: int = 0,
) -> Dossier:
    """Make a dossier with the usual answers, some replaced, some missing or read with doubt."""
    given = {**ANSWERS[campaign.id], **(answers or {})}
    fields = {
        q.key: Answer(
            value=given.get(q.key, () if q.type == "choices" else None), flagged=q.key in flagged
        )
        for q in campaign.form.questions
    }
    types = {q.key: q.type for q in campaign.form.questions}
    findings = tuple(
        Finding(
            code="SIGNATURE_MANQUANTE" if types[key] == "signature" else "REPONSE_MANQUANTE",
            key=key,
            severity="error",
            message="Absente.",
        )
        for key in missing
    )
    return Dossier(
        number=NUMBER[campaign.id],
        extraction=Extraction(
            file="Dossier de candidature VF2.docx",
            sha256="0" * 64,
            form=campaign.form.id,
            reader="word",
            outcome="incomplete" if missing else "ok",
            fields=fields,
            findings=findings,
        ),
        received_at=received_at or RECEIVED[campaign.id],
        late_by=late_by,
        state="recevable",
    )


def decision(
    campaign: Campaign, outcome: DecisionOutcome, *reasons: Reason, origin: str = "committee"
) -> Decision:
    """Make a decision of the committee; a refusal rests on the first criterion of the grid."""
    first = campaign.grid.criteria[0].code
    usual = (Reason(criterion=first, sentence=FACT),) if outcome == "non_retenu" else ()
    return Decision.model_validate(
        {
            "dossier": NUMBER[campaign.id],
            "lot": campaign.lots[0].id if campaign.lots else None,
            "outcome": outcome,
            "decided_on": dt.date(2019, 12, 20) if campaign.id == PDN else dt.date(2024, 5, 15),
            "decided_by": campaign.committee,
            "reasons": reasons or usual,
            "author": "coordination",
            "origin": origin,
        }
    )


OUTCOMES: Mapping[LetterKind, DecisionOutcome] = {
    "acceptation": "retenu",
    "liste-attente": "liste_attente",
    "refus": "non_retenu",
}


def letter(name: str, kind: LetterKind, into: Path) -> tuple[Letter, str]:
    """Write the usual letter of a kind and give its words."""
    folder = copy_of(name, into)
    campaign = load(folder)
    missing = {PDN: "signature.promeneur_signee", COORDINATION: "signature.signee"}[name]
    asked = (missing, campaign.form.questions[0].key)
    written = write_letter(
        kind,
        dossier(campaign, missing=asked if kind == "demande-complements" else ()),
        campaign,
        folder / "letters",
        into / "courriers",
        dated=DATED[name],
        decision=decision(campaign, OUTCOMES[kind]) if kind in OUTCOMES else None,
        files=("Dossier de candidature VF2.docx (5 pages)",),
    )
    return written, words(written.path)


def words(path: Path) -> str:
    """Give the words of a Word file, one line per paragraph, header and footer included."""
    document = docx.Document(str(path))
    section = document.sections[0]
    parts = (*section.header.paragraphs, *document.paragraphs, *section.footer.paragraphs)
    return "\n".join(paragraph.text for paragraph in parts)


def spaced(text: str) -> str:
    """Replace no-break spaces by plain ones, where a test is about words."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
