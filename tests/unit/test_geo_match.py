"""Towns as people write them, matched with communes; a guess is never accepted."""

import pytest

from pipeline.geo import load


@pytest.mark.parametrize(
    ("town", "code", "commune", "how"),
    [
        ("Lens", "62300", "Lens", "name"),
        ("LENS", None, "Lens", "name"),
        ("  lens ", "62 300", "Lens", "name"),
        ("62300 Lens", None, "Lens", "name"),
        ("LENS CEDEX", "62307", "Lens", "name"),
        ("62012 Arras Cedex 9", None, "Arras", "name"),
        ("BP 12, Arras Cedex", "62012", "Arras", "name"),
        ("Ville de Carvin", None, "Carvin", "name"),
        ("Béthune (62)", None, "Béthune", "name"),
        ("Hénin Beaumont", None, "Hénin-Beaumont", "name"),
        ("henin-beaumont", "62110", "Hénin-Beaumont", "name"),
        ("St-Omer", "62500", "Saint-Omer", "name"),
        ("St Étienne au Mont", None, "Saint-Étienne-au-Mont", "name"),
        ("Noeux les Mines", None, "Nœux-les-Mines", "name"),
        ("Aire s/ la Lys", "62120", "Aire-sur-la-Lys", "name"),
        ("Touquet-Paris-Plage (Le)", None, "Le Touquet-Paris-Plage", "name"),
        ("Portel", "62480", "Le Portel", "name"),
        ("St Martin lès Tatinghem", None, "Saint-Martin-lez-Tatinghem", "name"),
        ("Tatinghem", None, "Saint-Martin-lez-Tatinghem", "former_name"),
        ("Montreuil", "62170", "Montreuil-sur-Mer", "former_name"),
        ("Le Touquet", None, "Le Touquet-Paris-Plage", "beginning"),
        ("Saint-Martin", "62280", "Saint-Martin-Boulogne", "beginning"),
        ("Berck-sur-Mer", "62600", "Berck", "beginning"),
        ("Lens centre-ville", "62300", "Lens", "beginning"),
        ("Bethnue", "62400", "Béthune", "likeness"),
        ("Hénin Beaumon", None, "Hénin-Beaumont", "likeness"),
    ],
)
def test_a_town_is_recognised_as_people_write_it(
    town: str, code: str | None, commune: str, how: str
) -> None:
    match = load().match(town, code, ["62"])

    found = match.commune.name if match.commune else None
    assert (match.state, found, match.how) == ("matched", commune, how)


@pytest.mark.parametrize(
    ("town", "code"),
    [
        ("", None),
        (None, None),
        ("Ternois", None),
        ("Ternois", "62130"),
        ("Saint-Martin", None),
        ("Lille 59000", None),
        ("CC du Pays de Lumbres", None),
        ("Pas-de-Calais", None),
        ("Bassin minier", None),
        ("Calaisis", None),
        ("Boulonnais", None),
        ("62", None),
        ("n/a", None),
        ("Lens et Liévin", "62300"),
    ],
)
def test_what_names_no_commune_for_sure_is_never_accepted(
    town: str | None, code: str | None
) -> None:
    match = load().match(town, code, ["62"])

    assert (match.state == "matched", match.commune) == (False, None)


def test_a_name_that_several_communes_begin_with_is_to_be_confirmed_among_them() -> None:
    match = load().match("Hénin", None, ["62"])

    assert match.state == "to_confirm"
    assert [c.name for c in match.candidates] == ["Hénin-Beaumont", "Hénin-sur-Cojeul"]


def test_a_postal_code_that_contradicts_the_name_asks_a_person() -> None:
    match = load().match("Lens", "62400", ["62"])

    assert match.state == "to_confirm"
    assert [c.name for c in match.candidates][:2] == ["Lens", "Béthune"]


def test_a_postal_code_of_another_departement_asks_a_person() -> None:
    match = load().match("Arras", "59000", ["62"])

    assert (match.state, [c.name for c in match.candidates]) == ("to_confirm", ["Arras"])


def test_a_postal_code_alone_suggests_its_communes() -> None:
    match = load().match(None, "62300", ["62"])

    assert (match.state, {c.name for c in match.candidates}) == (
        "to_confirm",
        {"Lens", "Éleu-dit-Leauwette"},
    )


def test_a_town_is_looked_for_in_the_departements_of_the_call_only() -> None:
    assert load().match("Vichy", "03200", ["62"]).state == "unknown"
    assert load().match("Vichy", "03200", ["03", "63"]).state == "matched"


def test_the_order_of_the_departements_changes_nothing() -> None:
    one = load().match("Riom", None, ["03", "63"])

    assert one == load().match("Riom", None, ["63", "03"])


@pytest.mark.parametrize("department", ["62", "03", "63"])
def test_each_commune_with_its_postal_code_is_itself(department: str) -> None:
    gazetteer = load()

    wrong = [
        c.name
        for c in gazetteer.communes([department])
        if gazetteer.match(c.name.upper(), c.postal_codes[0], [department]).commune != c
    ]

    assert wrong == []


def test_a_slip_of_the_keyboard_never_names_another_commune_beside_its_code() -> None:
    gazetteer = load()

    wrong = [
        (slip, match.commune.name)
        for c in gazetteer.communes(["62"])
        for slip in _slips(c.name)
        if (match := gazetteer.match(slip, c.postal_codes[0], ["62"])).commune not in (None, c)
        and match.commune is not None
    ]

    assert wrong == []


def _slips(name: str) -> list[str]:
    middle = len(name) // 2
    return [
        name[:middle] + name[middle + 1 :],
        name[:middle]
        + name[middle + 1 : middle + 2]
        + name[middle : middle + 1]
        + name[middle + 2 :],
    ]
