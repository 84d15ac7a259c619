"""Kin: which scan belongs to which typed dossier."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.kin.bond import Bond
from pipeline.kin.candidate import Candidate, arrival, complete, ended, fixed, on_time
from pipeline.kin.differences import blank, differences
from pipeline.kin.joined import joined
from pipeline.kin.pairing import Pair
from pipeline.kin.profile import Profile
from pipeline.kin.rulings import Rulings
from schemas.form import Form

_MISSING = frozenset({"REPONSE_MANQUANTE", "SIGNATURE_MANQUANTE"})


def attach(
    candidates: Mapping[str, Candidate],
    profiles: Mapping[str, Profile],
    found: Mapping[Pair, Bond],
    said: Rulings,
    *,
    form: Form,
) -> dict[str, str]:
    """Return the pieces, and the dossier that each belongs to.

    What persons attached comes first. Each other scan goes to the typed dossier whose text it
    shows. Where that one came after the closing and the scan before, the scan stands and the typed
    one is its piece: the candidature was on time. Dossiers that a person has moved or decided on
    are left alone.
    """
    pieces = said.attached()
    scans = [p for p in profiles.values() if p.paper and p.number not in said.gives_way]
    for scan in sorted(scans, key=lambda p: (p.paper, arrival(candidates[p.number]))):
        typed = _typed_of(scan, candidates, profiles, found, form=form)
        if typed is None or scan.number in pieces:
            continue
        piece, whole = scan.number, typed
        saves = on_time(candidates[piece]) and not on_time(candidates[whole])
        if saves and whole not in pieces and whole not in said.gives_way:
            piece, whole = whole, piece
        free = not fixed(candidates[piece]) and not ended(candidates[whole])
        if free and piece not in said.line(whole, pieces):
            pieces[piece] = whole
    return pieces


def complete_with(candidate: Candidate, pieces: Sequence[Candidate], form: Form) -> bool:
    """Say whether nothing is missing once the pieces received on time are counted in."""
    if complete(candidate):
        return True
    extraction = candidate.dossier.extraction
    missing = {f.key for f in extraction.findings if f.code in _MISSING and f.key is not None}
    for piece in pieces:
        if on_time(piece):
            fields = joined(extraction, piece.dossier.extraction, form)
            extraction = extraction.model_copy(update={"fields": fields})
    filled = {key for key, answer in extraction.fields.items() if not blank(answer)}
    unsigned = {q.key for q in form.questions if q.type == "signature"} & {
        key for key, answer in extraction.fields.items() if answer.value is not True
    }
    return bool(pieces) and bool(missing) and missing <= filled - unsigned


def _typed_of(
    scan: Profile,
    candidates: Mapping[str, Candidate],
    profiles: Mapping[str, Profile],
    found: Mapping[Pair, Bond],
    *,
    form: Form,
) -> str | None:
    """Return the dossier that a scan shows: the one most like it, then the last received."""

    def likeness(one: tuple[str, Bond]) -> tuple[object, ...]:
        number, relation = one
        read, seen = (candidates[n].dossier.extraction for n in (number, scan.number))
        unlike = len(differences(read, seen, form))
        return round(relation.text), -unlike, -profiles[number].paper, arrival(candidates[number])

    typed = [
        (number, relation)
        for number, relation in _related(scan.number, found)
        if relation.kind == "scan" and relation.certain and profiles[number].paper < scan.paper
    ]
    return max(typed, key=likeness)[0] if typed else None


def _related(number: str, found: Mapping[Pair, Bond]) -> Iterator[tuple[str, Bond]]:
    for pair, relation in found.items():
        if number in pair:
            yield pair[1] if pair[0] == number else pair[0], relation
