"""Kin: everything that the rules found among the dossiers, before it is told."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.kin.attach import complete_with
from pipeline.kin.bond import Bond
from pipeline.kin.candidate import Candidate, arrival
from pipeline.kin.copies import Copies
from pipeline.kin.groups import Group
from pipeline.kin.mending import Mending
from pipeline.kin.pairing import Pair
from pipeline.kin.profile import Profile
from pipeline.kin.rulings import Rulings
from schemas.form import Form


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What was found.

    `originals`: all dossiers but copies, by number, in the order in which they were received.
    `pieces`: each piece, and the dossier it belongs to. `heads`: of each number the version that
    stands in its group, None when none does.
    """

    everyone: Mapping[str, Candidate]
    originals: Mapping[str, Candidate]
    profiles: Mapping[str, Profile]
    copies: Copies
    bonds: Mapping[Pair, Bond]
    said: Rulings
    pieces: Mapping[str, str]
    groups: tuple[Group, ...]
    heads: Mapping[str, str | None]
    mendings: tuple[Mending, ...]
    form: Form

    def pieces_of(self, number: str) -> tuple[Candidate, ...]:
        """Return what belongs to a dossier, first received first."""
        found = (self.originals[piece] for piece, whole in self.pieces.items() if whole == number)
        return tuple(sorted(found, key=arrival))

    def is_whole(self, candidate: Candidate) -> bool:
        """Say whether nothing is missing in a dossier, its pieces on time counted in."""
        return complete_with(candidate, self.pieces_of(candidate.number), self.form)

    def root(self, number: str) -> str:
        """Return the one number that stands for a whole candidature: copies, versions, pieces."""
        number = self.copies.of.get(number, number)
        while (above := self.pieces.get(number) or self.heads[number] or number) != number:
            number = above
        return number

    def bond_of(self, one: str, other: str) -> Bond | None:
        """Return what the rules see between two dossiers, in either order."""
        return self.bonds.get((one, other)) or self.bonds.get((other, one))
