"""Read, Word: content controls: who they are, what they say about their text, their ticks."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element as Element

from pipeline.read.word_glyphs import BOXES, state_of, symbol
from pipeline.read.word_names import VAL, W14, W, child_of, is_on, value_of
from pipeline.read.word_pieces import Control, Piece, Tick
from pipeline.read.word_styles import Look, Styles

DOUBT = 0.5
_NUMERIC_DATE = re.compile(r"\s*(\d{1,2})\D(\d{1,2})\D\d{2,4}\s*")
_ISO_DATE = re.compile(r"\d{4}-(\d\d)-(\d\d)")
_FACTS, _CHECKBOX, _ID = W + "sdtPr", W14 + "checkbox", W + "id"
_TAG, _ALIAS, _DATE = W + "tag", W + "alias", W + "date"
_PROMPT, _SHOWS_PROMPT = W + "placeholder", W + "showingPlcHdr"
_RUN, _TEXT, _MARKS, _LOOK = W + "r", W + "t", W + "rPr", W + "rStyle"
_CHECKED, _VALUE, _FONT = W14 + "checked", W14 + "val", W14 + "font"
_UNTICKED_STATE, _TICKED_STATE = W14 + "uncheckedState", W14 + "checkedState"
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
        for child in node.iterchildren(_FACTS):
            facts = {fact.tag: fact for fact in child}
        tick = _tick(facts.get(_CHECKBOX))
        name = _value(facts.get(_TAG)) or _value(facts.get(_ALIAS))
        if outer is not None and outer.tick is not None:
            # LibreOffice puts a nameless control inside every box, or around it.
            tick, name = tick or outer.tick, name or outer.name
        prompt = facts.get(_SHOWS_PROMPT)
        placeholder = prompt is not None and is_on(prompt)
        return Control(
            identity=self.identity(_value(facts.get(_ID))),
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
        if is_prompt and self._is_typed_over(node, facts.get(_PROMPT)):
            self._notices["PROMPT_LIKE_AN_ANSWER"] += 1
            return DOUBT
        date = facts.get(_DATE)
        if date is not None and _month_first(date.get(W + "fullDate"), node):
            self._notices["DATE_MONTH_FIRST"] += 1
            return DOUBT
        return 1.0

    def _is_typed_over(self, content: Element, source: Element | None) -> bool:
        # Word shows a prompt in the style « Placeholder Text », or as the form's author defined
        # it.  Programs that fill forms in may leave the flag on their text: neither is its trace.
        shown = ""
        for run in content.iter(_RUN):
            text = "".join([part.text or "" for part in run.iterchildren(_TEXT)])
            if text.strip() and self._styles.is_prompt(value_of(child_of(run, _MARKS), _LOOK)):
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
    ticked = False
    glyphs = {_UNTICKED_STATE: "", _TICKED_STATE: ""}
    for fact in box.iterchildren(_TICKED_STATE, _UNTICKED_STATE, _CHECKED):
        if fact.tag == _CHECKED:
            ticked = (fact.get(_VALUE) or "1") in ("1", "true", "on")
        else:
            glyphs[str(fact.tag)] = _glyph(fact.get(_VALUE), fact.get(_FONT))
    return Tick(ticked, (glyphs[_UNTICKED_STATE], glyphs[_TICKED_STATE]))


@lru_cache(maxsize=64)
def _glyph(code: str | None, font: str | None) -> str:
    try:
        return symbol(int(code or "", 16), font)
    except ValueError:
        return ""


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
