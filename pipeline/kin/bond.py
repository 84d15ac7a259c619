"""Kin: the rules that say how two readable dossiers are related."""

from typing import NamedTuple

from pipeline.kin.identity import Identity, identify
from pipeline.kin.profile import Profile
from schemas.kinship import Kind

_LIKE_SCAN = 85  # of the long answers, when there are too few of them to prove anything


class Bond(NamedTuple):
    """A relation that the rules see.

    `certain`: one of the two may give way by rule. `apart`: they must not end as one candidature
    through a third dossier. `text`: how alike their long answers are, 0–100, if that decided.
    """

    kind: Kind
    certain: bool
    why: str
    apart: bool = False
    text: float = 0.0


def bond(one: Profile, other: Profile, *, claimed: bool = False) -> Bond | None:
    """Return how two dossiers are related, None when nothing relates them.

    Args:
        one: a dossier.
        other: another one.
        claimed: the name of one file says that it mends the other dossier.
    """
    who = identify(one, other)
    if who.strangers and not claimed:
        return None
    if one.paper != other.paper and _may_be_one(who) and who.same_text:
        return _scan(who)
    if _is_one(who, claimed=claimed):
        return _same(who, claimed=claimed)
    if claimed:
        return Bond("version", certain=False, why=_CLAIMED_BY_ANOTHER, apart=True)
    if who.person == "other":
        return _colleague(who)
    return _doubt(who)


def _may_be_one(who: Identity) -> bool:
    if who.person == "other" or who.structure == "other":
        return False
    return who.like_structure or who.person in ("same", "near")


def _scan(who: Identity) -> Bond:
    """Pair a typed dossier with a picture of the same text, if it is the same person's.

    A name badly read may be a colleague's whose dossier repeats the text: the professional's own
    e-mail or telephone must then agree, as far as they could be read.
    """
    person = who.person == "same" or not who.person_asked or who.roughly_own is True
    person = person or (who.person == "near" and who.roughly_own is None)
    certain = person and not who.conflict
    why = _SAME_TEXT if certain else _why_doubt(who)
    return Bond("scan", certain, why, apart=who.conflict, text=who.text.ratio)


def _is_one(who: Identity, *, claimed: bool) -> bool:
    if who.conflict or not who.sure:
        return False
    if claimed and who.person in ("same", "near", "unknown") and who.structure != "other":
        return True
    if who.same_structure and who.same_person:
        return True
    # Where neither names a professional, the text must be the same as well.
    return who.structure == "same" and who.nobody and who.same_text and (who.shared or who.here)


def _same(who: Identity, *, claimed: bool) -> Bond:
    text = who.text
    if who.one.paper != who.other.paper and (text.ratio >= _LIKE_SCAN or not text.letters):
        return Bond("scan", certain=True, why=_SAME, text=text.ratio)
    return Bond("version", certain=True, why=_why_one(who, claimed=claimed), text=text.ratio)


def _colleague(who: Identity) -> Bond | None:
    if not _same_house(who):
        return None
    certain = who.sure and who.structure == "same"
    return Bond("professionnel", certain, _COLLEAGUES, apart=True)


def _doubt(who: Identity) -> Bond | None:
    if not _may_be_same(who):
        return None
    return Bond("version", certain=False, why=_why_doubt(who), apart=who.conflict)


def _same_house(who: Identity) -> bool:
    known = who.here or who.shared
    return not who.elsewhere and (known if who.structure == "near" else who.structure == "same")


def _may_be_same(who: Identity) -> bool:
    if who.like_structure:
        # A name that many structures bear needs a person, a text or a contact beside it.
        return who.person in ("same", "near") or who.same_text or who.shared or _at_home(who)
    proof = who.own or who.same_text
    return who.person == "same" and (proof or (who.structure == "unknown" and who.here))


def _at_home(who: Identity) -> bool:
    return who.here and not who.conflict


def _why_one(who: Identity, *, claimed: bool) -> str:
    if claimed:
        return _CLAIMED
    if who.person_asked:
        return _SAME
    return "Même structure"


def _why_doubt(who: Identity) -> str:
    """Say what stands against one candidature, the most telling first."""
    if who.unlike_boxes:
        return "Même candidat, semble-t-il, mais les cases cochées n’ont rien de commun"
    if who.elsewhere:
        return "Mêmes noms, mais les coordonnées de la structure diffèrent"
    if not who.sure:
        return "Même candidat, semble-t-il, mais les noms sont mal lus dans l’un des deux dossiers"
    if who.person == "unknown":
        return "Même structure, mais le professionnel n’est pas nommé dans les deux dossiers"
    if who.structure not in ("same", "near"):
        return "Même professionnel, mais le nom de la structure diffère"
    return "Noms presque identiques de la structure et du professionnel"


_SAME = "Même structure et même professionnel"
_SAME_TEXT = "Même candidature, l’une dactylographiée et l’autre numérisée"
_CLAIMED = "Le nom du fichier annonce la correction de ce dossier"
_CLAIMED_BY_ANOTHER = f"{_CLAIMED}, mais les noms ou les coordonnées diffèrent"
_COLLEAGUES = "Même structure, deux professionnels différents"
