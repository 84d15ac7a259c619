"""Everything a user can act on, as exceptions with a code, a French sentence and a remedy.

    PipelineError
    ├── ReadError        LEC-…  a file that cannot be read: ends as the outcome `unreadable`
    ├── DefinitionError  CFG-…  a campaign folder or an option that is wrong
    ├── IntakeError      REC-…  taking files in
    └── WriteError       ECR-…  writing results

Anything else is a bug and keeps its traceback. Numbers are never reused.
"""

from collections.abc import Mapping
from typing import ClassVar


class PipelineError(Exception):
    """Something a user can act on; facts fill the braces of `text` and `remedy`."""

    code: ClassVar[str]
    text: ClassVar[str]
    remedy: ClassVar[str]
    exit_code: ClassVar[int] = 1

    def __init__(self, facts: Mapping[str, object] | None = None, /, **more: object) -> None:
        # The sole argument, so that the error survives a process boundary.
        self.facts = {**(facts or {}), **more}
        super().__init__(self.facts)

    @property
    def message(self) -> str:
        """What happened, without the code or the remedy."""
        return self.text.format_map(self.facts)

    @property
    def advice(self) -> str:
        """What to do now."""
        return self.remedy.format_map(self.facts)

    def __str__(self) -> str:
        return f"[{self.code}] {self.message} → {self.advice}"


class ReadError(PipelineError):
    """A file that ends as `unreadable`; `name` is always among the facts."""


class DefinitionError(PipelineError):
    """A campaign definition or an option that cannot be used."""

    exit_code = 2


class IntakeError(PipelineError):
    """Taking a file in failed."""


class WriteError(PipelineError):
    """Writing a result failed."""


class Encrypted(ReadError):
    """The file asks for a password."""

    code = "LEC-01"
    text = "« {name} » est protégé par un mot de passe."
    remedy = "Demandez au candidat une version sans mot de passe, puis déposez-la."


class Damaged(ReadError):
    """The file is cut, corrupt, or not what its content claims."""

    code = "LEC-02"
    text = "« {name} » est abîmé ou incomplet : il ne s’ouvre pas."
    remedy = "Demandez au candidat de l’envoyer à nouveau, puis déposez-le."


class Empty(ReadError):
    """The file holds no byte."""

    code = "LEC-03"
    text = "« {name} » est vide (0 octet)."
    remedy = "Demandez au candidat de l’envoyer à nouveau, puis déposez-le."


class TooLarge(ReadError):
    """Reading on would take more memory, pages or pixels than any dossier needs."""

    code = "LEC-04"
    text = "« {name} » dépasse ce qu’un dossier peut contenir ({detail})."
    remedy = "Ouvrez-le sur un poste protégé ; s’il est légitime, demandez une version allégée."


class Dangerous(ReadError):
    """The file is built to harm: external entities, bombs."""

    code = "LEC-05"
    text = "« {name} » contient une construction dangereuse ({detail}) : il n’a pas été ouvert."
    remedy = "Ne l’ouvrez pas ; demandez au candidat un autre envoi."


class UnknownKind(ReadError):
    """Neither Word, PDF, OpenDocument, RTF, image, mail nor archive."""

    code = "LEC-06"
    text = "« {name} » n’est ni un document Word, ni un PDF, ni une image lisible."
    remedy = "Demandez au candidat une version Word ou PDF, puis déposez-la."


class ToolMissing(ReadError):
    """A program that this kind of file needs is not installed."""

    code = "LEC-07"
    text = "« {name} » ne peut être lu sans {tool}, qui n’est pas installé."
    remedy = "Installez {tool} ({package}), puis relancez."


class TooSlow(ReadError):
    """Reading went past the time limit."""

    code = "LEC-08"
    text = "La lecture de « {name} » a été arrêtée au bout de {seconds} secondes."
    remedy = "Ouvrez-le à la main ; s’il est légitime, demandez une version plus simple."


class Crashed(ReadError):
    """The process reading the file died."""

    code = "LEC-09"
    text = "La lecture de « {name} » a échoué ({detail})."
    remedy = "Ouvrez-le à la main ; s’il s’ouvre, signalez-le à l’assistance avec son numéro."


class NoText(ReadError):
    """No text can be had: an image-only file whose pages could not be read."""

    code = "LEC-10"
    text = "« {name} » ne contient aucun texte lisible."
    remedy = "Vérifiez le fichier à l’écran ; demandez au besoin une numérisation plus nette."


