"""What readers notice, in the words of a coordinator."""

NOTICES = {
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
    "XFA": "Le formulaire PDF est d’un type ancien (XFA)\u00a0: relire les réponses dans "
    "l’original.",
}
