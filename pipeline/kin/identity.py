"""Kin: whether two dossiers that say who they are come from the same candidate."""

from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pipeline.kin.names import Likeness, compare, loosely
from pipeline.kin.profile import Name, Profile
from pipeline.kin.text import Alike, alike

# Of 21 scans, with their own dossier 94.1 (handwriting) and more, with any other 66.3 and less.
_SAME_TEXT = 85
_TEXT_LETTERS = 150  # below, one borrowed sentence decides
_ROUGHLY = 80  # 0–100, of e-mails of which one is read from a picture, and of names of towns


@dataclass(frozen=True)
class Identity:
    """How two dossiers compare.

    `shared`: a contact read for sure in both; `own`: the professional's own one, read for sure,
    `roughly_own`: allowing for bad reading, None when it cannot be compared. `elsewhere`: another
    town, another SIREN. `unlike_boxes`: they apply for different things. `nobody`: neither names a
    professional, though the call asks for one.
    """

    structure: Likeness
    person: Likeness
    sure: bool
    shared: bool
    own: bool
    roughly_own: bool | None
    here: bool
    elsewhere: bool
    unlike_boxes: bool
    person_asked: bool
    nobody: bool
    one: Profile
    other: Profile

    @cached_property
    def text(self) -> Alike:
        """How alike their long answers are; seldom asked, dear to know."""
        return alike(self.one.texts, self.other.texts)

    @property
    def strangers(self) -> bool:
        """Neither the structure nor the professional is the same."""
        return self.structure == "other" and self.person == "other"

    @property
    def same_text(self) -> bool:
        """Their long answers are the same words, as far as a bad scan can tell."""
        return self.text.ratio >= _SAME_TEXT and self.text.letters >= _TEXT_LETTERS

    @property
    def same_structure(self) -> bool:
        """The structure is the same beyond doubt, save a conflict elsewhere."""
        near = self.structure == "near" and (self.shared or self.here)
        return self.structure == "same" or near or (self.structure == "unknown" and self.same_text)

    @property
    def like_structure(self) -> bool:
        """The structure may be the same."""
        return self.structure in ("same", "near")

    @property
    def same_person(self) -> bool:
        """The professional is the same beyond doubt; a copied text alone proves nothing of it."""
        if not self.person_asked:
            return self.shared or self.here
        return self.person == "same" or (self.person != "other" and (self.own or self._slip))

    @property
    def _slip(self) -> bool:
        # Of a brother's name too there is but a letter between: his own telephone then differs.
        return self.person == "near" and self.same_text and self.roughly_own is not False

    @property
    def conflict(self) -> bool:
        """Something says that these are two candidatures all the same."""
        return self.elsewhere or self.unlike_boxes


def identify(one: Profile, other: Profile) -> Identity:
    """Compare the identity and the long answers of two dossiers."""
    shared = bool(one.contacts & other.contacts)
    here = _agree(one.code, other.code) or _agree(one.town, other.town)
    sirens = {one.siren, other.siren} - {None}
    return Identity(
        structure=_names(one.structure, other.structure),
        person=_names(one.professional, other.professional),
        sure=all(
            name.sure
            for name in (one.structure, other.structure, one.professional, other.professional)
        ),
        shared=shared,
        own=bool(one.own & other.own),
        roughly_own=_roughly(one, other),
        here=here,
        elsewhere=(not here and _in_another_place(one, other)) or len(sirens) > 1,
        unlike_boxes=any(
            codes and other.chosen.get(key) and codes.isdisjoint(other.chosen[key])
            for key, codes in one.chosen.items()
        ),
        person_asked=one.professional.asked,
        nobody=one.professional.blank and other.professional.blank,
        one=one,
        other=other,
    )


def _names(one: Name, other: Name) -> Likeness:
    if one.sure and other.sure:
        return compare(one.words, other.words)
    return loosely(one.words, other.words)


def _agree(one: str | None, other: str | None) -> bool:
    return bool(one) and one == other


def _in_another_place(one: Profile, other: Profile) -> bool:
    codes = one.code is not None and other.code is not None
    towns = bool(one.town and other.town) and fuzz.ratio(one.town, other.town) < _ROUGHLY
    return codes or towns


def _roughly(one: Profile, other: Profile) -> bool | None:
    keys = one.seen.keys() & other.seen.keys()
    if not keys:
        return None
    pairs = [(one.seen[key], other.seen[key]) for key in keys]
    if not one.paper and not other.paper:
        return any(left == right for left, right in pairs)
    return any(_misread(left, right) for left, right in pairs)


def _misread(left: str, right: str) -> bool:
    """Say whether two contacts may be one, read badly: one digit, or a few letters."""
    if "@" in left + right:  # colleagues share what stands after it
        return fuzz.ratio(left.partition("@")[0], right.partition("@")[0]) >= _ROUGHLY
    return OSA.distance(left, right) <= 1
