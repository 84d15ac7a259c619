"""Kin: relations that move nothing: doubts, colleagues, and texts found twice."""

from collections.abc import Iterator

from pipeline.kin import wording
from pipeline.kin.bond import Bond
from pipeline.kin.candidate import arrival, fixed, readable
from pipeline.kin.differences import differences
from pipeline.kin.pairing import Pair
from pipeline.kin.scene import Scene
from pipeline.kin.text import Phrases
from schemas.kinship import Kinship


def told_apart(scene: Scene) -> Iterator[Kinship]:
    """Yield what relates one candidature with another, once for all their versions."""
    found: dict[frozenset[str], tuple[Pair, Bond]] = {}
    for pair, bond in scene.bonds.items():
        roots = frozenset(scene.root(number) for number in pair)
        if len(roots) == 1 or not scene.pieces.keys().isdisjoint(pair):
            continue
        known = found.get(roots)
        if known is None or (frozenset(pair) == roots and frozenset(known[0]) != roots):
            found[roots] = pair, bond
    for roots, (_, bond) in found.items():
        if scene.said.on(*roots) is None:
            yield _loose(scene, roots, bond)
    yield from _same_words(scene, frozenset(found))


def _loose(scene: Scene, roots: frozenset[str], bond: Bond) -> Kinship:
    older, newer = sorted((scene.everyone[number] for number in roots), key=arrival)
    told = bond.kind == "professionnel"
    extractions = older.dossier.extraction, newer.dossier.extraction
    found = (
        ()
        if told or not (readable(older) and readable(newer))
        else differences(*extractions, scene.form)
    )
    ending = wording.BOTH_STAND if told else wording.TO_CONFIRM
    if not told and (fixed(older) or fixed(newer)):
        ending = wording.DECIDED
    return Kinship(
        kind=bond.kind,
        older=older.number,
        newer=newer.number,
        certain=told and bond.certain,
        reason=wording.sentences(bond.why, ending),
        differences=found,
    )


def _same_words(scene: Scene, related: frozenset[frozenset[str]]) -> Iterator[Kinship]:
    """Yield the pairs whose texts are the same, each candidature counted once."""
    heads = [
        number
        for number, profile in scene.profiles.items()
        if scene.root(number) == number and number not in scene.pieces
    ]
    phrases = Phrases({number: scene.profiles[number].texts for number in heads})
    titles = {question.key: question.title for question in scene.form.questions}
    for one, other in phrases.meetings():
        keys = phrases.copied(one, other)
        judged = scene.said.on(one, other) is not None
        if not keys or judged or frozenset((one, other)) in related:
            continue
        older, newer = sorted((scene.everyone[one], scene.everyone[other]), key=arrival)
        same = wording.named([titles[key] for key in keys])
        yield Kinship(
            kind="texte",
            older=older.number,
            newer=newer.number,
            certain=False,
            reason=wording.sentences(
                f"Deux candidats différents, presque mot pour mot les mêmes réponses\u00a0: {same}",
                wording.BOTH_STAND,
            ),
        )
