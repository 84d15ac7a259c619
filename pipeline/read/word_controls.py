"""Read, Word: content controls: who they are, what they say about their text, their ticks."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import islice

from lxml.etree import _Element as Element

from pipeline.read.word_glyphs import BOXES, state_of, symbol
from pipeline.read.word_names import VAL, W14, W, is_on, value_of
from pipeline.read.word_pieces import Control, Piece, Tick
from pipeline.read.word_styles import Look, Styles

DOUBT = 0.5
_NUMERIC_DATE = re.compile(r"\s*(\d{1,2})\D(\d{1,2})\D\d{2,4}\s*")
_ISO_DATE = re.compile(r"\d{4}-(\d\d)-(\d\d)")
_SHORT = 2  # a box whose glyph was typed over holds an « X », not a word


class Controls:
    """Opens the content controls of one file (ECMA-376 part 1, 17.5.2) and names them."""

    def __init__(
        self, styles: Styles, prompts: Callable[[], Mapping[str, str]], notices: Counter[str]
    ) -> None:
        """Open no control yet.

        Args:
            styles: the styles of the file.
            prompts: gives the prompts it defines (glossary part), asked for once at most.
            notices: what a person should know, counted.
        """
        self._styles = styles
        self._load_prompts = prompts
        self._prompts: Mapping[str, str] | None = None
        self._notices = notices
        self._identities: set[str] = set()

    def identity(self, own: str | None) -> str:
        """Return an identity unique in the file: identifiers get lost, and copied with text."""
        identity = own or f"n{len(self._identities)}"
        while identity in self._identities:
            identity = f"{identity}-n{len(self._identities)}"
        self._identities.add(identity)
        return identity

    def open(self, node: Element, outer: Control | None) -> Control:
        """Return the control that a `w:sdt` is, inside another one or not."""
        facts: dict[object, Element] = {}
        for child in node.iterchildren(W + "sdtPr"):
            facts = {fact.tag: fact for fact in child}
        tick = _tick(facts.get(W14 + "checkbox"))
        name = _value(facts.get(W + "tag")) or _value(facts.get(W + "alias"))
        if outer is not None and outer.tick is not None:
            # LibreOffice puts a nameless control inside every box, or around it.
            tick, name = tick or outer.tick, name or outer.name
        prompt = facts.get(W + "showingPlcHdr")
        placeholder = prompt is not None and is_on(prompt)
        return Control(
            identity=self.identity(_value(facts.get(W + "id"))),
            name=name,
            placeholder=placeholder,
            tick=tick,
            confidence=self._confidence(
                node, facts, is_prompt=placeholder and not (outer and outer.placeholder)
            ),
        )

    def _confidence(
        self, node: Element, facts: Mapping[object, Element], *, is_prompt: bool
    ) -> float:
        if is_prompt and self._is_typed_over(node, facts.get(W + "placeholder")):
            self._notices["PROMPT_LIKE_AN_ANSWER"] += 1
            return DOUBT
        date = facts.get(W + "date")
        if date is not None and _month_first(date.get(W + "fullDate"), node):
            self._notices["DATE_MONTH_FIRST"] += 1
            return DOUBT
        return 1.0

    def _is_typed_over(self, content: Element, source: Element | None) -> bool:
        # Word shows a prompt in the style « Placeholder Text », or as the form's author defined
        # it.  Programs that fill forms in may leave the flag on their text: neither is its trace.
        shown = ""
        for run in content.iter(W + "r"):
            text = "".join(part.text or "" for part in run.iterchildren(W + "t"))
            if text.strip() and self._styles.is_prompt(value_of(run.find(W + "rPr"), W + "rStyle")):
                return False
            shown += text
        if self._prompts is None and shown.strip():
            self._prompts = self._load_prompts()
        defined = (self._prompts or {}).get(value_of(source, W + "docPart") or "")
        return bool(shown.strip()) and shown.split() != (defined or "").split()

    def tick(self, text: str, look: Look, control: Control) -> list[Piece]:
        """Return the text of a check-box control with its one box given its stored state."""
        tick = control.tick
        found = BOXES.search(text)
        if tick is None or (not text.strip() and found is None):
            return [Piece(text, look, control)]
        if found is not None:
            start, end = found.span()
        elif len(text.strip()) <= _SHORT:
            start, end = 0, len(text)
        else:
            return [*self.missing(look, control), Piece(text, look, control)]
        tick.spent = True
        glyph = text[start:end]
        shown = _shown(glyph, tick)
        agrees = shown is None or shown == tick.ticked
        if not agrees:
            self._notices["BOX_STATE_AND_GLYPH_DIFFER"] += 1
        box = Piece(
            glyph.strip(),
            look,
            control,
            ticked=tick.ticked,
            is_box=True,
            confidence=1.0 if agrees else DOUBT,
        )
        plain = Piece(text[:start], look, control), box, Piece(text[end:], look, control)
        return [piece for piece in plain if piece.text]

    @staticmethod
    def missing(look: Look, control: Control | None) -> list[Piece]:
        """Return the box of a check-box control that has shown no glyph so far, if it is one."""
        tick = None if control is None else control.tick
        if tick is None or tick.spent:
            return []
        tick.spent = True
        glyph = "☒" if tick.ticked else "☐"
        return [Piece(glyph, look, control, ticked=tick.ticked, is_box=True)]


def _value(fact: Element | None) -> str | None:
    return None if fact is None else fact.get(VAL)


def _tick(box: Element | None) -> Tick | None:
    if box is None:
        return None
    checked = box.find(W14 + "checked")
    ticked = checked is not None and (checked.get(W14 + "val") or "1") in ("1", "true", "on")
    return Tick(ticked, (_glyph(box, "uncheckedState"), _glyph(box, "checkedState")))


def _glyph(box: Element, name: str) -> str:
    state = box.find(W14 + name)
    code = None if state is None else state.get(W14 + "val")
    try:
        value = int(code or "", 16)
    except ValueError:
        return ""
    return symbol(value, None if state is None else state.get(W14 + "font"))


def _shown(glyph: str, tick: Tick) -> bool | None:
    if glyph in tick.glyphs and tick.glyphs[0] != tick.glyphs[1]:
        return glyph == tick.glyphs[1]
    return state_of(glyph)


def _month_first(full: str | None, content: Element) -> bool:
    # A date control set up for English shows 2/1/2020 for the first of February.
    stored = _ISO_DATE.match(full or "")
    shown = _NUMERIC_DATE.fullmatch(
        "".join(t.text or "" for t in islice(content.iter(W + "t"), 20))
    )
    if stored is None or shown is None:
        return False
    month, day = int(stored[1]), int(stored[2])
    return month != day and (int(shown[1]), int(shown[2])) == (month, day)