class NotOpened(UnknownKind):
    """A kind that is known by name and not read: 7z, Pages, Excel, a program."""

    code = "LEC-11"
    text = "« {name} » est {what}, qui n’est pas lu ici."
    remedy = "Demandez au candidat {wanted}, puis déposez-la."


class EncryptedMail(Encrypted):
    """A mail that only its addressee's own key opens (S/MIME, OpenPGP)."""

    code = "LEC-12"
    text = "« {name} » est un message chiffré : seule la messagerie du destinataire peut l’ouvrir."
    remedy = "Ouvrez-le dans la messagerie, enregistrez ses pièces jointes, puis déposez-les."


class FaultyDefinition(DefinitionError):
    """A campaign folder has faults; `faults` holds every one of them."""

    code = "CFG-01"
    text = "La définition de la campagne « {campaign} » est à corriger :\n{list}\n"
    remedy = "Corrigez ces points, puis vérifiez avec « candidatures check {campaign} »."


class NoSuchCampaign(DefinitionError):
    """The campaign has no folder."""

    code = "CFG-02"
    text = "Aucune campagne ne s’appelle « {campaign} » (dossier cherché : {folder})."
    remedy = "Vérifiez le nom, ou copiez le dossier d’une campagne fournie."


class LetterWithoutDecision(WriteError):
    """A decision letter is asked for while no person has recorded that decision."""

    code = "ECR-20"
    text = (
        "Dossier {dossier} : la lettre « {kind} » demande une décision « {expected} » enregistrée."
    )
    remedy = "Enregistrez la décision du comité avec « candidatures decide », puis recommencez."


class RefusalWithoutReasons(WriteError):
    """A refusal must state its considerations of law and fact (CRPA L211-5, L211-7)."""

    code = "ECR-21"
    text = "Dossier {dossier} : le refus n’est pas motivé ({detail})."
    remedy = "Complétez la colonne des motifs du classement, puis enregistrez-le à nouveau."


class UnvalidatedBlock(WriteError):
    """A legal block of a decision letter has no owner or no date of validation."""

    code = "ECR-22"
    text = "La lettre « {kind} » ne peut partir : à faire valider d’abord : {blocks}."
    remedy = "Faites valider, puis complétez « Validé par » et « Validé le »."


class FaultyTemplate(WriteError):
    """A Word template or a block is missing, or its tags cannot be understood."""

    code = "ECR-23"
    text = "Le modèle « {name} » ne peut être utilisé : {detail}."
    remedy = (
        "Corrigez-le dans Word ou reprenez le modèle fourni, puis lancez « candidatures check »."
    )


class UnfitLetter(WriteError):
    """The letter produced breaks a rule that every letter keeps; it was not kept."""

    code = "ECR-24"
    text = "Dossier {dossier} : la lettre « {kind} » n’a pas été gardée : {detail}."
    remedy = "Corrigez le modèle ou les données qu’elle emploie, puis recommencez."


class NothingToAsk(WriteError):
    """A request for complements is asked for while nothing is missing."""

    code = "ECR-25"
    text = "Dossier {dossier} : aucune réponse ni signature exigée ne manque."
    remedy = "Aucune demande de compléments n’est à envoyer."


class FaultyDecisions(IntakeError):
    """A workbook of decisions cannot be taken as it stands; `faults` holds every cell at fault."""

    code = "REC-20"
    text = "« {name} » n’a pas été enregistré :\n{list}\n"
    remedy = "Corrigez ces cases dans le classeur, puis recommencez ; rien n’a été enregistré."


class NotOurSheet(IntakeError):
    """A workbook of verified values is not one that was written for this call."""

    code = "REC-21"
    text = "« {name} » n’a pas été relevé : {detail}."
    remedy = (
        "Donnez le classeur « a-verifier.xlsx » de cet appel, tel qu’il a été rempli ; rien n’a été"
        " enregistré."
    )


class StoreUnavailable(WriteError):
    """The database of the register cannot be opened or upgraded."""

    code = "ECR-01"
    text = "Le registre des dossiers ne s’ouvre pas ({detail})."
    remedy = (
        "Vérifiez que le dossier « state » est accessible en écriture, ou l’adresse donnée par "
        "CANDIDATURES_DATABASE_URL, puis recommencez."
    )


