"""Rankings made by hand for the tests of the tables: marks in, places out."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from schemas.campaign import (
    Agent,
    Body,
    Calendar,
    Campaign,
    Criterion,
    Grid,
    Legal,
    Member,
    Signal,
)
from schemas.candidature import Answer, Dossier, Extraction, Finding, Outcome, Value
from schemas.form import AnswerType, Form, Option, Printed, Question
from schemas.ranking import CriterionScore, Fact, Identity, Place, Ranking, Unranked

AS_OF = "2019-12-13T17:05:00+00:00"
CHAMPS = (
    ("sante", "Santé"),
    ("etudes_formations", "Études, formations"),
    ("vie_pratique_logement", "Vie pratique, logement"),
    ("emploi", "Emploi"),
    ("mobilite", "Mobilité (Europe, international)"),
    ("initiatives_engagement", "Initiatives, engagement, vie associative"),
    ("loisirs_sports_culture", "Loisirs, sports, culture"),
    ("usages_numeriques", "Usages numériques"),
    ("famille", "Famille, relations familiales"),
    ("autre", "Autre"),
)
TOWNS = (
    ("Arras", "CU d’Arras", "62000"),
    ("Béthune", "CA de Béthune-Bruay, Artois-Lys Romane", "62400"),
    ("Boulogne-sur-Mer", "CA du Boulonnais", "62200"),
    ("Saint-Omer", "CA du Pays de Saint-Omer", "62500"),
    ("Lens", "CA de Lens-Liévin", "62300"),
    ("Étaples", "CA des Deux Baies en Montreuillois", "62630"),
    ("Bapaume", "CC du Sud-Artois", "62450"),
)
LONG_NAME = (
    "Association départementale pour l’accompagnement éducatif, culturel et numérique des jeunes "
    "des quartiers et des campagnes du littoral"
)
NAMES = (
    "Centre social Les Hirondelles",
    "Mission locale du Val Bleu",
    "Maison des jeunes et de la culture Jean-Moulinet",
    "Point information jeunesse de la Communauté de communes des Trois Rivières",
    "Foyer rural L’Étincelle",
    LONG_NAME,
    "Club de prévention Passerelle",
)
PEOPLE = ("Camille Dupré-Lenoir", "Noé Vasseur", "Inès Delattre", "Hugo Carpentier", "Léna Wallet")
PROSE = (
    "Nous accueillons les jeunes du territoire chaque mercredi et pendant les vacances, avec un "
    "accompagnement de projets, des ateliers numériques et des sorties culturelles. "
)


def question(
    key: str,
    kind: AnswerType,
    title: str,
    options: Sequence[tuple[str, str]] = (),
    *,
    required: bool = True,
) -> Printed:
    made = tuple(Option(code=code, label=(label,)) for code, label in options)
    asked = Question(
        key=key, type=kind, label=(title,), title=title, options=made, required=required
    )
    return Printed(question=asked)


YES_NO = (("oui", "Oui"), ("non", "Non"))
FORM = Form(
    id="essai",
    title="Dossier de candidature",
    printed=(
        Printed(heading=("1. Fiche d’identité de la structure :",)),
        question("structure.nom", "text", "Nom de la structure"),
        question("structure.adresse", "text", "Adresse de la structure"),
        question("structure.code_postal", "postal_code", "Code postal de la structure"),
        question("structure.ville", "text", "Ville de la structure"),
        question("structure.email", "email", "E-mail de la structure"),
        question("structure.telephone", "telephone", "Téléphone de la structure"),
        question("responsable.nom", "text", "Responsable de la structure"),
        question("structure.reseaux_sociaux", "boolean", "Comptes de la structure", YES_NO),
        question("structure.objet", "long_text", "Objet de la structure"),
        question("structure.territoire", "long_text", "Territoire d’intervention"),
        question("structure.champs", "choices", "Champs d’intervention", CHAMPS),
        question("structure.actions", "long_text", "Actions en direction de la jeunesse"),
        question("structure.plus_value", "long_text", "Plus-value pour la structure"),
        question("professionnel.nom", "text", "Nom du professionnel"),
        question("professionnel.fonction", "text", "Fonction du professionnel"),
        question(
            "professionnel.contrat",
            "choice",
            "Contrat du professionnel",
            (("cdi", "CDI"), ("cdd", "CDD"), ("autre", "Autres")),
        ),
        question("professionnel.action_educative", "long_text", "Action éducative sur le Net"),
        question("professionnel.plus_value", "long_text", "Plus-value professionnelle"),
        question("budget.materiel", "amount", "Matériel demandé", required=False),
        question("signature.date", "date", "Date de signature"),
        question("signature.representant_signee", "signature", "Signature du représentant"),
        question("signature.promeneur_signee", "signature", "Signature du promeneur"),
    ),
)


def criterion(
    code: str, weight: int, *, kind: Literal["intrinsic", "set"] = "intrinsic", share: int = 50
) -> Criterion:
    labels = {
        "geographie": ("Répartition géographique au regard des autres candidats", "Géographie"),
        "variete": ("Variété des structures et des champs d’intervention", "Variété"),
        "coherence": ("Cohérence avec le projet de la structure, charte", "Cohérence"),
        "engagement": ("Engagement dans le réseau", "Engagement"),
        "suivi": ("Suivi et tableaux de bord", "Suivi"),
    }
    label, short = labels.get(code, (f"Critère {code}", code))
    signal = Signal(kind="answered", keys=("structure.objet",), text="Réponse donnée")
    return Criterion(
        code=code,
        label=label,
        short=short,
        weight=weight,
        kind=kind,
        jury_share=share,
        signals=() if share == 100 else (signal,),
    )


CRITERIA = (
    criterion("geographie", 25, kind="set", share=0),
    criterion("variete", 15, kind="set", share=0),
    criterion("coherence", 30),
    criterion("engagement", 20),
    criterion("suivi", 10),
)
TIES = ("coherence", "engagement", "geographie")


def campaign(
    criteria: tuple[Criterion, ...] = CRITERIA,
    ties: tuple[str, ...] = TIES,
    places: int | None = 12,
) -> Campaign:
    person = Agent(first_name="Dominique", last_name="MARTEL", quality="chargée de coordination")
    return Campaign(
        id="essai",
        prefix="PDN62-2019",
        title="Promeneurs du Net du Pas-de-Calais – appel à candidatures 2019",
        department=("62",),
        organisers=(
            Body(
                name="Fédération d’essai",
                short="Fédé",
                address=("1 rue de l’Essai", "62000 Arras"),
                email="contact@example.org",
                telephone="03 21 00 00 00",
            ),
        ),
        agent=person,
        signatory=person,
        authority="le comité de pilotage",
        committee="comité technique",
        deposit="depot@example.org",
        calendar=Calendar(
            closing=dt.datetime.fromisoformat("2019-12-13T23:59:59+01:00"),
            committee=dt.date(2019, 12, 19),
        ),
        places=places,
        legal=Legal(
            court="tribunal d’essai",
            court_address="Lille",
            algorithm_contact="x",
            controller="x",
            legal_basis="x",
            recipients="x",
            retention="x",
            dpo="x",
            rules_article="4",
        ),
        form=FORM,
        grid=Grid(
            version="1.0",
            criteria=criteria,
            ties=ties,
            fields_key="structure.champs",
            town_key="structure.ville",
            postal_code_key="structure.code_postal",
            structure_key="structure.nom",
        ),
        network=(
            Member(
                structure="Centre social Le Phare",
                type="centre social",
                commune="Calais",
                postal_code="62100",
                fields=("sante", "emploi"),
            ),
            Member(
                structure="MJC Les Dunes",
                type="MJC",
                commune="Berck",
                postal_code="62600",
                fields=("loisirs_sports_culture", "usages_numeriques", "emploi"),
            ),
        ),
        digest="0" * 64,
    )


def number(index: int) -> str:
    return f"PDN62-2019-{index:03}"


def _values(index: int) -> dict[str, Value]:
    town, _, postcode = TOWNS[index % len(TOWNS)]
    return {
        "structure.nom": f"{NAMES[index % len(NAMES)]} {index}",
        "structure.adresse": f"{index} rue des Essais",
        "structure.code_postal": postcode,
        "structure.ville": town,
        "structure.email": f"contact{index}@example.org",
        "structure.telephone": f"03 21 00 00 {index:02}",
        "responsable.nom": PEOPLE[(index + 2) % len(PEOPLE)],
        "structure.reseaux_sociaux": index % 2 == 0,
        "structure.objet": PROSE * (1 + index % 3),
        "structure.territoire": f"{town} et les communes voisines",
        "structure.champs": tuple(
            code for code, _ in CHAMPS[index % 4 : index % 4 + 2 + index % 3]
        ),
        "structure.actions": PROSE * (1 + index % 6),
        "structure.plus_value": PROSE,
        "professionnel.nom": PEOPLE[index % len(PEOPLE)],
        "professionnel.fonction": "animateur jeunesse",
        "professionnel.contrat": ("cdi", "cdd", None)[index % 3],
        "professionnel.action_educative": PROSE * (1 + index % 4),
        "professionnel.plus_value": PROSE,
        "budget.materiel": 1250.5 if index % 3 == 0 else None,
        "signature.date": "2019-12-09",
        "signature.representant_signee": True,
        "signature.promeneur_signee": index % 5 != 0,
    }


def dossier(
    index: int,
    changes: Mapping[str, Value] | None = None,
    *,
    state: str = "recevable",
    outcome: Outcome = "ok",
    flagged: Sequence[str] = (),
    findings: tuple[Finding, ...] = (),
) -> Dossier:
    values = {**_values(index), **(changes or {})}
    fields = {
        key: Answer(
            value=value,
            raw=None if value is None else str(value),
            confidence=0.6 if key in flagged else 1.0,
            flagged=key in flagged,
            reasons=("OCR_DOUTEUX",) if key in flagged else (),
        )
        for key, value in values.items()
    }
    return Dossier.model_validate(
        {
            "number": number(index),
            "extraction": Extraction(
                file=f"dossier {index}.docx",
                sha256=hashlib.sha256(str(index).encode()).hexdigest(),
                form="essai",
                reader="word",
                outcome=outcome,
                fields=fields,
                findings=findings,
            ),
            "received_at": f"2019-12-{1 + index % 13:02}T09:{index % 60:02}:00+00:00",
            "late_by": 1440 if state == "irrecevable" else 0,
            "state": state,
            "of": number(1) if state in ("doublon", "remplace") else None,
        }
    )


def score(one: Criterion, automatic: str | None, jury: str | None, index: int) -> CriterionScore:
    """Blend as the grid says; a missing half leaves the other alone, for the time being."""
    signal = Decimal(automatic) if automatic is not None and one.jury_share < 100 else None
    given = Decimal(jury) if jury is not None and one.jury_share > 0 else None
    mark = signal if given is None else given
    if signal is not None and given is not None:
        share = Decimal(one.jury_share) / 100
        mark = (signal * (1 - share) + given * share).quantize(Decimal("0.01"), ROUND_HALF_UP)
    others = (number(index + 1), number(index + 2))
    facts = (
        Fact(
            text=f"{one.short}\u00a0: élément relevé dans le dossier n° {index}",
            value=None if signal is None else signal / 5,
            compared_with=others if one.kind == "set" else (),
        ),
    )
    return CriterionScore(
        code=one.code,
        automatic=signal,
        jury=given,
        mark=mark,
        points=None if mark is None else mark * one.weight / 5,
        facts=facts,
    )


def total(scores: Sequence[CriterionScore]) -> Decimal:
    points = sum((s.points for s in scores if s.points is not None), Decimal(0))
    return points.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _proposal(better: int, same: int, places: int | None) -> str:
    if places is None:
        return "aucune"
    if better >= places:
        return "liste_attente"
    return "retenu" if better + same <= places else "a_departager"


def ranking(
    marks: Mapping[int, Mapping[str, tuple[str | None, str | None]]],
    call: Campaign,
    *,
    unranked: Sequence[Dossier] = (),
    alerts: Callable[[int], tuple[str, ...]] = lambda _: (),
) -> Ranking:
    """Rank by total, then by the marks of the announced criteria; equal in all: one rank.

    `marks`: index of the dossier → criterion code → (automatic mark, jury mark).
    """
    grid = call.grid
    scores = {
        i: tuple(score(c, *given.get(c.code, (None, None)), i) for c in grid.criteria)
        for i, given in marks.items()
    }

    def chain(i: int) -> tuple[Decimal, ...]:
        by_code = {s.code: s.mark for s in scores[i]}
        marked = (by_code.get(code) for code in grid.ties)
        return (total(scores[i]), *(Decimal(-1) if m is None else m for m in marked))

    places = []
    for i in sorted(marks, key=lambda i: (tuple(-part for part in chain(i)), number(i))):
        better = sum(chain(j) > chain(i) for j in marks)
        equals = tuple(number(j) for j in marks if j != i and chain(j) == chain(i))
        places.append(
            Place.model_validate(
                {
                    "dossier": number(i),
                    "rank": better + 1,
                    "tied_with": equals,
                    "total": total(scores[i]),
                    "scores": scores[i],
                    "proposal": _proposal(better, len(equals) + 1, call.places),
                    "alerts": alerts(i),
                }
            )
        )
    left_out = tuple(
        Unranked(dossier=d.number, state=d.state, reason=f"Motif d’essai\u00a0: {d.state}.")
        for d in unranked
    )
    missing = any(
        s.jury is None
        for i in scores
        for s, c in zip(scores[i], grid.criteria, strict=True)
        if c.jury_share
    )
    return Ranking(
        campaign=call.id,
        title=call.title,
        grid_version=grid.version,
        provisional=missing,
        places_open=call.places,
        criteria=grid.criteria,
        ties=grid.ties,
        places=tuple(places),
        unranked=left_out,
        identities={number(i): identity(i) for i in [*marks, *(_index(d) for d in unranked)]},
        as_of=AS_OF,
        digest=hashlib.sha256(repr(sorted(marks.items())).encode()).hexdigest(),
    )


def _index(one: Dossier) -> int:
    return int(one.number.rsplit("-", 1)[1])


def identity(index: int) -> Identity:
    values = _values(index)
    town, area, _ = TOWNS[index % len(TOWNS)]
    champs = values["structure.champs"]
    return Identity(
        number=number(index),
        structure=str(values["structure.nom"]),
        commune=town,
        territory=area,
        professional=str(values["professionnel.nom"]),
        fields=champs if isinstance(champs, tuple) else (),
    )


def _mark(i: int, j: int) -> str:
    # Scattered, with some equals: every seventh dossier has the marks of the one before.
    seed = (i - 1 if i % 7 == 0 else i) * 7919 + j * 104729
    return str(Decimal(seed % 501) / 100)


def sample(
    count: int, places: int = 12, *, jury: bool = False
) -> tuple[Ranking, list[Dossier], Campaign]:
    """`count` ranked dossiers with ties, alerts and flags, and five that are left out."""
    call = campaign(places=places)
    marks = {
        i: {
            c.code: (_mark(i, j), str((i * i + 2 * j) % 6) if jury else None)
            for j, c in enumerate(call.grid.criteria)
        }
        for i in range(1, count + 1)
    }
    incomplete = Finding(
        code="SIGNATURE_ABSENTE",
        key="signature.promeneur_signee",
        severity="error",
        message="La signature du Promeneur du Net manque.",
    )
    ranked = [
        dossier(
            i,
            state="recevable" if i % 5 else "a_regulariser",
            outcome="ok" if i % 5 else "incomplete",
            flagged=("structure.code_postal", "structure.telephone") if i % 4 == 0 else (),
            findings=() if i % 5 else (incomplete,),
        )
        for i in range(1, count + 1)
    ]
    states = ("irrecevable", "doublon", "illisible", "hors_sujet", "retire")
    left_out = [dossier(count + 1 + k, state=state) for k, state in enumerate(states)]

    def alerts(i: int) -> tuple[str, ...]:
        missing = ("Signature du Promeneur du Net absente.",) if i % 5 == 0 else ()
        return (*missing, *(("2 valeurs à vérifier.",) if i % 4 == 0 else ()))

    return ranking(marks, call, unranked=left_out, alerts=alerts), [*ranked, *left_out], call
