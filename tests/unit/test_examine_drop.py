"""A drop as a whole: its dossiers, what to fetch, what came with them, one unpacking."""

import hashlib
import zipfile
from email.message import EmailMessage
from pathlib import Path

from pipeline.run.survey import Arrival, survey
from schemas.reception import Attachment
from tests.documents import form
from tests.word_files import p, r, write_docx

CORPUS = Path(__file__).parent.parent / "truth" / "corpus" / "pdn62-2019"
DOSSIER = next(CORPUS.glob("01-*.docx")).read_bytes()
KEY = "AgsmqnJEyUZAcybZmOGKljqYRtDhJKsvZC"
LINK = f"https://drop.chapril.org/r/FA7MHOOL#{KEY}"


def mail(text: str, subject: str = "Candidature") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "accueil@example.org"
    message["Subject"] = subject
    message["Date"] = "Fri, 13 Dec 2019 16:42:00 +0100"
    message.set_content(text)
    return message


def attach(message: EmailMessage, data: bytes, name: str) -> EmailMessage:
    message.add_attachment(data, "application", "octet-stream", filename=name)
    return message


def surveyed(tmp_path: Path, data: bytes, name: str = "message.eml") -> Arrival:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "into").mkdir()
    return survey(tmp_path / name, form(), tmp_path / "into")


def outcomes(arrival: Arrival) -> list[tuple[str | None, str, list[str]]]:
    """Give the part, outcome and warnings of each result, doubts about values aside."""
    return [
        (
            one.extraction.part,
            one.extraction.outcome,
            [
                finding.code
                for finding in one.extraction.findings
                if finding.code not in ("A_VERIFIER", "TEXTE_NON_ATTRIBUE")
                and finding.severity != "info"
            ],
        )
        for one in arrival.dossiers
    ]


def zipped(tmp_path: Path, **members: bytes) -> bytes:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return (tmp_path / "x.zip").read_bytes()


def test_a_mail_with_a_link_and_no_dossier_is_to_be_fetched(tmp_path: Path) -> None:
    arrival = surveyed(tmp_path, bytes(mail(f"Voici : {LINK}\nDisponible jusqu’au 20/12/2019.")))

    assert outcomes(arrival) == [(None, "not_a_dossier", ["LIEN_A_TELECHARGER"])]
    (finding,) = arrival.dossiers[0].extraction.findings
    assert finding.severity == "warning"
    assert finding.message == (
        "Le dossier est à télécharger depuis drop.chapril.org avant le 20/12/2019\u00a0: ouvrez le "
        "message et suivez le lien."
    )
    assert arrival.dossiers[0].sender == "accueil@example.org"
    assert [(one.host, one.where, one.until, one.stated) for one in arrival.links] == [
        ("drop.chapril.org", "Candidature", "2019-12-20", True)
    ]


def test_a_dossier_with_a_link_beside_it_is_told_of_it(tmp_path: Path) -> None:
    message = attach(mail(f"Les annexes : {LINK}"), DOSSIER, "dossier.docx")

    arrival = surveyed(tmp_path, bytes(message))

    assert outcomes(arrival) == [("dossier.docx", "ok", ["LIEN_A_TELECHARGER"])]
    told = arrival.dossiers[0].extraction.findings[-1].message
    assert told == (
        "Des fichiers de cet envoi sont à télécharger depuis drop.chapril.org avant le 20/12/2019 "
        "(délai habituel de ce service)\u00a0: ouvrez le message et suivez le lien."
    )


def test_of_two_mails_in_one_archive_each_has_its_own_link(tmp_path: Path) -> None:
    first = attach(mail("Bonjour", "Un"), DOSSIER, "dossier.docx")
    second = mail(f"Voici : {LINK}", "Deux")
    data = zipped(tmp_path, **{"un.eml": bytes(first), "deux.eml": bytes(second)})

    arrival = surveyed(tmp_path, data, "lot.zip")

    assert outcomes(arrival) == [
        ("dossier.docx", "ok", []),
        ("deux.eml", "not_a_dossier", ["LIEN_A_TELECHARGER"]),
    ]
    assert arrival.dossiers[1].pieces[0][1].read_bytes() == bytes(second)


def test_the_key_of_a_link_is_in_no_record(tmp_path: Path) -> None:
    inner = attach(mail(f"Voici {LINK}", subject=f"TR: {LINK}"), DOSSIER, "dossier.docx")
    outer = mail(f"Pour suite {LINK}", subject=LINK)
    outer.add_attachment(inner)

    arrival = surveyed(tmp_path, bytes(outer))

    assert KEY not in arrival.model_dump_json()
    assert "FA7MHOOL" not in arrival.model_dump_json()