class JournalAltered(WriteError):
    """`journal.jsonl` is not the beginning of what the register holds: nothing is added to it."""

    code = "ECR-02"
    text = "« {name} » ne correspond plus au registre à partir de la ligne {line}."
    remedy = (
        "Lancez « candidatures audit verify » pour savoir ce qui a changé, mettez ce fichier de "
        "côté comme preuve, puis recommencez : il sera récrit depuis le registre."
    )


class PieceLost(WriteError):
    """Bytes that the register holds are missing from the vault, or no longer what they were."""

    code = "ECR-03"
    text = "Une pièce conservée est absente ou altérée (empreinte {sha256})."
    remedy = "Rétablissez le dossier « state » depuis la dernière sauvegarde."


class RegisterNotWritten(WriteError):
    """The files of the arrival register cannot be put in place; the old ones stay as they are."""

    code = "ECR-04"
    text = "« {name} » n’a pas pu être récrit ({detail})."
    remedy = "Fermez-le s’il est ouvert dans Excel : il sera récrit à la prochaine réception."


class ReviewNotWritten(WriteError):
    """The pages or the workbook of the values to verify cannot be replaced."""

    code = "ECR-05"
    text = "« {name} » n’a pas pu être mis à jour ({detail})."
    remedy = "Fermez ce fichier s’il est ouvert dans un autre programme, puis recommencez."


class AlreadyRunning(IntakeError):
    """Another process holds the campaign: two at once could take a drop twice."""

    code = "REC-01"
    text = "Une autre exécution s’occupe déjà de l’appel « {campaign} »."
    remedy = "Laissez-la finir ou arrêtez-la, puis recommencez."


class AlreadyWatching(IntakeError):
    """Another watcher stands in this workspace, whichever campaigns it looks at."""

    code = "REC-02"
    text = "Une surveillance est déjà en marche dans « {folder} »."
    remedy = "Celle-ci s’arrête. Gardez l’autre, ou arrêtez-la avant de relancer."


class DropTooLarge(IntakeError):
    """A drop is larger, or holds more or deeper files, than is taken in: it is not copied."""

    code = "REC-03"
    text = "« {name} » n’est pas pris : {detail}."
    remedy = (
        "Il reste dans inbox/. Regardez ce que c’est ; si un dossier s’y trouve, déposez-le à part,"
        " puis retirez le reste."
    )


class DropBusy(IntakeError):
    """A drop is still open for writing, or locked, in another program."""

    code = "REC-04"
    text = "« {name} » est encore ouvert dans un autre programme."
    remedy = "Fermez-le : il sera pris aussitôt après."


class DropUnreadable(IntakeError):
    """The system refuses that a drop be read: permission, lock of a share, failing disk."""

    code = "REC-05"
    text = "« {name} » ne peut être lu : {detail}."
    remedy = (
        "Fermez le programme qui l’emploie, ou demandez à votre informaticien le droit de le lire ;"
        " il sera pris aussitôt après."
    )


class StaysInInbox(IntakeError):
    """A drop is kept and committed, but the system refuses that it leave the inbox."""

    code = "REC-06"
    text = "« {name} » est reçu et enregistré, mais ne peut être retiré d’inbox/ ({detail})."
    remedy = (
        "Il ne sera pas pris deux fois. Retirez-le à la main, ou demandez à votre informaticien"
        " le droit de modifier inbox/."
    )


class DiskFull(IntakeError):
    """There is no room, or no quota, left to keep what is dropped."""

    code = "REC-07"
    text = "Le disque est plein : ce qui est déposé attend dans inbox/, rien n’est perdu."
    remedy = "Libérez de la place sur le disque de « {folder} » ; la réception reprendra seule."


class InboxUnreachable(IntakeError):
    """The inbox cannot be listed: share away, right withdrawn."""

    code = "REC-08"
    text = "« {folder} » ne peut être lu ({detail})."
    remedy = (
        "Vérifiez que le partage est branché et que le droit de le lire est donné ;"
        " la réception reprendra seule."
    )


class MachineTrouble(IntakeError):
    """This machine, not the drop, is at fault: disk, memory, open files."""

    code = "REC-09"
    text = "Cet ordinateur empêche la réception ({detail}) ; rien n’est perdu."
    remedy = "Prévenez votre informaticien ; la réception reprendra seule."


