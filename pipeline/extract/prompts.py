"""Extract: the words a form prints for whoever fills it in, and its running lines."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from rapidfuzz import fuzz

from pipeline.extract.line import Line
from pipeline.extract.sheet import fold, words_of
from schemas.form import Form


class Prompts:
    """The prompts and running lines of a form, as patterns to take out of answers."""

    def __init__(self, form: Form) -> None:
        prompts = sorted(form.placeholders, key=len, reverse=True)
        self._prompt = re.compile("|".join(_sentence(p) for p in prompts)) if prompts else None
        self._mentions = {_letters(mention) for mention in form.mentions}
        # Most lines begin otherwise: two or four letters spare the whole comparison.
        self._mention_heads = {fold(mention[:2]) for mention in form.mentions}
        self._running_heads = {fold(line[:4]) for line in form.running}
        self._prompt_words = [words_of(prompt) for prompt in prompts]
        self._hints = {prompt.split()[0][1:4] for prompt in prompts}
        running = "|".join(_running(line) for line in form.running)
        self._running = re.compile(rf"(?:{running})(?:\s+(?:{running}))*") if running else None

    def strip(self, text: str) -> str:
        """Return `text` without any prompt of the form, its final point included."""
        if self._prompt is None or not self._may_prompt(text):
            return text
        return self._prompt.sub("", text)

    def strip_wrapped(self, lines: "list[Line]") -> "list[Line]":
        """Return the lines without the prompts that run over several of them."""
        lines = [replace(li, text="") if self._ends_prompt(li.text) else li for li in lines]
        joined = "\n".join(line.text for line in lines)
        if self._prompt is None or "\n" not in joined or not self._may_prompt(joined):
            return lines
        clean = self._prompt.sub(lambda match: "\n" * match[0].count("\n"), joined)
        if clean == joined:
            return lines
        texts = clean.split("\n")
        return [replace(line, text=t.strip()) for line, t in zip(lines, texts, strict=True)]

    def _ends_prompt(self, text: str) -> bool:
        """Say whether a line is the end of a prompt whose beginning was covered or typed over."""
        if not 9 < len(text) < 60 or not text.lower().startswith(("ici", "pour", "entrer", "du ")):
            return False
        words = words_of(text)
        return any(len(words) > 2 and words == end[-len(words) :] for end in self._prompt_words)

    def _may_prompt(self, text: str) -> bool:
        return any(hint in text for hint in self._hints)  # quicker than the whole search

    def is_prompt(self, text: str) -> bool:
        """Say whether `text` is one of the form's prompts, whole."""
        return self._prompt is not None and bool(self._prompt.fullmatch(text.strip()))

    def leaves_words(self, text: str) -> bool:
        """Say whether an answer still holds most words of a prompt, in order, among its own."""
        if not self._may_prompt(text):
            return False
        words = words_of(text)
        return any(
            words[:3] == prompt[:3] or _hold_in_order(words, prompt)
            for prompt in self._prompt_words
            if len(prompt) > 2
        )

    def is_mention(self, text: str, *, loose: bool = False) -> bool:
        """Say whether a line is a formula written by habit (« Lu et approuvé »).

        `loose`, for words read from a picture: « Si ature » under a stroke of the pen.
        """
        if loose and 4 < len(text) < 50:
            letters = _letters(text)
            return any(fuzz.ratio(letters, mention) >= 72 for mention in self._mentions)
        if not 1 < len(text) < 50 or fold(text[:2]) not in self._mention_heads:
            return False
        return _letters(text) in self._mentions

    def is_running(self, text: str) -> bool:
        """Say whether a whole line is a header or footer of the form."""
        if self._running is None or fold(text[:4]) not in self._running_heads:
            return False
        return self._running.fullmatch(fold(text)) is not None


def _hold_in_order(words: Sequence[str], prompt: Sequence[str]) -> bool:
    """Say whether at least four of a prompt's words, and two thirds, stand in `words` in order."""
    at = found = 0
    for word in prompt:
        if word in words[at:]:
            at = words.index(word, at) + 1
            found += 1
    return found >= max(4, len(prompt) * 2 // 3)


def _letters(text: str) -> str:
    return "".join(words_of(text))


@cache
def prompts_of(form: Form) -> Prompts:
    """Return the prompts of a form, made once."""
    return Prompts(form)


def _sentence(prompt: str) -> str:
    words = [re.escape(word) for word in prompt.rstrip(".").split()]
    return r"(?i:" + r"\s+".join(words) + r")\s?\.?"


def _running(line: str) -> str:
    parts = [r"\s+".join(re.escape(fold(w)) for w in part.split()) for part in line.split("{n}")]
    return r"\s*\d+\s*".join(parts)
