"""What else arrives: a mail with a dossier in it, and a file that is no dossier."""

import datetime as dt
import io
from email.message import EmailMessage
from email.utils import format_datetime

import docx

from pipeline.demo.candidate import Candidate


def mail(candidate: Candidate, dossier: bytes, when: dt.datetime, to: str) -> bytes:
    """Return the message that a candidate sent, as a mail program saves it."""
    message = EmailMessage()
    received = format_datetime(when + dt.timedelta(seconds=4))
    message["Received"] = f"from mx.example.org by mail.example.org; {received}"
    message["From"] = f"{candidate.person} <{candidate.person_email}>"
    message["To"] = to
    message["Date"] = format_datetime(when)
    message["Subject"] = "Candidature Promeneurs du Net"
    message["Message-ID"] = f"<{when:%Y%m%d%H%M}@example.org>"
    message.set_content(
        "Bonjour,\n\nVeuillez trouver ci-joint notre dossier de candidature.\n\n"
        f"{candidate.person}\n{candidate.structure}\n"
    )
    message.add_attachment(
        dossier,
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename="Dossier de candidature signé.docx",
    )
    return message.as_bytes()


def curriculum() -> bytes:
    """Return a curriculum vitae sent by mistake."""
    document = docx.Document()
    document.add_heading("Gaspard Wimereaux (personne fictive)", level=0)
    document.add_paragraph("11 allée des Peupliers, 62000 Arras – gaspard.wimereaux@example.org")
    for title, lines in (
        ("Expérience", ("2016-2019 : animateur périscolaire", "2014-2016 : moniteur de voile")),
        (
            "Formation",
            ("2014 : brevet d’aptitude à l’animation", "2013 : baccalauréat"),
        ),
        ("Divers", ("Permis B", "Anglais courant")),
    ):
        document.add_heading(title, level=1)
        for line in lines:
            document.add_paragraph(line, style="List Bullet")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
