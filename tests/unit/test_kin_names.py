import pytest

from pipeline.kin.names import Likeness, compare, loosely, person_words, structure_words


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("MJC de Béthune", "Mjc Bethune", "same"),
        ("Association Le Grand Large", "Le Grand Large (loi 1901)", "same"),
        ("Mairie d’Achicourt", "Ville d'Achicourt", "same"),
        ("Lens – Centre social", "Centre social Lens", "same"),
        ("Foyer rural Nœux", "Foyer rural noeux", "same"),
        ("MJC Lens", "Maison des jeunes et de la culture Lens", "near"),
        ("Centre social Les Alouettes", "Centre social Les Allouettes", "near"),
        ("Centre social", "Centre social Les Alouettes", "near"),
        ("Centre social Lens", "Centre social Sens", "near"),
        ("Résidence 1", "Résidence 2", "other"),
        ("Centre social de Lens", "Centre social de Liévin", "other"),
        ("MJC", "PIJ", "other"),
        ("Bureau Information Jeunesse de Liévin", "Bureau Information Jeunesse d’Arras", "other"),
        ("Центр", "Центр", "same"),
        ("", "MJC", "unknown"),
    ],
)
def test_structures_are_compared_as_people_write_them(
    one: str, other: str, expected: Likeness
) -> None:
    assert compare(structure_words(one), structure_words(other)) == expected
    assert compare(structure_words(other), structure_words(one)) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("DUPONT Marie", "Marie Dupont", "same"),
        ("Mme Marie DUPONT", "Marie Dupont", "same"),
        ("Jean-Baptiste Bécourt", "BECOURT Jean Baptiste", "same"),
        ("Marie Dupont", "Marie Dupond", "near"),
        ("Marie Dupont", "M. Dupont", "near"),
        ("Marie Dupont", "Dupont", "near"),
        ("Marie Dupont", "Marie Dupont-Lefort", "near"),
        ("Marie Dupont", "Marion Dupont", "other"),
        ("Ali Kaci", "Eli Kaci", "other"),
        ("Marie Dupont", "Paul Dupont", "other"),
        ("Recrutement en cours", "Marie Dupont", "unknown"),
        ("à recruter", "à recruter", "unknown"),
        (None, "Marie Dupont", "unknown"),
    ],
)
def test_people_are_compared_as_they_are_named(
    one: str | None, other: str, expected: Likeness
) -> None:
    assert compare(person_words(one), person_words(other)) == expected
    assert compare(person_words(other), person_words(one)) == expected


def test_a_name_badly_read_is_never_surely_another() -> None:
    carpagne = structure_words("Assecintien Jeunes en carpagne")

    assert loosely(carpagne, structure_words("Association Jeunes en campagne")) != "other"
    assert loosely(person_words("CARON Anne-Sepiie"), person_words("Anne-Sophie Caron")) == "near"
    assert loosely(person_words("xvf Rrte"), person_words("Anne-Sophie Caron")) == "unknown"
