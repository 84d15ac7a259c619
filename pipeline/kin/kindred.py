"""Kin: the order of the rules, from dossiers to where each of them stands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.kin.attach import attach
from pipeline.kin.candidate import Candidate, Kindred, Standing, arrival, fixed, readable
from pipeline.kin.copies import copies
from pipeline.kin.groups import groups, head
from pipeline.kin.mending import mendings
from pipeline.kin.pairing import Pair, bonds
from pipeline.kin.profile import profile
from pipeline.kin.rulings import of_originals, rulings
from pipeline.kin.scene import Scene
from pipeline.kin.telling import tell
from schemas.campaign import Grid
from schemas.form import Form
from schemas.kinship import Verdict


def kin(
    candidates: Sequence[Candidate], form: Form, grid: Grid, verdicts: Sequence[Verdict] = ()
) -> Kindred:
    """Say which dossiers are of one candidate, and which of them stand.

    Args:
        candidates: every dossier of the call, in any order.
        form: the form of the call.
        grid: names the keys of the structure, the professional and the town, where it has them.
        verdicts: what persons said of pairs, in the order in which they said it; it prevails
            over every rule.

    Returns:
        The relations, and a standing for every number. Nothing that a rule finds moves a dossier
        that a person has decided on, withdrawn or barred.

    Raises:
        ValueError: a number given twice, or a verdict that keeps neither of its two dossiers.
    """
    scene = _scene(sorted(candidates, key=arrival), form, grid, verdicts)
    standings = _standings(scene)
    return Kindred(tell(scene, standings), standings)


def _scene(
    candidates: Sequence[Candidate], form: Form, grid: Grid, verdicts: Sequence[Verdict]
) -> Scene:
    everyone = {candidate.number: candidate for candidate in candidates}
    if len(everyone) != len(candidates):
        raise ValueError("a dossier number is given twice")
    same = copies(candidates, rulings(verdicts, everyone), form, grid)
    said = rulings(of_originals(verdicts, same.of), everyone)
    originals = {n: c for n, c in everyone.items() if n not in same.of}
    profiles = {n: profile(c, form, grid) for n, c in originals.items() if readable(c)}
    claims = _claims(candidates, same.of)
    found = bonds(profiles, claims, said)
    pieces = attach(originals, profiles, found, said, form=form)
    held = frozenset(pieces) | (originals.keys() - profiles.keys())
    together = groups(tuple(originals), found, said, held)
    scene = Scene(
        everyone=everyone,
        originals=originals,
        profiles=profiles,
        copies=same,
        bonds=found,
        said=said,
        pieces=pieces,
        groups=together,
        heads={},
        mendings=(),
        form=form,
    )
    heads = {
        n: top for g in together for top in [head(g, originals, said, scene.is_whole)] for n in g
    }
    scene = replace(scene, heads=heads)
    same_as = {n: scene.root(n) for n in everyone}
    return replace(
        scene,
        mendings=mendings(originals, profiles, same=same_as, claims=claims, said=said, form=form),
    )


def _claims(candidates: Sequence[Candidate], copied: Mapping[str, str]) -> frozenset[Pair]:
    """Return which dossiers the names of files say that they mend; copies speak for originals."""
    named = ((c.number, c.sent_for) for c in candidates if c.sent_for is not None)
    pairs = ((copied.get(one, one), copied.get(other, other)) for one, other in named)
    return frozenset((one, other) for one, other in pairs if one != other)


def _standings(scene: Scene) -> dict[str, Standing]:
    """Say where each dossier stands; who gives way, gives way to one that stands."""
    standings = {number: _standing(scene, number) for number in scene.everyone}
    for one in scene.mendings:
        number, by = one.waiting.number, one.by.number
        free = standings[number].state is None and number not in _line(standings, by)
        if one.certain and free:
            standings[number] = Standing("remplace", by)
    return {
        number: _to_the_end(standings, standing) if standing.state == "remplace" else standing
        for number, standing in standings.items()
    }


def _standing(scene: Scene, number: str) -> Standing:
    if number in scene.copies.of:
        return Standing("doublon", scene.copies.of[number])
    if number in scene.pieces:
        return Standing("rattache", scene.pieces[number])
    top = scene.heads[number]
    free = not fixed(scene.everyone[number]) or number in scene.said.gives_way
    if top is None or top == number or not free:
        return Standing()
    return Standing("remplace", top)


def _to_the_end(standings: Mapping[str, Standing], standing: Standing) -> Standing:
    while standing.of is not None and (following := standings[standing.of]).state == "remplace":
        standing = following
    return standing


def _line(standings: Mapping[str, Standing], number: str) -> list[str]:
    line = [number]
    while (above := standings[line[-1]].of) is not None:
        line.append(above)
    return line
