"""Reading, scan: the letters and blanks of a line read again, given to its words."""

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein


def shared_out(words: Sequence[str], line: str) -> list[str]:
    """Share the letters of a line out among the words first read on it.

    Blanks do not count: the second recogniser loses and invents them. A letter that only it sees
    goes with the word before, or with the first.
    """
    letters = [(char, rank) for rank, word in enumerate(words) for char in word if char.strip()]
    again = "".join(line.split())
    shares: list[list[str]] = [[] for _ in words]
    source = "".join(char for char, _ in letters)
    for tag, from0, from1, to0, to1 in _changes(source, again):
        if tag == "equal":
            for offset in range(from1 - from0):
                shares[letters[from0 + offset][1]].append(again[to0 + offset])
        elif to1 > to0 and letters:
            before = tag == "insert" and from0 < len(letters)
            owner = max(from0 - 1, 0) if before else min(from0, len(letters) - 1)
            shares[letters[owner][1]].extend(again[to0:to1])
    return [
        (" " if word.startswith(" ") else "") + "".join(share)
        for word, share in zip(words, shares, strict=True)
    ]


def _changes(source: str, target: str) -> Iterator[tuple[str, int, int, int, int]]:
    for one in Levenshtein.opcodes(source, target):
        yield one.tag, one.src_start, one.src_end, one.dest_start, one.dest_end


def respaced(words: Sequence[str], line: str, apart: Sequence[bool] = ()) -> list[str]:
    """Return words with the blanks of another reading of the same letters.

    Inside words the first recogniser sees blanks beside thin letters. The second one loses blanks
    beside digits and signs and before capitals: there the first one's stay, and wherever a wide gap
    parts two words.

    Args:
        words: as first read.
        line: as read again, of the same letters.
        apart: for each word, whether a wide gap parts it from the one before.
    """
    wide = [*apart, *([False] * (len(words) - len(apart)))]
    blanks = set()
    count = 0
    for char in line.strip():
        if char.isspace():
            blanks.add(count)
        else:
            count += 1
    count = 0
    spaced = []
    before = ""
    for rank, word in enumerate(words):
        text = ""
        for char in word:
            if char.isspace():
                continue
            in_word = before.isalpha() and char.islower()
            own = not text and word[:1].isspace() and (wide[rank] or not in_word)
            text += (" " if count and (count in blanks or own) else "") + char
            before = char
            count += 1
        spaced.append(text)
    if spaced and words[0][:1].isspace():
        spaced[0] = f" {spaced[0]}"
    return spaced
