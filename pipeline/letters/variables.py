"""The French variables that templates and blocks may hold: what the organiser types in Word."""

from pydantic import Field

from schemas.base import Record


class Organisme(Record):
    """The body that writes."""

    nom: str
    adresse: tuple[str, ...]
    courriel: str
    telephone: str


class Personne(Record):
    """The agent in charge, or the signatory."""

    nom: str
    qualite: str
    adresse: str | None = None
    courriel: str | None = None
    telephone: str | None = None
    delegation: str | None = None


class Element(Record):
    """Something missing from a dossier; `rubrique` is where the form asks for it."""

    titre: str
    rubrique: str | None = None


class Motif(Record):
    """A reason of a decision; `critere` is None when it rests on a rule of the call."""

    critere: str | None
    phrase: str


class LotDemande(Record):
    """A lot that the dossier applies for."""

    titre: str
    date_comite: str


class Juridique(Record):
    """What the blocks print of `[legal]`."""

    tribunal: str
    tribunal_adresse: str
    contact_algorithme: str
    responsable: str
    base_legale: str
    destinataires: str
    conservation: str
    dpo: str
    article_criteres: str
    article_completude: str | None = None


class Variables(Record):
    """Every variable of templates and blocks, by the name the organiser types in Word.

    None: the campaign or the dossier does not say. Printing it is refused; testing it with
    `{% if … %}` is not. Dates are written in full, hours as « 23 h 59 ».
    """

    appel: str
    campagne: str
    numero: str
    date: str = Field(description="Of the letter.")
    envoi: str
    canal: str
    salutation: str
    expediteur: Organisme
    agent: Personne
    signataire: Personne
    autorite: str
    comite: str
    depot: str
    destinataire: tuple[str, ...]
    structure: str | None
    professionnel: str | None
    date_reception: str
    heure_reception: str
    fichiers: tuple[str, ...]
    lots: tuple[LotDemande, ...]
    lot: str | None
    places: int | None
    elements: tuple[Element, ...] = Field(description="Missing, in printed order.")
    signature_manquante: bool
    date_limite: str | None
    heure_limite: str | None
    date_implicite: str
    date_implicite_reportee: str | None
    date_cloture: str
    heure_cloture: str
    hors_delai: bool
    date_comite: str
    date_formation: str | None
    lieu_formation: str | None
    date_debut: str | None
    date_fin: str | None
    date_retour: str | None
    date_liste_attente: str | None
    date_decision: str | None
    irrecevable: bool
    motifs: tuple[Motif, ...]
    pieces_jointes: tuple[str, ...]
    juridique: Juridique
