"""Extract: the pages of a scan one by one, and what each of them prints of the form."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

from pipeline.extract.align import heaviest_chain
from pipeline.extract.find import Occurrence, approximate, occurrences
from pipeline.extract.outline import Item, outline, vocabulary
from pipeline.extract.prompts import prompts_of
from pipeline.extract.sheet import Sheet
from schemas.document import Block, Document
from schemas.form import Form

_LIKELY = 0.6
"""Of the quality of a place: a label of three words whose letters were misread has 0.67."""
_WHOLE = 5  # words: a question so long is printed nowhere else
_SURE = 6.0  # weight of short labels in printed order: a CV has « Adresse » and « Ville », 2.9
_SEVERAL = 4


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A sheet of paper of a scan: its blocks, and the items of the form printed on it.

    `found` holds the weight of each item by its index, of those alone that the form prints once;
    `typed` says that its words come from a text layer.
    """

    page: int
    rank: int
    blocks: tuple[Block, ...]
    found: Mapping[int, float] = field(default_factory=dict)
    is_of_the_form: bool = False
    typed: bool = False

    @property
    def weight(self) -> float:
        """How much of the form it prints."""
        return sum(self.found.values())

    @property
    def middle(self) -> float:
        """The index of the item in the middle of those it prints, by weight."""
        half, total = self.weight / 2, 0.0
        for index in sorted(self.found):
            total += self.found[index]
            if total >= half:
                return index
        return float("inf")

    @property
    def words(self) -> int:
        """The number of its words."""
        return sum(len(block.text.split()) for block in self.blocks)


def leaves_of(document: Document, form: Form) -> list[Leaf]:
    """Cut a document into its sheets of paper, in the order of the file; empty ones are left out.

    Blocks without a page (remarks) are in none of them.
    """
    typed = {page.number for page in document.pages if page.layer == "text"}
    placed = [block for block in document.blocks if block.where.page is not None]
    leaves = []
    for (page, rank), members in groupby(placed, key=lambda b: (b.where.page or 0, b.where.leaf)):
        blocks = tuple(members)
        found, is_sure = _printed(document, blocks, form)
        leaves.append(Leaf(page, rank, blocks, found, is_sure, page in typed))
    return leaves


def _printed(
    document: Document, blocks: Sequence[Block], form: Form
) -> tuple[dict[int, float], bool]:
    """Return the telling items printed on a page, and whether they make it a page of the form."""
    part = document.model_copy(update={"blocks": tuple(blocks)})
    sheet = Sheet(part, prompts_of(form).is_prompt, vocabulary(form))
    candidates = {item.index: list(_places(sheet, item)) for item in _telling(form)}
    chain = heaviest_chain(_telling(form), candidates)
    long = any(o.item.length >= _WHOLE for o in chain)
    several = len(chain) >= _SEVERAL and sum(o.worth for o in chain) >= _SURE
    return {o.item.index: o.worth for o in chain}, long or several


@cache
def _telling(form: Form) -> tuple[Item, ...]:
    """Return the items whose words the form prints once, short options left out."""
    items = outline(form)
    times = Counter(item.wordings[0].words for item in items)
    return tuple(
        item
        for item in items
        if times[item.wordings[0].words] == 1 and (item.kind != "option" or item.length >= _SEVERAL)
    )


def _places(sheet: Sheet, item: Item) -> Iterator[Occurrence]:
    exact = [o for o in occurrences(sheet, item) if o.quality >= _LIKELY and not o.reworded]
    yield from exact
    if not exact and item.length >= 3:  # words: fewer are too like others
        near = approximate(sheet, item, 0, len(sheet.text))
        if near is not None and near.quality >= _LIKELY:
            yield near
