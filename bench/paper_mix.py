"""Which degradations come together: the profiles of a real mailbox, and free mixtures.

A profile says at how many dpi a page is seen, what is done to it in order, and how it is stored.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bench.degrade import Rng, Step


class Recipe(NamedTuple):
    """How one dossier becomes paper: a name, dpi, steps, JPEG quality, bits, what is special."""

    name: str
    dpi: float
    steps: tuple[Step, ...]
    quality: int = 75
    bits: int = 8
    special: str = ""


def _scan(rng: Rng, name: str, dpi: float, *more: Step, **kept: int | str) -> Recipe:
    """A sheet on the glass: skew and grain of every scanner, and what else is given."""
    steps = (
        ("blur", rng.uniform(0.1, 0.3)),
        ("skew", abs(rng.normal(0, 0.6))),
        *more,
        ("noise", rng.uniform(1.5, 4)),
    )
    quality = int(kept.get("quality", rng.integers(50, 88)))
    return Recipe(name, dpi, steps, quality, int(kept.get("bits", 8)), str(kept.get("special", "")))


def _one_bit(rng: Rng, name: str, *cut: Step) -> Recipe:
    made = _scan(rng, name, float(rng.choice([200, 300, 300])), ("grey", 1), bits=1)
    return made._replace(steps=(*made.steps, *cut))


def _worn(rng: Rng) -> Recipe:
    worn = (
        ("grey", 1),
        ("copier", rng.choice([97, 98, 94])),
        ("folds", rng.uniform(0.2, 0.7)),
        ("fade", rng.uniform(0.2, 0.5)),
        ("specks", rng.uniform(0.5, 4)),
        ("streaks", rng.integers(0, 3)),
    )
    return _scan(rng, "worn", float(rng.choice([150, 200])), *worn)


def _bound(rng: Rng) -> Recipe:
    sides = (
        ("back", rng.uniform(0.04, 0.14)),
        ("holes", rng.choice([0, 2, 4])),
        ("binding", rng.uniform(0.3, 0.8)),
    )
    return _scan(rng, "bound", 200, *sides)


def _photo(rng: Rng, name: str = "photo", special: str = "photo") -> Recipe:
    dpi = float(rng.choice([150, 180, 200, 220]))
    steps = (("blur", 0.15), ("folds", rng.choice([0, 0, 0.3])), ("photo", rng.uniform(0.15, 0.9)))
    return Recipe(name, dpi, steps, int(rng.integers(55, 88)), 8, special)


PROFILES: dict[str, tuple[int, Callable[[Rng], Recipe]]] = {
    "office-200": (10, lambda r: _scan(r, "office-200", 200, ("grey", 1))),
    "office-300": (10, lambda r: _scan(r, "office-300", 300)),
    "office-150": (8, lambda r: _scan(r, "office-150", 150, ("grey", r.integers(2)))),
    "bitonal": (6, lambda r: _one_bit(r, "bitonal", ("bitonal", r.uniform(140, 195)))),
    "adaptive": (3, lambda r: _one_bit(r, "adaptive", ("adaptive", r.uniform(8, 16)))),
    "dithered": (1, lambda r: _one_bit(r, "dithered", ("dither", r.uniform(0.3, 0.7)))),
    "worn": (5, _worn),
    "bound": (5, _bound),
    "coffee": (2, lambda r: _scan(r, "coffee", 200, ("coffee", r.uniform(0.3, 0.8)))),
    "crooked": (3, lambda r: _scan(r, "crooked", 200, ("skew", r.uniform(1.5, 3.5)))),
    "low": (2, lambda r: _scan(r, "low", float(r.choice([100, 120])), quality=45)),
    "upside-down": (3, lambda r: _scan(r, "upside-down", 200, special="turned")),
    "two-up": (2, lambda r: _scan(r, "two-up", 200, special="two-up")),
    "swapped": (2, lambda r: _scan(r, "swapped", 200, special="swapped")),
    "layer": (3, lambda r: _scan(r, "layer", 200, special="layer")),
    "mixed": (3, lambda r: _scan(r, "mixed", 200, special="mixed")),
    "whole": (1, lambda r: _scan(r, "whole", 200, ("grey", 1), special="whole")),
    "photo": (9, _photo),
    "photo-pdf": (2, lambda r: _photo(r, "photo-pdf", "")),
}

# What a free mixture may add, with the range of its strength.
_EXTRAS: dict[str, tuple[float, float]] = {
    "copier": (93, 103),
    "fade": (0.1, 0.55),
    "specks": (0.3, 6),
    "binding": (0.2, 0.9),
    "back": (0.03, 0.16),
    "holes": (2, 4),
    "folds": (0.2, 0.8),
    "coffee": (0.2, 0.8),
    "streaks": (1, 4),
    "shade": (0.1, 0.5),
    "blur": (0.2, 0.6),
    "skew": (0.5, 4),
}


def mailbox(rng: Rng, only: Sequence[str] = ()) -> Iterator[Callable[[Rng], Recipe]]:
    """Give the makers of recipes without end: each profile as often as mailboxes show it.

    Args:
        rng: shuffles them.
        only: the profiles wanted, each as often as the others; all by their weight when empty.

    Raises:
        KeyError: `only` names no profile.
    """
    weights = dict.fromkeys(only, 1) or {name: weight for name, (weight, _) in PROFILES.items()}
    deck = [name for name, weight in weights.items() for _ in range(weight)]
    while True:
        for place in rng.permutation(len(deck)):
            yield PROFILES[deck[place]][1]


def freely(rng: Rng) -> Recipe:
    """Mix: a scanner or a telephone, none to three more degradations, any way of storing."""
    extras = rng.choice(list(_EXTRAS), int(rng.integers(0, 4)), replace=False)
    steps: list[Step] = [(str(name), float(rng.uniform(*_EXTRAS[str(name)]))) for name in extras]
    if rng.random() < 0.2:
        made = _photo(rng, "free-photo")
        kept = [step for step in steps if step[0] in ("copier", "back", "folds", "coffee", "fade")]
        return made._replace(steps=(*kept, *made.steps))
    if rng.random() < 0.6:
        steps.append(("grey", 1))
    dpi = float(rng.choice([150, 200, 200, 240, 300, 300]))
    special = str(rng.choice(["", "turned", "layer", "mixed", "swapped", "two-up"], p=_SPECIAL))
    made = _scan(rng, "free-scan", dpi, *steps, special=special)
    if rng.random() < 0.3:
        cut = ("bitonal", rng.uniform(135, 200)) if rng.random() < 0.7 else ("adaptive", 12.0)
        made = made._replace(name="free-bitonal", steps=(*made.steps, cut), bits=1)
    return made


_SPECIAL = (0.78, 0.06, 0.05, 0.05, 0.03, 0.03)
