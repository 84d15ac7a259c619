"""What readers notice, in the words of a coordinator."""

import datetime as dt
import re
from typing import Literal

from schemas.candidature import Finding
from schemas.document import Notice

_CERTIFICATES = {
    "self_signed": "certificat fait par le signataire lui-même, qui ne prouve pas son identité",
    "expired": "certificat périmé au jour de la signature",
    "unverified": "certificat non vérifié",
}
_VOWEL = re.compile("[AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ]", re.IGNORECASE)
_WARNINGS = ("SIGNED_ALTERED", "SIGNED_UNCHECKED", "PAGES_NON_LUES")

NOTICES = {
    "SIGNED_INTACT": "Signature électronique {signer}{date}\u00a0: document intact depuis, "
    "{certificate}.",
    "SIGNED_COMPLETED": "Signature électronique {signer}{date}\u00a0: document intact, complété "
    "ensuite par des champs ou une autre signature, {certificate}.",
    "SIGNED_ALTERED": "Signature électronique {signer}{date}\u00a0: document modifié après la "
    "signature, {certificate}. Comparer avec l’original du signataire.",
    "SIGNED_UNCHECKED": "Signature électronique {signer}{date}\u00a0: elle n’a pas pu être "
    "contrôlée, {certificate}.",
    "MACROS": "Le document contient des macros\u00a0: il a été lu sans les exécuter.",
    "COMMENTS": "Le document contient des commentaires, qui ne font pas partie des réponses.",
    "DELETED_TEXT": "Le document contient des modifications suivies\u00a0: le texte supprimé "
    "n’est pas compté.",
    "HIDDEN_TEXT": "Le document contient du texte masqué, qui n’a pas été lu.",
    "PROMPT_LIKE_AN_ANSWER": "Un champ affiche une invite que le formulaire ne connaît pas.",
    "DATE_MONTH_FIRST": "Une date est affichée mois d’abord\u00a0: la vérifier.",
    "BOX_STATE_AND_GLYPH_DIFFER": "Une case est enregistrée cochée et affichée vide, ou "
    "l’inverse\u00a0: la vérifier.",
    "INSERTED_FILE_UNREAD": "Un fichier inséré dans le document n’a pas été lu.",
    "EMBEDDED_OBJECT": "Le document contient un objet incorporé, qui n’a pas été lu.",
    "ACTIVEX": "Le document contient des contrôles ActiveX, dont l’état n’a pas été lu.",
    "DRAWING_UNREAD": "Le document contient un dessin dont le texte n’a pas été lu.",
    "PICTURE_ELSEWHERE": "Une image du document est restée sur le poste du candidat.",
    "PICTURE_MISSING": "Une image du document manque.",
    "PICTURE_TOO_LARGE": "Une image très grande n’a pas été examinée.",
    "PART_DAMAGED": "Une partie secondaire du document est abîmée.",
    "DIGITAL_SIGNATURE": "Le document porte une signature électronique\u00a0: sa validité n’a pas "
    "été vérifiée.",
    "PAGES_SKIPPED": "Le document est très long\u00a0: toutes ses pages n’ont pas été lues.",
    "LIVE_FIELDS": "Le document contient des dates automatiques, qui changent à l’ouverture\u00a0: "
    "vérifier la date de signature dans l’original.",
    "BUTTON_DISAGREES": "Une case du formulaire PDF est enregistrée cochée et affichée vide, ou "
    "l’inverse\u00a0: la vérifier.",
    "FIELD_NOT_SHOWN": "Un champ du formulaire PDF n’est pas affiché\u00a0: le lire dans "
    "l’original.",
    "FORM_UNREADABLE": "Les champs du formulaire PDF n’ont pas pu être lus.",
    "PAGE_UNREADABLE": "Une page du document n’a pas pu être lue.",
    "PROTECTED": "Le document est protégé contre la modification\u00a0; il a pu être lu.",
    "REPAIRED": "Le document était légèrement abîmé\u00a0; il a été lu après réparation.",
    "DRAWING_CUT": "Un dessin très complexe n’a pas été examiné en entier.",
    "HIDDEN_LAYER_DIFFERS": "Le texte caché sous une page numérisée n’est pas celui de la "
    "page\u00a0: seul ce qui se voit a été lu.",
    "PAGES_NON_LUES": "Pages numérisées non lues ({pages})\u00a0: il y faut {tool}, qui n’est pas "
    "installé. Installez {tool} ({package}), puis relancez.",
    "XFA": "Le formulaire PDF est d’un type ancien (XFA)\u00a0: relire les réponses dans "
    "l’original.",
}


def finding_of(notice: Notice) -> Finding:
    """Return what to tell about a notice whose code stands in `NOTICES`."""
    severity: Literal["info", "warning"] = "warning" if notice.code in _WARNINGS else "info"
    facts = _of_signature(notice) if "signer" in NOTICES[notice.code] else notice.facts
    return Finding(
        code=notice.code, severity=severity, message=NOTICES[notice.code].format(**facts)
    )


def _of_signature(notice: Notice) -> dict[str, str]:
    return {
        "signer": _by(str(notice.facts.get("signer", ""))),
        "date": _on(str(notice.facts.get("date", ""))),
        "certificate": _CERTIFICATES[str(notice.facts.get("certificate", "unverified"))],
    }


def _by(signer: str) -> str:
    if not signer:
        return "d’une personne que le certificat ne nomme pas"
    return f"d’{signer}" if _VOWEL.match(signer) else f"de {signer}"


def _on(date: str) -> str:
    return f", le {dt.date.fromisoformat(date):%d/%m/%Y}" if date else ""
