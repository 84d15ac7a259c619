"""Links to files left on a transfer service: found and dated, never followed nor kept."""

import datetime as dt
from collections.abc import Sequence

import pytest

from pipeline.intake.expiry import expiries
from pipeline.intake.links import links_in
from pipeline.intake.part import Context
from schemas.reception import DownloadLink

MAIL = Context(sent="2019-12-10T23:30:00+00:00", subject="Candidature")  # the 11th in Paris


def found(text: str, context: Context | None = MAIL) -> Sequence[DownloadLink]:
    return [one.link for one in links_in([text], "Candidature", context)]


@pytest.mark.parametrize(
    ("address", "host", "until"),
    [
        ("https://drop.chapril.org/r/FA7MHOOL#AgsmqnJEyUZAcybZ/Qt05N8dE=", "drop.chapril.org", 7),
        ("https://fichiers.example.org/r/x-Y_z1AbCd#0123456789abcdef=", "fichiers.example.org", 7),
        ("https://drop.chapril.org/r/abCdEf12", "drop.chapril.org", 7),
        ("https://drop.example.org/r/abCdEf12#courte", "drop.example.org", 7),
        ("https://we.tl/t-AbCdEf1234", "we.tl", 3),
        ("we.tl/t-AbCdEf1234", "we.tl", 3),
        ("https://wetransfer.com/downloads/0a1b/2c3d", "wetransfer.com", 3),
        ("https://fromsmash.com/AbCd-EfGh-ct", "fromsmash.com", 7),
        ("https://www.swisstransfer.com/d/0a1b2c3d-4e5f", "www.swisstransfer.com", 30),
        ("https://www.grosfichiers.com/AbCdEfGhIj", "www.grosfichiers.com", 14),
        ("https://www.transfernow.net/dl/20191210abcd", "www.transfernow.net", 7),
        ("https://filesender.renater.fr/?s=download&token=0a1b2c", "filesender.renater.fr", 14),
        (
            "https://francetransfert.numerique.gouv.fr/download/download-info?enclosure=0a1b",
            "francetransfert.numerique.gouv.fr",
            30,
        ),
        ("https://drive.google.com/file/d/1AbC/view?usp=sharing", "drive.google.com", None),
        ("https://docs.google.com/document/d/1AbC/edit", "docs.google.com", None),
        ("https://1drv.ms/w/s!AbCdEf", "1drv.ms", None),
        ("https://x-my.sharepoint.com/:w:/g/personal/a/EabC?e=1", "x-my.sharepoint.com", None),
        ("https://www.dropbox.com/s/0a1b2c3d/dossier.docx?dl=0", "www.dropbox.com", None),
        ("https://cloud.example.org/index.php/s/aBcDeFgHiJ12345", "cloud.example.org", None),
        ("https://nuage.example.org/s/aBcDeFgHiJ12345/download", "nuage.example.org", None),
        ("https://nextcloud.example.org/s/dossier", "nextcloud.example.org", None),
        ("https://mega.nz/file/AbCdEf#0a1b2c3d", "mega.nz", None),
        ("https://u.pcloud.link/publink/show?code=XZabc", "u.pcloud.link", None),
        ("https://kdrive.infomaniak.com/app/share/123/0a1b-2c3d", "kdrive.infomaniak.com", None),
        ("https://wormhole.app/AbCdE#0a1b2c3d", "wormhole.app", 1),
    ],
)
def test_the_link_of_a_service_is_known(address: str, host: str, until: int | None) -> None:
    day = None if until is None else (dt.date(2019, 12, 11) + dt.timedelta(until)).isoformat()

    (link,) = found(f"Bonjour,\nle dossier est là : {address}.\nCordialement")

    assert link == DownloadLink(host=host, where="Candidature", until=day, stated=False)


