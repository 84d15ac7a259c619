"""Builders for the tests of marks and ranking: a small form, a grid, dossiers."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from pipeline.geo import load
from pipeline.rank import rank
from pipeline.score import score
from schemas.campaign import (
    Agent,
    Body,
    Calendar,
    Campaign,
    Criterion,
    Grid,
    Legal,
    Lot,
    Member,
    Radius,
    Signal,
)
from schemas.candidature import Answer, Dossier, Extraction, Value
from schemas.form import Condition, Form, Option, Printed, Question
from schemas.ranking import Ranking

RADII = tuple(
    Radius(km=Decimal(km), share=Decimal(share))
    for km, share in (("5", "1"), ("15", "0.5"), ("30", "0.2"))
)
FIELDS = ("sante", "emploi", "mobilite", "famille", "numerique", "autre")


def question(
    key: str, type_: str = "text", *, required: bool = True, if_: str | None = None
) -> Printed:
    options = ()
    if type_ == "choices":
        options = tuple(
            Option(
                code=code,
                label=(code.capitalize(),),
                detail="champs_autre" if code == "autre" else None,
            )
            for code in FIELDS
        )
    return Printed(
        question=Question.model_validate(
            {
                "key": key,
                "type": type_,
                "label": (key,),
                "title": key.capitalize(),
                "options": options,
                "required": required,
                "required_if": Condition(key="champs", has=if_) if if_ else None,
            }
        )
    )


FORM = Form(
    id="essai",
    title="Essai",
    printed=(
        question("structure"),
        question("ville"),
        question("code_postal", "postal_code"),
        question("projet", "long_text"),
        question("charte", "signature"),
        question("champs", "choices"),
        question("champs_autre", required=False),
        question("professionnel"),
        question("mobilite_ou", if_="mobilite"),
    ),
)


def signal(kind: str, *keys: str, weight: int = 1, option: str | None = None) -> Signal:
    return Signal.model_validate(
        {"kind": kind, "keys": keys, "weight": weight, "option": option, "text": "Élément"}
    )


def criterion(code: str, weight: int, *signals: Signal, jury: int = 0, **more: object) -> Criterion:
    return Criterion.model_validate(
        {
            "code": code,
            "label": code.capitalize(),
            "short": code.capitalize(),
            "weight": weight,
            "jury_share": jury,
            "signals": signals,
            **more,
        }
    )


PROJECT = criterion("projet", 60, signal("answered", "projet"))
CHARTER = criterion("charte", 40, signal("signed", "charte"))
COVERAGE = criterion("geographie", 100, signal("coverage"), kind="set")
VARIETY = criterion("angle", 100, signal("variety"), kind="set")


def campaign(
    *criteria: Criterion,
    network: tuple[Member, ...] = (),
    places: int | None = None,
    ties: tuple[str, ...] = (),
    lots: tuple[Lot, ...] = (),
    overall_floor: Decimal | None = None,
) -> Campaign:
    return Campaign(
        id="essai",
        prefix="ESSAI",
        title="Essai",
        department=("62",),
        organisers=(
            Body(name="Organisme", short="Org", address=(), email="o@example.org", telephone=""),
        ),
        agent=Agent(first_name="A", last_name="B", quality="agent"),
        signatory=Agent(first_name="C", last_name="D", quality="directrice"),
        authority="l’organisme",
        committee="le comité",
        deposit="o@example.org",
        calendar=calendar(dt.datetime(2019, 12, 13, 23, 59, 59)),  # noqa: DTZ001 -- as in TOML
        places=places,
        lots=lots,
        legal=Legal(
            court="Lille",
            court_address="",
            algorithm_contact="",
            controller="",
            legal_basis="",
            recipients="",
            retention="",
            dpo="",
            rules_article="",
        ),
        form=FORM,
        grid=Grid(
            version="1",
            criteria=criteria,
            ties=ties,
            radii=RADII,
            fields_key="champs",
            town_key="ville",
            postal_code_key="code_postal",
            structure_key="structure",
            professional_key="professionnel",
            overall_floor=overall_floor,
        ),
        network=network,
    )


def calendar(closing: dt.datetime) -> Calendar:
    return Calendar(closing=closing, committee=dt.date(2019, 12, 19))


def member(commune: str, code: str, *fields: str) -> Member:
    return Member(
        structure=f"Structure de {commune}",
        type="MJC",
        commune=commune,
        postal_code=code,
        fields=fields,
    )


def dossier(
    number: str,
    *,
    state: str = "recevable",
    late_by: int = 0,
    of: str | None = None,
    received_at: str = "2019-12-10T10:00:00+01:00",
    outcome: str = "ok",
    flagged: tuple[str, ...] = (),
    **answers: Value,
) -> Dossier:
    values: dict[str, Value] = {
        "structure": f"Structure {number}",
        "ville": "Lens",
        "code_postal": "62300",
        "projet": "Un projet.",
        "charte": True,
        "champs": ("emploi",),
        "champs_autre": None,
        "professionnel": "Alix Exemple",
        "mobilite_ou": None,
        **answers,
    }
    fields = {k: Answer(value=v, flagged=k in flagged) for k, v in values.items()}
    return Dossier.model_validate(
        {
            "number": number,
            "received_at": received_at,
            "late_by": late_by,
            "state": state,
            "of": of,
            "extraction": Extraction.model_validate(
                {"file": f"{number}.docx", "sha256": "0" * 64, "outcome": outcome, "fields": fields}
            ),
        }
    )


def ranking(
    dossiers: tuple[Dossier, ...] | list[Dossier],
    call: Campaign,
    *,
    jury: Mapping[str, Mapping[str, Decimal]] | None = None,
    weights: Mapping[str, int] | None = None,
    lot: str | None = None,
) -> Ranking:
    scores = score(dossiers, call, load(), jury=jury, lot=lot)
    return rank(
        dossiers,
        call,
        load(),
        scores=scores,
        as_of="2019-12-14T08:00:00+01:00",
        weights=weights,
        lot=lot,
    )
