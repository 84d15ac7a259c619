"""The tables of communes: complete, placed, and with their sources."""

import json

import pytest

from pipeline.geo import load
from pipeline.geo.gazetteer import DATA, kilometres, notice
from schemas.candidature import Commune

Ring = list[list[float]]


@pytest.mark.parametrize(("department", "count"), [("62", 887), ("03", 317), ("63", 463)])
def test_every_commune_of_a_departement_is_there_and_has_a_place(
    department: str, count: int
) -> None:
    communes = load().communes([department])

    placed = [c for c in communes if c.latitude is not None and c.longitude is not None]
    assert (len(communes), len(placed)) == (count, count)


@pytest.mark.parametrize("department", ["62", "03", "63"])
def test_every_commune_stands_inside_the_outline_of_its_departement(department: str) -> None:
    rings = json.loads((DATA / f"fond_{department}.json").read_text("utf-8"))["departement"]

    outside = [
        commune.name
        for commune in load().communes([department])
        if not _inside(commune.longitude or 0.0, commune.latitude or 0.0, rings)
    ]

    assert outside == []


def _inside(x: float, y: float, rings: list[Ring]) -> bool:
    # The outline is simplified: a point 0.01° (about 1 km) off it counts as inside.
    shifts = [(dx, dy) for dx in (0, 0.012, -0.012) for dy in (0, 0.01, -0.01)]
    return any(_in_rings(x + dx, y + dy, rings) for dx, dy in shifts)


def _in_rings(x: float, y: float, rings: list[Ring]) -> bool:
    crossings = 0
    for ring in rings:
        for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
                crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize(
    ("north", "east", "expected"),
    [
        (1.0, 0.0, 111.195),  # a degree of a meridian, for a radius of 6371.0088 km
        (0.0, 1.0, 70.678),  # a degree of longitude at 50.53° N
    ],
)
def test_distances_follow_the_great_circle(north: float, east: float, expected: float) -> None:
    here = Commune(
        insee="1", name="A", department="62", postal_codes=(), longitude=2.5, latitude=50.53
    )
    there = here.model_copy(update={"longitude": 2.5 + east, "latitude": 50.53 + north})

    assert kilometres(here, there) == pytest.approx(expected, abs=0.02)


def test_a_commune_is_at_no_distance_from_itself() -> None:
    arras = load().match("Arras", "62000", ["62"]).commune

    assert arras is not None
    assert kilometres(arras, arras) == 0


def test_a_place_that_is_not_known_gives_no_distance() -> None:
    arras = load().match("Arras", "62000", ["62"]).commune
    assert arras is not None

    assert kilometres(arras, arras.model_copy(update={"latitude": None})) is None


def test_the_notice_names_sources_and_licence() -> None:
    said = notice()

    assert all(word in said for word in ("Insee", "IGN", "La Poste", "Licence Ouverte 2.0"))
