"""Check what the parts of a definition say of one another; types are checked elsewhere.

Every rule looks at the raw tables, so that a fault in one place hides none in another.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from pipeline.campaigns.fault import Fault
from pipeline.campaigns.locate import KeyPath
from pipeline.campaigns.source import Source, Table, items
from pipeline.campaigns.wording import nearest

_BOXES = ("choice", "choices", "boolean")
_WHOLE = 100  # weights are hundredths of the total


def form_faults(form: Source) -> Iterator[Fault]:
    """Check that keys are unique and that each names a question which exists."""
    keys = question_keys(form)
    seen: set[str] = set()
    for path, printed in form.tables("printed"):
        kinds = [kind for kind in ("heading", "words", "question") if kind in printed]
        if len(kinds) != 1:
            yield form.fault(
                path,
                "Un élément [[printed]] porte un seul de « heading », « words », « question ».",
                "Séparez-le en plusieurs [[printed]], ou complétez-le.",
            )
        question = printed.get("question")
        if isinstance(question, dict):
            yield from _question_faults(form, (*path, "question"), question, keys)
            yield from _duplicate(form, (*path, "question", "key"), question.get("key"), seen)


def question_keys(form: Source) -> tuple[str, ...]:
    """Give the keys of the questions, in printed order."""
    return tuple(
        question["key"]
        for _, printed in form.tables("printed")
        if isinstance(question := printed.get("question"), dict)
        and isinstance(question.get("key"), str)
    )


def option_codes(form: Source, key: str) -> tuple[str, ...]:
    """Give the codes of the boxes of a question; none when it has none."""
    return tuple(
        str(option.get("code"))
        for path, printed in form.tables("printed")
        if form.at(*path, "question", "key") == key
        for _, option in form.tables(*path, "question", "options")
    )


def _question_faults(
    form: Source, path: KeyPath, question: Table, keys: Sequence[str]
) -> Iterator[Fault]:
    boxes, options = question.get("type") in _BOXES, question.get("options")
    if boxes and not options:
        yield form.fault(
            path,
            f"La question « {question.get('key')} » est à cocher mais n’a aucune case.",
            "Ajoutez ses cases avec [[printed.question.options]].",
        )
    if options and not boxes:
        yield form.fault(
            (*path, "options"),
            f"La question « {question.get('key')} » a des cases mais n’est pas à cocher.",
            "Donnez-lui le type choice, choices ou boolean, ou retirez les cases.",
        )
    seen: set[str] = set()
    for place, option in form.tables(*path, "options"):
        yield from _duplicate(form, (*place, "code"), option.get("code"), seen)
        yield from _names_a_question(form, (*place, "detail"), keys, form)
    yield from _names_a_question(form, (*path, "within"), keys, form)
    condition = (*path, "required_if")
    yield from _names_a_question(form, (*condition, "key"), keys, form)
    yield from _names_an_option(form, condition, ("key", "has"), form)


def _duplicate(source: Source, path: KeyPath, value: object, seen: set[str]) -> Iterator[Fault]:
    if not isinstance(value, str):
        return
    if value in seen:
        yield source.fault(path, f"« {value} » est déjà pris plus haut.", "Choisissez-en un autre.")
    seen.add(value)


def _names_a_question(
    source: Source, path: KeyPath, keys: Sequence[str], form: Source
) -> Iterator[Fault]:
    value = source.at(*path)
    # Without a readable form every key would seem unknown.
    if isinstance(value, str) and value not in keys and form.data:
        yield source.fault(
            path, f"Aucune question du formulaire n’a la clé « {value} ».", nearest(value, keys)
        )


def _names_an_option(
    source: Source, path: KeyPath, names: tuple[str, str], form: Source
) -> Iterator[Fault]:
    key, code = (source.at(*path, name) for name in names)
    if not (isinstance(key, str) and isinstance(code, str)) or key not in question_keys(form):
        return
    codes = option_codes(form, key)
    if code not in codes:
        yield source.fault(
            (*path, names[1]),
            f"La question « {key} » n’a pas de case « {code} ».",
            nearest(code, codes),
        )


def grid_faults(grid: Source, form: Source, campaign: Source) -> Iterator[Fault]:
    """Check codes, weights and what the grid says of the form and of the lots."""
    keys = question_keys(form)
    codes = [str(c.get("code")) for _, c in grid.tables("criteria")]
    seen: set[str] = set()
    for path, criterion in grid.tables("criteria"):
        yield from _duplicate(grid, (*path, "code"), criterion.get("code"), seen)
        yield from _criterion_faults(grid, path, form, campaign)
    for rank, code in enumerate(items(grid.at("ties"))):
        if code not in codes:
            yield grid.fault(
                ("ties", rank), f"Aucun critère n’a le code « {code} ».", nearest(str(code), codes)
            )
    for name in ("fields_key", "town_key", "postal_code_key", "structure_key"):
        yield from _names_a_question(grid, (name,), keys, form)
    yield from _weight_faults(grid, campaign)


def _criterion_faults(
    grid: Source, path: KeyPath, form: Source, campaign: Source
) -> Iterator[Fault]:
    criterion = grid.at(*path)
    keys = question_keys(form)
    lots = [str(lot.get("id")) for _, lot in campaign.tables("lots")]
    for rank, lot in enumerate(items(grid.at(*path, "lots"))):
        if lot not in lots and campaign.data:
            yield grid.fault(
                (*path, "lots", rank), f"Aucun lot ne s’appelle « {lot} ».", nearest(str(lot), lots)
            )
    if not isinstance(criterion, dict):
        return
    wordings = len(items(criterion.get("descriptors")))
    scale = grid.at("scale") if isinstance(grid.at("scale"), int) else 5
    if wordings and wordings != int(str(scale)) + 1:
        yield grid.fault(
            (*path, "descriptors"),
            f"Il faut {int(str(scale)) + 1} descripteurs, de 0 à {scale} ; il y en a {wordings}.",
            "Ajoutez ceux qui manquent ou retirez ceux qui sont en trop.",
        )
    if criterion.get("jury_share", _WHOLE) != _WHOLE and not criterion.get("signals"):
        yield grid.fault(
            (*path, "jury_share"),
            "Une part de la note est automatique, mais aucun élément n’est à constater.",
            "Ajoutez [[criteria.signals]], ou mettez jury_share = 100.",
        )
    for place, signal in grid.tables(*path, "signals"):
        for rank, _ in enumerate(items(signal.get("keys"))):
            yield from _names_a_question(grid, (*place, "keys", rank), keys, form)
        yield from _ticked_faults(grid, place, signal, form)


def _ticked_faults(grid: Source, path: KeyPath, signal: Table, form: Source) -> Iterator[Fault]:
    option = signal.get("option")
    known = [code for key in items(signal.get("keys")) for code in option_codes(form, str(key))]
    if isinstance(option, str) and known and option not in known:
        yield grid.fault(
            (*path, "option"), f"Aucune case n’a le code « {option} ».", nearest(option, known)
        )


def _weight_faults(grid: Source, campaign: Source) -> Iterator[Fault]:
    criteria = [c for _, c in grid.tables("criteria")]
    lots: set[str | None] = {str(lot) for c in criteria for lot in items(c.get("lots"))}
    if lots:
        lots |= {str(lot.get("id")) for _, lot in campaign.tables("lots")}
    for lot in sorted(lots, key=str) or [None]:
        kept = [c for c in criteria if not c.get("lots") or lot in items(c.get("lots"))]
        weights = [w for c in kept if isinstance(w := c.get("weight"), int)]
        if len(weights) < len(kept) or not kept:
            continue  # a weight that is missing or no integer has its own fault
        if sum(weights) != _WHOLE:
            of_lot = f" du lot « {lot} »" if lot else ""
            yield grid.fault(
                ("criteria",),
                f"Les poids des critères{of_lot} font {sum(weights)} ; il en faut 100.",
                f"Corrigez les « weight » ({' + '.join(map(str, weights))}) pour arriver à 100.",
            )


def campaign_faults(campaign: Source, form: Source, folder: str) -> Iterator[Fault]:
    """Check the identity, the order of the dates, and what the lots say of the form."""
    if isinstance(name := campaign.at("id"), str) and name != folder:
        yield campaign.fault(
            ("id",),
            f"La campagne s’appelle « {name} » mais son dossier « {folder} ».",
            "Donnez le même nom aux deux : deux campagnes ne doivent pas se mélanger.",
        )
    yield from _date_faults(campaign, ("calendar",))
    seen: set[str] = set()
    for path, lot in campaign.tables("lots"):
        yield from _duplicate(campaign, (*path, "id"), lot.get("id"), seen)
        yield from _date_faults(campaign, (*path, "calendar"))
        yield from _names_a_question(campaign, (*path, "field"), question_keys(form), form)
        yield from _names_an_option(campaign, path, ("field", "code"), form)
        for place, _ in campaign.tables(*path, "conditions"):
            yield from _names_a_question(campaign, (*place, "key"), question_keys(form), form)
            yield from _names_an_option(campaign, place, ("key", "has"), form)


_IN_ORDER: tuple[tuple[str, str, str, str], ...] = (
    ("opening", "closing", "l’ouverture", "la clôture"),
    ("closing", "committee", "la clôture", "le comité"),
    ("committee", "decision", "le comité", "la décision"),
    ("committee", "training", "le comité", "la formation"),
    ("committee", "return_by", "le comité", "le retour des documents signés"),
    ("committee", "waiting_list_until", "le comité", "la fin de la liste d’attente"),
    ("start", "end", "le début", "la fin"),
)


def _date_faults(campaign: Source, path: KeyPath) -> Iterator[Fault]:
    closing = campaign.at(*path, "closing")
    if isinstance(closing, dt.date) and not isinstance(closing, dt.datetime):
        # Pydantic would read midnight, and the whole last day would be late.
        yield campaign.fault(
            (*path, "closing"),
            "La clôture n’a pas d’heure.",
            f"Écrivez par exemple closing = {closing}T23:59:59.",
        )
    for first, second, early, late in _IN_ORDER:
        before, after = _day(campaign.at(*path, first)), _day(campaign.at(*path, second))
        if before and after and before > after:
            yield campaign.fault(
                (*path, second),
                f"{late[0].upper()}{late[1:]} ({after:%d/%m/%Y}) vient avant"
                f" {early} ({before:%d/%m/%Y}).",
                f"Corrigez « {first} » ou « {second} ».",
            )


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None