def test_a_shortcut_dropped_alone_is_to_be_fetched(tmp_path: Path) -> None:
    data = f"[InternetShortcut]\r\nURL={LINK}\r\n".encode()

    arrival = surveyed(tmp_path, data, "dossier.url")

    assert outcomes(arrival) == [(None, "not_a_dossier", ["LIEN_A_TELECHARGER"])]
    assert [(one.where, one.until) for one in arrival.links] == [("dossier.url", None)]


def test_a_web_page_attached_to_a_mail_holds_a_link(tmp_path: Path) -> None:
    page = f'<html><body><a href="{LINK}">dossier</a></body></html>'.encode()

    arrival = surveyed(tmp_path, bytes(attach(mail("Bonjour"), page, "lien.html")))

    assert [(one.host, one.until) for one in arrival.links] == [("drop.chapril.org", "2019-12-20")]


def test_a_mail_without_anything_is_no_dossier(tmp_path: Path) -> None:
    arrival = surveyed(tmp_path, bytes(mail("Bonjour, quand répondrez-vous ?")))

    assert outcomes(arrival) == [(None, "not_a_dossier", ["SANS_PIECE_JOINTE"])]


def test_a_damaged_piece_is_told_in_the_dossier_beside_it(tmp_path: Path) -> None:
    message = attach(mail("Bonjour"), DOSSIER, "dossier.docx")
    attach(message, DOSSIER[:9000], "signé.docx")

    arrival = surveyed(tmp_path, bytes(message))

    assert outcomes(arrival) == [("dossier.docx", "ok", ["PIECE_ILLISIBLE"])]


def test_without_a_dossier_the_piece_that_may_hide_one_is_told(tmp_path: Path) -> None:
    message = attach(mail("Bonjour"), b"ID3\4rest", "voix.mp3")
    cv = write_docx(tmp_path / "cv.docx", p(r("Curriculum vitæ"))).read_bytes()
    attach(message, cv, "cv.docx")
    attach(message, DOSSIER[:9000], "dossier.docx")

    arrival = surveyed(tmp_path, bytes(message))

    assert outcomes(arrival) == [("dossier.docx", "unreadable", ["LEC-02"])]


def test_the_files_of_a_dossier_are_kept_under_their_names(tmp_path: Path) -> None:
    arrival = surveyed(tmp_path, bytes(attach(mail("Bonjour"), DOSSIER, "dossier été.docx")))

    ((name, path),) = arrival.dossiers[0].pieces
    assert (name, path.read_bytes()) == ("dossier été.docx", DOSSIER)


def test_an_attachment_is_told_with_its_size_and_digest(tmp_path: Path) -> None:
    arrival = surveyed(tmp_path, bytes(attach(mail("Bonjour"), DOSSIER, "dossier.docx")))

    assert arrival.attachments == (
        Attachment(
            name="dossier.docx",
            kind="word",
            size=len(DOSSIER),
            sha256=hashlib.sha256(DOSSIER).hexdigest(),
            role="dossier",
            reason="Le formulaire de l’appel y a été reconnu.",
        ),
    )


def test_an_archive_that_cannot_be_opened_is_told_of(tmp_path: Path) -> None:
    data = zipped(tmp_path, **{"dossier.docx": DOSSIER})[:-30]

    arrival = surveyed(tmp_path, data, "lot.zip")

    assert outcomes(arrival) == [(None, "unreadable", ["LEC-02"])]
    assert [(one.name, one.role, one.kind) for one in arrival.attachments] == [
        ("lot.zip", "illisible", "zip")
    ]


def test_a_word_file_with_macros_is_read_and_flagged(tmp_path: Path) -> None:
    drop = CORPUS.parent / "hostile" / "04-macro.docm"
    (tmp_path / "into").mkdir()

    (one,) = survey(drop, form(), tmp_path / "into").dossiers

    assert "MACROS" in [finding.code for finding in one.extraction.findings]


def test_a_cut_archive_is_not_read_as_the_last_file_in_it(tmp_path: Path) -> None:
    both = zipped(tmp_path, **{"un.docx": DOSSIER, "deux.docx": DOSSIER})

    arrival = surveyed(tmp_path, both[:-150], "lot.zip")

    assert outcomes(arrival) == [(None, "unreadable", ["LEC-02"])]
