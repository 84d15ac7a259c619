"""Builders for the tests of several files of one candidate: a small call, and its dossiers."""

import datetime as dt
from collections.abc import Mapping

from pipeline.kin import Candidate
from schemas.campaign import Criterion, Grid
from schemas.candidature import Answer, Dossier, Extraction, Finding, Value
from schemas.form import Form, Option, Printed, Question
from schemas.kinship import Kinship, Verdict

MODULES = (Option(code="un", label=("Module 1",)), Option(code="deux", label=("Module 2",)))
KEYS = {
    "structure.nom": ("text", "Nom de la structure"),
    "structure.code_postal": ("postal_code", "Code postal"),
    "structure.ville": ("text", "Ville"),
    "structure.email": ("email", "E-mail de la structure"),
    "structure.siret": ("siret", "Numéro SIRET"),
    "professionnel.nom": ("text", "Nom du professionnel"),
    "professionnel.email": ("email", "E-mail du professionnel"),
    "professionnel.telephone": ("telephone", "Téléphone du professionnel"),
    "projet.objet": ("long_text", "Objet"),
    "projet.actions": ("long_text", "Actions"),
    "projet.apport": ("long_text", "Apport"),
    "modules": ("choices", "Modules"),
    "signature.lieu": ("text", "Lieu de signature"),
    "signature.date": ("date", "Date de signature"),
    "signature.signee": ("signature", "Signature"),
}
FORM = Form(
    id="essai",
    title="Dossier d’essai",
    printed=tuple(
        Printed(
            question=Question.model_validate(
                {
                    "key": key,
                    "type": type_,
                    "label": (title,),
                    "title": title,
                    "options": MODULES if type_ == "choices" else (),
                }
            )
        )
        for key, (type_, title) in KEYS.items()
    ),
)
GRID = Grid(
    version="1",
    criteria=(Criterion(code="a", label="A", short="A", weight=100),),
    town_key="structure.ville",
    postal_code_key="structure.code_postal",
    structure_key="structure.nom",
    professional_key="professionnel.nom",
)
OBJECT = (
    "Notre équipe accueille chaque mercredi une trentaine de collégiens autour d’ateliers de"
    " cuisine, de jeux et de sorties décidées avec eux, au cœur du quartier des Glycines."
)
ACTIONS = (
    "Depuis trois ans nous tenons une radio de quartier avec le lycée voisin, un jardin partagé et"
    " un relais d’écoute le vendredi soir, en lien avec la médiatrice de la bibliothèque."
)
GAIN = (
    "Rejoindre le réseau nous donnera des pairs avec qui parler des situations difficiles, et la"
    " possibilité de rencontrer en ligne les jeunes qui ne poussent jamais notre porte."
)
ALIX: Mapping[str, Value] = {
    "structure.nom": "Maison de quartier Les Glycines",
    "structure.code_postal": "62300",
    "structure.ville": "Lens",
    "structure.email": "contact@glycines.example.org",
    "professionnel.nom": "MOREL Alix",
    "professionnel.email": "alix.morel@glycines.example.org",
    "professionnel.telephone": "06 39 98 00 11",
    "projet.objet": OBJECT,
    "projet.actions": ACTIONS,
    "projet.apport": GAIN,
    "modules": ("un",),
    "signature.lieu": "Lens",
    "signature.date": "2019-12-02",
    "signature.signee": True,
}
BORIS: Mapping[str, Value] = {
    "structure.nom": "Foyer rural de la Ternoise",
    "structure.code_postal": "62130",
    "structure.ville": "Saint-Pol-sur-Ternoise",
    "structure.email": "accueil@ternoise.example.org",
    "professionnel.nom": "Boris Lanoy",
    "professionnel.email": "boris@ternoise.example.org",
    "professionnel.telephone": "06 39 98 00 22",
    "projet.objet": "Le foyer propose des veillées, un ciné-club et des séjours de ski à petit prix"
    " aux familles des villages alentour depuis plus de quarante ans.",
    "projet.actions": "Un minibus va chercher les adolescents dans quinze communes ; deux"
    " animateurs les aident à monter leurs propres projets de vacances.",
    "projet.apport": "Nos jeunes sont loin de tout : une présence en ligne formée et reconnue"
    " prolongerait ce que le minibus commence.",
    "modules": ("un",),
    "signature.lieu": "Saint-Pol",
    "signature.date": "2019-12-03",
    "signature.signee": True,
}


def candidate(
    rank: int,
    answers: Mapping[str, Value] = ALIX,
    *,
    state: str | None = None,
    reader: str | None = "word",
    flagged: tuple[str, ...] = (),
    received: str | None = None,
    sent: str | None = None,
    late_by: int = 0,
    excused: bool = False,
    content: str | None = None,
    sender: str | None = None,
    sent_for: str | None = None,
    closed: bool = False,
    file: str | None = None,
    **changed: Value,
) -> Candidate:
    """Return the dossier `E-00<rank>`, received on the day of that rank; `__` is a dot in keys."""
    values: dict[str, Value] = {
        **dict.fromkeys(KEYS),
        **answers,
        **{key.replace("__", "."): value for key, value in changed.items()},
    }
    missing = tuple(_missing(key) for key, value in values.items() if _lacks(key, value))
    read = state in (None, "recevable", "a_regulariser", "retire", "irrecevable")
    extraction = Extraction(
        file=file or f"{rank}.docx",
        sha256="0" * 64,
        reader=reader if read else None,
        outcome=("incomplete" if missing else "ok") if read else "unreadable",
        fields={
            key: Answer(
                value=value if read else None,
                flagged=key in flagged,
                confidence=0.5 if key in flagged else 0.95,
            )
            for key, value in values.items()
        },
        findings=missing if read else (),
    )
    day = dt.datetime(2019, 12, 1, 9, tzinfo=dt.UTC) + dt.timedelta(days=rank)
    return Candidate(
        dossier=Dossier.model_validate(
            {
                "number": f"E-{rank:03}",
                "extraction": extraction,
                "received_at": received or day.isoformat(),
                "sent_at": sent,
                "late_by": late_by,
                "excused": excused,
                "state": state or ("a_regulariser" if missing else "recevable"),
            }
        ),
        content_sha256=content or f"{rank:064}",
        sender=sender,
        sent_for=sent_for,
        closed=closed,
    )


def verdict(first: int, second: int, said: str, keeps: int | None = None) -> Verdict:
    return Verdict.model_validate(
        {
            "first": f"E-{first:03}",
            "second": f"E-{second:03}",
            "verdict": said,
            "keeps": None if keeps is None else f"E-{keeps:03}",
            "author": "Nadia Vasseur",
        }
    )


def brief(relations: tuple[Kinship, ...]) -> list[tuple[str, str, str, str | None, bool]]:
    """Return what the relations say, without their words."""
    return [(r.kind, r.older, r.newer, r.keeps, r.certain) for r in relations]


def _lacks(key: str, value: Value) -> bool:
    wanted = key not in ("structure.siret", "modules")
    return wanted and (value is None or (key == "signature.signee" and value is False))


def _missing(key: str) -> Finding:
    code = "SIGNATURE_MANQUANTE" if key == "signature.signee" else "REPONSE_MANQUANTE"
    return Finding(code=code, key=key, severity="error", message=f"{key} manque.")
