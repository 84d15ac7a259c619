"""Whatever words a page holds, the alignment with the form keeps the order of both."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.scan_register_words import pairs_of, plain

WORDS = st.sampled_from(
    [
        "nom",
        "structure",
        "structures",
        "de",
        "la",
        "oui",
        "xoui",
        "non",
        "emploi",
        "adresse",
        "à",
        "",
    ]
)
LINES = st.lists(WORDS.map(plain), max_size=25)


@given(seen=LINES, printed=LINES, boxed=st.booleans())
def test_pairs_go_forward_on_both_sides_and_are_alike(
    seen: list[str],
    printed: list[str],
    boxed: bool,  # noqa: FBT001 -- drawn
) -> None:
    pairs = pairs_of(seen, printed, [boxed] * len(printed))

    assert all(a.seen < b.seen and a.printed < b.printed for a, b in pairwise(pairs))
    for pair in pairs:
        word, other = seen[pair.seen], printed[pair.printed]
        assert 0 < pair.like <= 1
        assert word[-2:] == other[-2:] or set(word) & set(other)
        assert (pair.like == 1) == (word == other)


@given(words=LINES.filter(lambda words: any(len(word) > 3 for word in words)))
def test_a_form_printed_empty_is_found_whole(words: list[str]) -> None:
    kept = [word for word in words if word]

    pairs = pairs_of(kept, kept, [False] * len(kept))

    assert [(pair.seen, pair.printed) for pair in pairs] == [(n, n) for n in range(len(kept))]
