"""Extract: the pages of a scan put in the order of the form, copies and other papers told apart.

People scan pages in any order, twice, with the CV and the statutes around them. What the form
prints tells the place of each; the words of an annex are nobody's answer.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.leaves import Leaf, leaves_of
from pipeline.extract.outline import outline
from schemas.candidature import PagesTold
from schemas.document import Document
from schemas.form import Form, Question

_SHARED, _LEAST = 0.6, 4.0
"""Of the items of the page that has fewer, by weight: two copies share nearly all."""
_COPIES = 3
_FEW_WORDS = 60  # on a page of signatures whose words were not read; a charter has 300


class Arranged(NamedTuple):
    """A document ready to be aligned with the form.

    Attributes:
        documents: the same with either copy where pages were scanned twice; one as a rule.
        told: what a person should know of its pages, gaps left out.
        doubtful: keys of the questions that a page without any printed word was added to.
    """

    documents: tuple[Document, ...]
    told: PagesTold = PagesTold()
    doubtful: frozenset[str] = frozenset()


def arrange(document: Document, form: Form) -> Arranged:
    """Put the pages of a scan in the order of the form; typed files are left as they are."""
    if document.reader not in ("scan", "mixed") or len(document.pages) == 0:
        return Arranged((document,))
    leaves = leaves_of(document, form)
    if not any(leaf.is_of_the_form for leaf in leaves):
        return Arranged((document,))
    kept, others, doubtful = _sorted_out(leaves, form)
    groups = _in_form_order(kept)
    copies = _copies(groups)
    told = PagesTold(
        order=_told_order(groups),
        twice=tuple((same[0].page, other.page) for same in copies for other in same[1:]),
        others=tuple(sorted({leaf.page for leaf in others})),
    )
    loose = [block for block in document.blocks if block.where.page is None]
    most = min(_COPIES, max((len(same) for same in copies), default=1))
    documents = []
    for rank in range(most):
        chosen = _chosen(groups, copies, rank)
        blocks = (*loose, *(block for leaf in chosen for block in leaf.blocks))
        documents.append(document.model_copy(update={"blocks": blocks}))
    return Arranged(tuple(documents), told, doubtful)


def _sorted_out(
    leaves: Sequence[Leaf], form: Form
) -> tuple[list[list[Leaf]], list[Leaf], frozenset[str]]:
    """Part the pages of the form, each with those that go on from it, and other papers.

    Returns:
        Groups of pages in the order of the file, other papers, and the keys of the questions
        whose answers may go on, or not, on a page that prints nothing of the form.
    """
    groups: list[list[Leaf]] = []
    others: list[Leaf] = []
    doubtful = set[str]()
    cells = _signed_cells(form)
    signed = any(not cells.isdisjoint(leaf.found) for leaf in leaves if leaf.is_of_the_form)
    for leaf in leaves:
        if leaf.is_of_the_form:
            groups.append([leaf])
        elif (
            groups and _may_be_signed(leaf) and (not signed or _goes_on(groups[-1][0], leaf, cells))
        ):
            groups[-1].append(leaf)
        elif groups and (asked := _asked_last(groups[-1][0], form)) is not None:
            groups[-1].append(leaf)
            doubtful.add(asked.key)
        else:
            others.append(leaf)
    return groups, others, frozenset(doubtful)


def _signed_cells(form: Form) -> frozenset[int]:
    """Return the indexes of the items that name the places of signatures."""
    keys = {question.within for question in form.questions if question.type == "signature"}
    return frozenset(item.index for item in outline(form) for q in item.questions if q.key in keys)


def _goes_on(leaf: Leaf, following: Leaf, cells: frozenset[int]) -> bool:
    """Say whether the table of signatures that ends a page goes on, and is signed, overleaf."""
    signed = any(
        block.cells and any(span.picture is not None for span in block.spans)
        for block in following.blocks
    )
    return signed and not cells.isdisjoint(leaf.found)


def _may_be_signed(leaf: Leaf) -> bool:
    """Say whether a page may be that of the signatures, its printed words not read."""
    drawn = [s.picture for block in leaf.blocks for s in block.spans if s.picture is not None]
    return leaf.words <= _FEW_WORDS and any(picture.drawn == "strokes" for picture in drawn)


def _asked_last(leaf: Leaf, form: Form) -> Question | None:
    """Return the question that ends a page, if its answer may take more pages than one."""
    items = outline(form)
    last = items[max(leaf.found)]
    question = last.question
    if last.kind != "question" or question is None or question.type != "long_text":
        return None
    return question


def _in_form_order(groups: Sequence[list[Leaf]]) -> list[list[Leaf]]:
    return sorted(groups, key=lambda group: group[0].middle)


def _told_order(groups: Sequence[Sequence[Leaf]]) -> tuple[int, ...]:
    """Return the numbers of the pages, unless they rise: then nothing is out of order."""
    places = [(leaf.page, leaf.rank) for group in groups for leaf in group]
    firsts = [(group[0].page, group[0].rank) for group in groups]
    if firsts == sorted(firsts):
        return ()
    return tuple(dict.fromkeys(page for page, _ in places))


def _copies(groups: Sequence[Sequence[Leaf]]) -> list[list[Leaf]]:
    """Return the pages of the form that stand in the file more than once, the best one first."""
    found: list[list[Leaf]] = []
    for group in groups:
        leaf = group[0]
        home = next((same for same in found if _is_copy(same[0], leaf)), None)
        if home is None:
            found.append([leaf])
        else:
            home.append(leaf)
    return [
        sorted(same, key=lambda leaf: (not leaf.typed, -leaf.words)) for same in found if same[1:]
    ]


def _is_copy(one: Leaf, other: Leaf) -> bool:
    shared = sum(min(one.found[i], other.found[i]) for i in one.found.keys() & other.found.keys())
    return shared >= _LEAST and shared >= _SHARED * min(one.weight, other.weight)


def _chosen(
    groups: Sequence[Sequence[Leaf]], copies: Sequence[Sequence[Leaf]], rank: int
) -> list[Leaf]:
    """Return the pages with one copy of each, the `rank`-th where there are so many."""
    used = {id(same[min(rank, len(same) - 1)]) for same in copies}
    left = {id(leaf) for same in copies for leaf in same} - used
    return [leaf for group in groups if id(group[0]) not in left for leaf in group]
