"""The notes that stand beside the files a person has to look at."""

from pipeline.run.attention import Note, Seen, attention
from pipeline.store.records import Registered
from schemas.candidature import Dossier, Extraction, Finding
from schemas.kinship import Difference, Kinship
from schemas.reception import DownloadLink

NUMBER = "ESSAI-014"
OTHER = "ESSAI-021"


def registered(state: str = "recevable", *findings: Finding, **more: object) -> Registered:
    extraction = Extraction(file="dossier.docx", sha256="0" * 64, outcome="ok", findings=findings)
    dossier = Dossier.model_validate(
        {
            "number": NUMBER,
            "extraction": extraction,
            "received_at": "2019-12-14T08:00:00+00:00",
            "state": state,
            **more,
        }
    )
    return Registered(
        id=1,
        campaign="essai",
        receipt=1,
        channel="depot",
        sender=None,
        received_from="file",
        dropped_at="2019-12-14T08:00:00+00:00",
        pieces=(),
        published=False,
        dossier=dossier,
    )


def late() -> Finding:
    return Finding(code="HORS_DELAI", severity="warning", message="Reçu après la clôture.")


def kin(**more: object) -> Kinship:
    return Kinship.model_validate(
        {
            "kind": "version",
            "older": NUMBER,
            "newer": OTHER,
            "keeps": OTHER,
            "reason": "Même structure et même professionnel.",
            **more,
        }
    )


def note(row: Registered, *related: Kinship, links: tuple[DownloadLink, ...] = ()) -> Note:
    found = attention(Seen(row=row, name="dossier.docx", kin=related, links=links))
    assert found is not None
    return found


def test_a_dossier_without_a_doubt_has_no_note() -> None:
    assert attention(Seen(row=registered(), name="dossier.docx")) is None


def test_a_copy_lies_among_the_doublons_and_names_its_original() -> None:
    found = note(registered("doublon", of=OTHER))

    assert found.folder == "doublons"
    assert f"copie exacte du dossier {OTHER}" in found.text


def test_a_replaced_version_shows_both_words_and_how_to_take_it_back() -> None:
    change = Difference(key="ville", title="Ville", older="Lens", newer="Liévin")

    found = note(registered("remplace", of=OTHER), kin(differences=(change,)))

    assert found.folder == "doublons"
    assert f"{NUMBER}\u00a0: Lens" in found.text
    assert f"{OTHER}\u00a0: Liévin" in found.text
    assert f"candidatures versions essai {NUMBER} {OTHER} --distinct" in found.text


def test_a_long_list_of_differences_is_cut_and_counted() -> None:
    many = tuple(
        Difference(key=f"k{n}", title=f"Champ {n}", older="a", newer="b") for n in range(20)
    )

    text = note(registered("remplace", of=OTHER), kin(differences=many)).text

    assert "Champ 11" in text
    assert "Champ 12" not in text
    assert "et 8 autres différences" in text


def test_an_unreadable_file_says_under_which_name_the_mended_one_is_dropped() -> None:
    broken = Finding(code="LEC-02", severity="error", message="Abîmé.")

    found = note(registered("illisible", broken))

    assert found.folder == "rejets"
    assert "Abîmé." in found.text
    assert f"un nom qui commence par {NUMBER}" in found.text


def test_a_link_is_a_task_with_its_day_and_without_its_address() -> None:
    link = DownloadLink(host="drop.example.org", where="Candidature", until="2019-12-20")

    found = note(registered("a_telecharger"), links=(link,))

    assert found.folder == "a-verifier"
    assert "à télécharger avant le 20/12/2019 (délai habituel de ce service)" in found.text
    assert "drop.example.org" in found.text


def test_an_accepted_delay_asks_for_nobody() -> None:
    assert note(registered("recevable", late(), late_by=5)).folder == "a-verifier"
    excused = registered("recevable", late(), late_by=5, excused=True)
    assert attention(Seen(row=excused, name="dossier.docx")) is None


def test_an_uncertain_likeness_is_told_with_the_later_dossier_only() -> None:
    doubtful = kin(older=OTHER, newer=NUMBER, keeps=None, certain=False)

    assert "Un autre dossier lui ressemble" in note(registered(), doubtful).text
    earlier = kin(older=NUMBER, newer=OTHER, keeps=None, certain=False)
    assert attention(Seen(row=registered(), name="dossier.docx", kin=(earlier,))) is None