class UnfinishedDrop(IntakeError):
    """A name of a download under way that has not changed for long."""

    code = "REC-10"
    text = "« {name} » porte le nom d’un fichier en cours de copie et ne change plus."
    remedy = "S’il est entier, redonnez-lui son vrai nom ; sinon, déposez-le à nouveau."


class LooksCut(IntakeError):
    """A drop ends too early for what it begins as, where nobody can tell whether it is written."""

    code = "REC-12"
    text = "« {name} » semble coupé : sa copie n’est peut-être pas finie."
    remedy = "Attendez : s’il ne change plus, il sera pris dans une minute tel qu’il est."


class MachineFault(IntakeError):
    """A drop was not read because of this machine: it stays unexamined and gets no verdict."""

    code = "REC-11"
    text = "La lecture de « {name} » n’a pas pu se faire : {detail}."
    remedy = (
        "Le dossier est gardé et sera lu au prochain passage ; si cela se répète, prévenez votre"
        " informaticien."
    )


class NotYetAvailable(DefinitionError):
    """A command of the design that this version does not have."""

    code = "CFG-10"
    text = "La commande « {command} » n’est pas encore disponible dans cette version."
    remedy = "« candidatures --help » montre celles qui le sont."


class CommitteeDecides(DefinitionError):
    """Decisions without a workbook are asked for while the call says a committee decides."""

    code = "CFG-11"
    text = "Dans l’appel « {campaign} », c’est le comité qui décide."
    remedy = (
        "Donnez le classeur où ses décisions sont"
        " saisies : « candidatures decide {campaign} classement.xlsx »."
    )


class UnknownWeight(DefinitionError):
    """`--weight` names no criterion, or weights that no longer sum to 100."""

    code = "CFG-12"
    text = "Les poids proposés ne conviennent pas : {detail}."
    remedy = "Écrivez par exemple --weight {example} ; les poids doivent totaliser 100."


class UnknownKindOfLetter(DefinitionError):
    """`--kind` names no kind of letter."""

    code = "CFG-13"
    text = "« {kind} » n’est pas un type de courrier."
    remedy = "Choisissez parmi : {known}."


class NothingToWatch(DefinitionError):
    """`watch` without a campaign, in a workspace where none has an inbox."""

    code = "CFG-14"
    text = "Il n’y a aucun appel à surveiller dans « {folder} »."
    remedy = "Nommez l’appel : « candidatures watch APPEL »."


class NotTwoDossiers(DefinitionError):
    """Two numbers do not name two dossiers of the call."""

    code = "CFG-15"
    text = "« {first} » et « {second} » ne sont pas deux dossiers de l’appel « {campaign} »."
    remedy = "Le registre (registre.xlsx) donne les numéros."


class NoSuchDossier(DefinitionError):
    """A number names no dossier of the call."""

    code = "CFG-16"
    text = "L’appel « {campaign} » n’a pas de dossier « {dossier} »."
    remedy = "Le registre (registre.xlsx) donne les numéros."


class NotLate(DefinitionError):
    """A delay is to be accepted while the dossier came in time."""

    code = "CFG-17"
    text = "Le dossier {dossier} est arrivé dans le délai : il n’y a pas de retard à accepter."
    remedy = "Vérifiez le numéro dans le registre (registre.xlsx)."


class MailNotConfigured(DefinitionError):
    """`fetch-mail` for a campaign that no mailbox is told of: it is off unless asked for."""

    code = "CFG-30"
    text = "Aucune boîte aux lettres n’est indiquée pour l’appel « {campaign} »."
    remedy = (
        "Écrivez dans « {file} » :\n\n"
        "    [{campaign}]\n"
        '    host = "imap.example.org"\n'
        '    user = "candidatures@example.org"\n'
        '    folder = "INBOX"\n'
        '    password_file = "mail.password"\n\n'
        "puis le mot de passe, seul, dans le fichier « mail.password » du même dossier (droits"
        " 600). Le reste est dans docs/mail.md."
    )


class FaultyMailSettings(DefinitionError):
    """`mail.toml` has faults; `faults` holds every one of them."""

    code = "CFG-31"
    text = "La boîte aux lettres de l’appel « {campaign} » est mal décrite :\n{list}\n"
    remedy = "Corrigez ces points dans « {file} », puis recommencez."


