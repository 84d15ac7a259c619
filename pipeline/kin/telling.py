"""Kin: the relations among dossiers, each once, in words."""

from collections.abc import Iterator, Mapping

from pipeline.kin import wording
from pipeline.kin.candidate import (
    Candidate,
    Standing,
    arrival,
    complete,
    ended,
    on_time,
    same_moment,
    waiting,
)
from pipeline.kin.differences import differences
from pipeline.kin.loose import told_apart
from pipeline.kin.scene import Scene
from pipeline.kin.shown import BLANK
from schemas.kinship import Difference, Kind, Kinship


def tell(scene: Scene, standings: Mapping[str, Standing]) -> tuple[Kinship, ...]:
    """Return one relation for a pair, in the order in which the later dossier was received."""
    found: dict[frozenset[str], Kinship] = {}
    told = (
        *_of_persons(scene),
        *_copies(scene),
        *_equal_documents(scene),
        *_pieces(scene),
        *_versions(scene, standings),
        *_mendings(scene, standings),
        *told_apart(scene),
    )
    for relation in sorted(told, key=lambda one: one.keeps is None):  # what moves one comes first
        found.setdefault(frozenset((relation.older, relation.newer)), relation)
    rank = {number: place for place, number in enumerate(scene.everyone)}
    return tuple(sorted(found.values(), key=lambda one: (rank[one.newer], rank[one.older])))


def _of_persons(scene: Scene) -> Iterator[Kinship]:
    for number, verdict in scene.said.gives_way.items():
        if verdict.keeps is None:
            continue
        older, newer = _in_order(scene, number, verdict.keeps)
        yield Kinship(
            kind="scan" if verdict.verdict == "attach" else "version",
            older=older.number,
            newer=newer.number,
            keeps=verdict.keeps,
            reason=wording.sentences(wording.of_person(verdict)),
            differences=_differences(scene, older, newer),
        )


def _copies(scene: Scene) -> Iterator[Kinship]:
    for number, original in scene.copies.of.items():
        top = scene.heads[original]
        between = arrival(scene.everyone[top]) < arrival(scene.everyone[number]) if top else False
        again = top not in (None, original) and between
        yield _told(
            "copie",
            *_in_order(scene, number, original),
            reason=wording.COPY_AGAIN if again else wording.COPY,
            keeps=original,
            certain=not again,
        )


def _equal_documents(scene: Scene) -> Iterator[Kinship]:
    """Tell of equal documents that a person must judge."""
    for one, other in scene.copies.told:
        why = wording.COPY_DECIDED
        if ended(one) or ended(other):
            why = wording.COPY_OF_ENDED
        elif waiting(one):
            why = wording.COPY_OF_TWO if waiting(other) else wording.COPY_READ_ONCE
        pair = _in_order(scene, one.number, other.number)
        yield _told("copie", *pair, reason=why, also=wording.BOTH_STAND, certain=False)


def _pieces(scene: Scene) -> Iterator[Kinship]:
    """Tell of scans and typed dossiers paired by rule; what comes late or differs is confirmed."""
    for number, whole in scene.pieces.items():
        if number in scene.said.gives_way:
            continue
        bond = scene.bond_of(number, whole)
        piece, kept = scene.everyone[number], scene.everyone[whole]
        typed_late = scene.profiles[number].paper < scene.profiles[whole].paper
        typed, scan = (piece, kept) if typed_late else (kept, piece)
        found = _differences(scene, typed, scan)
        older, newer = _in_order(scene, number, whole)
        shown = found if older is typed else tuple(_turned(one) for one in found)
        yield Kinship(
            kind="scan",
            older=older.number,
            newer=newer.number,
            keeps=whole,
            # What was left blank to be filled in by hand when signing contradicts nothing.
            certain=on_time(typed) == on_time(scan)
            and all(BLANK in (one.older, one.newer) for one in found),
            reason=wording.sentences(
                f"{bond.why if bond else wording.OTHER_VERSION}\u202f; "
                f"{wording.disagreements(found)}",
                wording.paired(typed, scan, typed_late=typed_late),
            ),
            differences=shown,
        )


def _versions(scene: Scene, standings: Mapping[str, Standing]) -> Iterator[Kinship]:
    for number, top in scene.heads.items():
        if top in (None, number) or number in scene.pieces or number in scene.said.gives_way:
            continue
        member, kept = scene.originals[number], scene.originals[top]
        older, newer = _in_order(scene, number, top)
        bond, found = scene.bond_of(number, top), _differences(scene, older, newer)
        moved = standings[number].state == "remplace"
        ending = wording.why_kept(kept, whole=scene.is_whole(kept))
        if not moved:
            ending = wording.ENDED if ended(member) else wording.DECIDED
        yield Kinship(
            kind="version",
            older=older.number,
            newer=newer.number,
            keeps=top if moved else None,
            certain=moved and _is_settled(scene, member, kept, found),
            reason=wording.sentences(
                f"{bond.why if bond else wording.OTHER_VERSION}\u202f; {wording.changes(found)}",
                ending,
            ),
            differences=found,
        )


def _is_settled(
    scene: Scene, member: Candidate, kept: Candidate, found: tuple[Difference, ...]
) -> bool:
    """Say whether nobody would expect the other version to stand."""
    if same_moment(member, kept):
        return not found
    if arrival(member) < arrival(kept):
        return True
    return not on_time(member) and (scene.is_whole(kept) or not complete(member))


def _mendings(scene: Scene, standings: Mapping[str, Standing]) -> Iterator[Kinship]:
    for one in scene.mendings:
        moved = one.certain and standings[one.waiting.number].state == "remplace"
        ending = wording.MENDED if moved else wording.TO_CONFIRM
        older, newer = _in_order(scene, one.waiting.number, one.by.number)
        keeps = one.by.number if moved else None
        yield _told(
            "correctif", older, newer, reason=one.why, also=ending, keeps=keeps, certain=moved
        )


def _told(
    kind: Kind,
    older: Candidate,
    newer: Candidate,
    *,
    reason: str,
    also: str = "",
    keeps: str | None = None,
    certain: bool = True,
) -> Kinship:
    return Kinship(
        kind=kind,
        older=older.number,
        newer=newer.number,
        keeps=keeps,
        certain=certain,
        reason=wording.sentences(reason, also),
    )


def _in_order(scene: Scene, one: str, other: str) -> tuple[Candidate, Candidate]:
    older, newer = sorted((scene.everyone[one], scene.everyone[other]), key=arrival)
    return older, newer


def _differences(scene: Scene, older: Candidate, newer: Candidate) -> tuple[Difference, ...]:
    return differences(older.dossier.extraction, newer.dossier.extraction, scene.form)


def _turned(one: Difference) -> Difference:
    return one.model_copy(update={"older": one.newer, "newer": one.older})
