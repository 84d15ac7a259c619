from pipeline.kin import Standing, kin
from tests.kin_cases import ACTIONS, ALIX, BORIS, FORM, GRID, OBJECT, brief, candidate

BORROWED = {**BORIS, "projet.objet": OBJECT, "projet.actions": ACTIONS.replace("radio", "revue")}


def test_the_same_words_under_two_structures_are_told() -> None:
    found = kin([candidate(1), candidate(2, BORROWED)], FORM, GRID)

    assert brief(found.relations) == [("texte", "E-001", "E-002", None, False)]
    assert set(found.standings.values()) == {Standing()}
    assert "«\u00a0Objet\u00a0» et «\u00a0Actions\u00a0»" in found.relations[0].reason


def test_one_answer_in_common_is_not_told() -> None:
    found = kin([candidate(1), candidate(2, BORROWED, projet__actions="Rien.")], FORM, GRID)

    assert found.relations == ()


def test_words_that_many_candidates_write_are_not_told() -> None:
    others = [
        candidate(
            n,
            {
                **BORROWED,
                "structure.nom": name,
                "professionnel.nom": f"Personne {name}",
                "structure.email": None,
                "professionnel.email": None,
                "professionnel.telephone": None,
                "structure.ville": name,
                "structure.code_postal": f"620{n}0",
            },
        )
        for n, name in enumerate(("Bapaume", "Frévent", "Hesdin", "Lumbres", "Marquise"), start=2)
    ]

    found = kin([candidate(1), *others], FORM, GRID)

    assert found.relations == ()


def test_versions_and_scans_of_one_dossier_do_not_make_its_words_common() -> None:
    found = kin(
        [
            candidate(1),
            candidate(2, ALIX, signature__lieu="Avion"),
            candidate(3, reader="scan"),
            candidate(4, BORROWED),
        ],
        FORM,
        GRID,
    )

    assert ("texte", "E-002", "E-004", None, False) in brief(found.relations)
