"""Kin: the long answers of two dossiers, and how common their words are among all of them."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import chain, combinations
from typing import NamedTuple

from rapidfuzz import fuzz

Phrase = tuple[str, ...]

_PHRASE = 5  # words: shorter ones are turns of speech, longer ones do not outlive a bad scan
_TELLING = 20  # characters under which an answer says nothing (« néant », « voir ci-joint »)
_COMMON = 3  # dossiers of a small call that may share a phrase before it is anybody's
_COMMON_SHARE = 100  # and one in so many of a large call: 10 of 1,000
_COPIED = 0.6  # of the phrases of the shorter answer: one word in ten may differ
# Two answers out of one stock of sentences reach it in one answer at most, among all pairs of the
# reference corpus, each pair taken alone.
_COPIED_RATIO = 85
_COPIED_LETTERS = 300  # in all: less is a sentence or two, which colleagues may share
_COPIED_ANSWERS = 2
_MEETING = 10  # phrases shared before two dossiers are compared at all


class Alike(NamedTuple):
    """How alike the long answers of two dossiers are: 0–100, over so many characters."""

    ratio: float = 0.0
    letters: int = 0


def alike(one: Mapping[str, str], other: Mapping[str, str]) -> Alike:
    """Compare the long answers that both dossiers have, each counted by its length."""
    shared = [
        (words, other[key])
        for key, words in one.items()
        if min(len(words), len(other.get(key, ""))) >= _TELLING
    ]
    letters = [max(len(left), len(right)) for left, right in shared]
    if not letters:
        return Alike()
    ratios = [fuzz.ratio(left, right) for left, right in shared]
    weighted = sum(ratio * size for ratio, size in zip(ratios, letters, strict=True))
    return Alike(weighted / sum(letters), sum(letters))


class Phrases:
    """The phrases of dossiers' long answers, for telling a copied text from a common one.

    Args:
        texts: per dossier, long answers by key, as plain words.
        each: how many dossiers one candidature may come as here.
    """

    def __init__(self, texts: Mapping[str, Mapping[str, str]], *, each: int = 1) -> None:
        self._texts = texts
        self._phrases = {
            number: {key: _phrases(words) for key, words in answers.items()}
            for number, answers in texts.items()
        }
        whole = {n: frozenset().union(*answers.values()) for n, answers in self._phrases.items()}
        times = Counter(chain.from_iterable(whole.values()))
        limit = each * max(_COMMON, len(texts) // _COMMON_SHARE)
        self._rare: dict[Phrase, list[str]] = defaultdict(list)
        for number, phrases in whole.items():
            for phrase in phrases:
                if 1 < times[phrase] <= limit:
                    self._rare[phrase].append(number)

    def meetings(self) -> list[tuple[str, str]]:
        """Return the pairs of dossiers that share words which few others have."""
        shared = Counter(
            pair for numbers in self._rare.values() for pair in combinations(sorted(numbers), 2)
        )
        return sorted(pair for pair, count in shared.items() if count >= _MEETING)

    def copied(self, one: str, other: str) -> tuple[str, ...]:
        """Return the keys of the answers that two dossiers share nearly word for word.

        None unless several answers are, at some length, in words that few others have.
        """
        keys = [key for key in self._phrases[one] if self._is_copied(key, one, other)]
        letters = sum(min(len(self._texts[n][key]) for n in (one, other)) for key in keys)
        enough = len(keys) >= _COPIED_ANSWERS and letters >= _COPIED_LETTERS
        return tuple(keys) if enough else ()

    def _is_copied(self, key: str, one: str, other: str) -> bool:
        mine, theirs = (self._phrases[n].get(key, frozenset()) for n in (one, other))
        if not mine or not theirs:
            return False
        shared = sum(phrase in self._rare for phrase in mine & theirs)
        texts = self._texts[one][key], self._texts[other][key]
        rare = shared >= _COPIED * min(len(mine), len(theirs))
        return rare and fuzz.ratio(*texts) >= _COPIED_RATIO


def _phrases(words: str) -> frozenset[Phrase]:
    split = words.split()
    return frozenset(zip(*(split[start:] for start in range(_PHRASE)), strict=False))