class NoMailPassword(DefinitionError):
    """Neither the environment nor a file gives the password of a mailbox."""

    code = "CFG-32"
    text = "Le mot de passe de la boîte aux lettres n’est pas donné."
    remedy = (
        "Écrivez-le seul dans un fichier aux droits 600, nommé par « password_file », ou dans la"
        " variable {variable}."
    )


class MailPasswordExposed(DefinitionError):
    """Others than its owner can read the file of a password."""

    code = "CFG-33"
    text = "Le fichier « {file} » contient un mot de passe et d’autres comptes peuvent le lire."
    remedy = "Réservez-le à son propriétaire : chmod 600 {file}"


class MailPasswordUnreadable(DefinitionError):
    """The file of a password is missing, or is not one line of text."""

    code = "CFG-34"
    text = "Le mot de passe n’a pas pu être lu dans « {file} » ({detail})."
    remedy = "Vérifiez « password_file » et ce fichier : une ligne, le mot de passe seul."


class MailServerUnreachable(IntakeError):
    """No connection to a mail server can be made."""

    code = "REC-30"
    text = "Le serveur de messagerie {host} (port {port}) ne peut être joint : {detail}."
    remedy = (
        "Vérifiez host, port et security dans mail.toml et le réseau, puis recommencez ; rien n’a"
        " changé dans la boîte aux lettres."
    )


class MailServerDistrusted(IntakeError):
    """A mail server cannot prove who it is: nothing was said to it."""

    code = "REC-31"
    text = "Le certificat du serveur de messagerie {host} n’est pas accepté : {detail}."
    remedy = (
        "Ne contournez pas cette alerte. Demandez au service informatique le nom exact du serveur,"
        " ou le certificat de son autorité (ca_file dans mail.toml)."
    )


class MailLoginRefused(IntakeError):
    """A mail server refuses the user or the password."""

    code = "REC-32"
    text = "Le serveur de messagerie {host} refuse le compte « {user} » ou son mot de passe."
    remedy = (
        "Vérifiez les deux, et que l’accès IMAP par mot de passe est ouvert pour ce compte"
        " (docs/mail.md)."
    )


class MailFolderMissing(IntakeError):
    """The folder to read is not in the mailbox."""

    code = "REC-33"
    text = "La boîte aux lettres n’a pas de dossier « {folder} »."
    remedy = "Corrigez « folder » dans mail.toml. Dossiers trouvés : {known}."


class MailServerUnfit(IntakeError):
    """A mail server or a folder lacks what marking messages safely needs: nothing was taken."""

    code = "REC-34"
    text = "Le serveur de messagerie {host} ne convient pas : {detail}."
    remedy = "Changez « folder », « flag » ou « move_to » dans mail.toml (docs/mail.md)."


class MailInterrupted(IntakeError):
    """A mail server hung up, fell silent or answered nonsense."""

    code = "REC-35"
    text = "La relève auprès de {host} s’est interrompue : {detail}."
    remedy = "Relancez la commande : ce qui est reçu est gardé, le reste sera relevé."


class MessageNotGiven(IntakeError):
    """A mail server lists a message and does not give it."""

    code = "REC-36"
    text = "Le serveur n’a pas donné le message n° {uid} : {detail}."
    remedy = "Il sera redemandé à la prochaine relève ; sinon, déposez ses pièces dans inbox/."


class MessageTooLarge(IntakeError):
    """A message is larger than what is fetched: it is left where it is."""

    code = "REC-37"
    text = "Le message n° {uid}, arrivé le {arrived}, est trop lourd ({megabytes} Mo)."
    remedy = (
        "Il reste dans la boîte aux lettres : enregistrez ses pièces et déposez-les dans inbox/."
    )


class MessageNotKept(IntakeError):
    """A message cannot be written here."""

    code = "REC-38"
    text = "Un message n’a pas pu être gardé sur ce poste ({detail})."
    remedy = "Libérez de la place, puis relancez : il est toujours dans la boîte aux lettres."


class MailNotMarked(IntakeError):
    """A mail server refuses to flag or to move a message whose content is received."""

    code = "REC-39"
    text = "Un message reçu n’a pas pu être marqué dans la messagerie ({detail})."
    remedy = "Son contenu est enregistré. La prochaine relève essaiera de nouveau de le marquer."
