from pipeline.kin import Standing, kin
from schemas.candidature import Value
from tests.kin_cases import ALIX, BORIS, FORM, GRID, brief, candidate

UNSIGNED = {**ALIX, "signature.signee": False, "signature.date": None}
NAMES = ("structure.nom", "professionnel.nom", "professionnel.telephone")


def test_the_typed_dossier_stands_and_its_signed_scan_belongs_to_it() -> None:
    found = kin([candidate(1, UNSIGNED), candidate(2, reader="scan")], FORM, GRID)

    assert found.standings == {"E-001": Standing(), "E-002": Standing("rattache", "E-001")}
    assert brief(found.relations) == [("scan", "E-001", "E-002", "E-001", True)]


def test_the_scan_may_come_first() -> None:
    found = kin([candidate(1, reader="scan"), candidate(2, UNSIGNED)], FORM, GRID)

    assert found.standings == {"E-001": Standing("rattache", "E-002"), "E-002": Standing()}


def test_names_badly_read_do_not_part_a_scan_from_its_dossier() -> None:
    seen = {
        **ALIX,
        "structure.nom": "Maiscn de quarlier Les Glycincs",
        "professionnel.nom": "MORCL Alix",
        "professionnel.telephone": "06 39 98 00 1l",
        "projet.objet": str(ALIX["projet.objet"]).replace("rn", "m").replace("é", "e"),
    }

    found = kin(
        [candidate(1, UNSIGNED), candidate(2, seen, reader="scan", flagged=NAMES)], FORM, GRID
    )

    assert brief(found.relations) == [("scan", "E-001", "E-002", "E-001", True)]


def test_a_scan_that_surely_says_something_else_is_to_be_confirmed() -> None:
    found = kin(
        [candidate(1), candidate(2, reader="scan", structure__code_postal="62210")],
        FORM,
        GRID,
    )

    (relation,) = found.relations
    assert (relation.keeps, relation.certain) == ("E-001", False)
    assert [(d.key, d.older, d.newer) for d in relation.differences] == [
        ("structure.code_postal", "62300", "62210")
    ]


def test_a_late_signed_scan_is_paired_and_told() -> None:
    found = kin([candidate(1, UNSIGNED), candidate(2, reader="scan", late_by=30)], FORM, GRID)

    assert brief(found.relations) == [("scan", "E-001", "E-002", "E-001", False)]
    assert "après la clôture" in found.relations[0].reason


def test_a_typed_file_after_the_closing_does_not_make_a_scan_on_time_late() -> None:
    found = kin([candidate(1, reader="scan"), candidate(2, UNSIGNED, late_by=30)], FORM, GRID)

    assert found.standings == {"E-001": Standing(), "E-002": Standing("rattache", "E-001")}
    assert brief(found.relations) == [("scan", "E-001", "E-002", "E-001", False)]


def test_a_typed_dossier_and_a_scan_of_another_candidate_are_not_paired() -> None:
    found = kin([candidate(1), candidate(2, BORIS, reader="scan")], FORM, GRID)

    assert found.relations == ()


def test_the_scan_of_a_colleague_who_copied_the_text_is_not_a_piece() -> None:
    colleague: dict[str, Value] = {
        **ALIX,
        "professionnel.nom": "Karim Delattre",
        "professionnel.telephone": "06 39 98 00 44",
        "professionnel.email": "karim.delattre@glycines.example.org",
    }

    read = kin([candidate(1), candidate(2, colleague, reader="scan")], FORM, GRID)
    misread = kin(
        [candidate(1), candidate(2, colleague, reader="scan", flagged=("professionnel.nom",))],
        FORM,
        GRID,
    )

    assert brief(read.relations) == [("professionnel", "E-001", "E-002", None, True)]
    assert brief(misread.relations) == [("scan", "E-001", "E-002", None, False)]


def test_a_scan_goes_to_the_version_that_it_shows() -> None:
    second = {**UNSIGNED, "professionnel.telephone": "06 39 98 00 99"}

    found = kin(
        [candidate(1, UNSIGNED), candidate(2, second), candidate(3, reader="scan")], FORM, GRID
    )

    assert found.standings["E-003"] == Standing("rattache", "E-001")


def test_a_version_completed_by_its_scan_is_complete() -> None:
    found = kin(
        [
            candidate(1, UNSIGNED),
            candidate(2, reader="scan"),
            candidate(3, UNSIGNED, projet__apport="Un apport tout autre, écrit après coup."),
        ],
        FORM,
        GRID,
    )

    assert [s.state for s in found.standings.values()] == [None, "rattache", "remplace"]
    assert brief(found.relations)[1] == ("version", "E-001", "E-003", "E-001", False)


def test_a_late_scan_completes_nothing() -> None:
    found = kin(
        [
            candidate(1, UNSIGNED),
            candidate(2, UNSIGNED, projet__apport="Un apport tout autre, écrit après coup."),
            candidate(3, reader="scan", late_by=20),
        ],
        FORM,
        GRID,
    )

    assert found.standings["E-001"] == Standing("remplace", "E-002")


def test_a_signed_page_scanned_alone_belongs_to_its_dossier() -> None:
    page = {k: ALIX[k] for k in ("structure.nom", "professionnel.nom", "signature.signee")}

    found = kin([candidate(1, UNSIGNED), candidate(2, page, reader="scan")], FORM, GRID)

    assert found.standings["E-002"] == Standing("rattache", "E-001")


def test_two_scans_of_one_dossier_both_belong_to_it() -> None:
    found = kin(
        [candidate(1, UNSIGNED), *(candidate(n, reader="scan") for n in (2, 3))], FORM, GRID
    )

    assert [s.of for s in found.standings.values()] == [None, "E-001", "E-001"]


def test_a_scan_decided_on_is_not_moved() -> None:
    found = kin([candidate(1, UNSIGNED), candidate(2, reader="scan", closed=True)], FORM, GRID)

    assert set(found.standings.values()) == {Standing()}
    assert brief(found.relations) == [("scan", "E-001", "E-002", None, False)]