@pytest.mark.parametrize(
    "text",
    [
        "Centre social – https://www.example.org/accueil",
        "https://www.facebook.com/centre.social",
        "https://example.org/s/blog et https://example.org/s/formationjeunes",
        "https://docs.google.com/forms/d/e/1FAIpQL/viewform",
        "https://wetransfer.com/",
        "https://www.dropbox.com/",
        "https://example.org/r/courte#ancre",
        "mailto:accueil@example.org",
    ],
)
def test_any_other_address_is_no_link_to_a_file(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("disponible jusqu’au 20/12/2019", "2019-12-20"),
        ("Ce lien est valable jusqu'au vendredi 20 décembre 2019 inclus", "2019-12-20"),
        ("expire le 20/12", "2019-12-20"),
        ("expire le 3 janvier", "2020-01-03"),
        ("Le lien expire dans 7 jours", "2019-12-18"),
        ("fichiers conservés pendant une semaine", "2019-12-18"),
        ("téléchargeable pendant 48 heures", "2019-12-13"),
        ("Date d’expiration du lien : 20.12.19", "2019-12-20"),
        ("à télécharger avant le 1er janvier 2020", "2020-01-01"),
        ("Expires on December 20, 2019", "2019-12-20"),
    ],
)
def test_the_day_stated_in_the_mail_counts(words: str, until: str) -> None:
    (link,) = found(f"https://we.tl/t-AbCdEf1234\n{words}.")

    assert (link.until, link.stated) == (until, True)


@pytest.mark.parametrize(
    "words",
    [
        "Réponse attendue avant le 15/01/2020",
        "disponible jusqu’au 31/02/2020",
        "disponible jusqu’au 20/12/2012",
        "Nous sommes disponibles pour vous répondre",
    ],
)
def test_another_day_in_the_mail_is_not_taken_for_it(words: str) -> None:
    (link,) = found(f"https://we.tl/t-AbCdEf1234\n{words}.")

    assert (link.until, link.stated) == ("2019-12-14", False)


def test_each_link_has_the_day_stated_nearest_to_it() -> None:
    first, second = found(
        "https://we.tl/t-AbCdEf1234 (expire le 12/12/2019)\n"
        "et les annexes :\nhttps://we.tl/t-ZyXwVu9876 (expire le 20/12/2019)"
    )

    assert (first.until, second.until) == ("2019-12-12", "2019-12-20")


def test_without_a_date_of_the_mail_only_a_whole_date_counts() -> None:
    assert [link.until for link in found("https://we.tl/t-AbCdEf12 expire dans 7 jours", None)] == [
        None
    ]
    assert list(expiries("disponible jusqu’au 20/12/2019", None)) == [(0, dt.date(2019, 12, 20))]


@pytest.mark.parametrize(
    "text",
    [
        '<html><body><a href="https://we.tl/t-AbCdEf1234">le dossier</a></body></html>',
        "<p><a href='https://eur.safelinks.example/?a=5&amp;url=https%3A%2F%2Fwe.tl%2Ft-AbCdEf1'>x</a>",
        "https://urldefense.com/v3/__https://we.tl/t-AbCdEf1234__;!!abc$",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__we.tl_t-2DAbCdEf1234&d=x",
        "https://www.google.com/url?q=https://we.tl/t-AbCdEf1234&sa=D",
    ],
)
def test_a_link_is_found_under_what_mail_programs_make_of_it(text: str) -> None:
    assert [link.host for link in found(text)] == ["we.tl"]


def test_an_address_is_told_once() -> None:
    text = '<p><a href="https://we.tl/t-AbCdEf1234">https://we.tl/t-AbCdEf1234</a></p>'

    both = links_in(["https://we.tl/t-AbCdEf1234", text], "x", MAIL)

    assert len(both) == 1


def test_a_picture_of_a_page_is_no_link() -> None:
    assert found('<p><img src="https://drive.google.com/uc?id=abc"></p>') == []


def test_neither_token_nor_key_is_kept() -> None:
    address = "https://user:secret@drop.chapril.org/r/FA7MHOOL#AgsmqnJEyUZAcybZ"

    (one,) = links_in([address], f"TR: {address} www.example.org/t", MAIL)

    assert one.link.host == "drop.chapril.org"
    assert one.link.where == "TR: … …"
    assert not {"FA7MHOOL", "Agsmq", "secret"} & set(str(one).replace("'", " ").split())


@pytest.mark.parametrize("text", ["<a href=" * 9000, "https://" * 9000, "expire le " * 9000])
def test_a_text_made_to_slow_the_search_gives_nothing(text: str) -> None:
    assert found(text) == []
