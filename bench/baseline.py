"""The mark to beat: an afternoon's script, labels searched in printed order in flat text.

docx2python gives the text of Word files and pypdfium2 that of PDF files; each label is searched
after the one before it, an answer is what stands up to the next label, a box is the sign before
its option, a date is made ISO. Written in good faith, as someone would who knows the form: labels
and their variants come from `form.toml`. Nothing is ever flagged, since nothing tells it to be.
"""

import json
import re
from pathlib import Path

import pypdfium2
from docx2python import docx2python

from schemas.form import Form, Option, Question

CORPUS = Path(__file__).parents[1] / "tests" / "truth" / "corpus" / "pdn62-2019"

TICKED, EMPTY = "☒☑✔✓✗✘🗹\uf0fe\uf0fdXx", "☐❑❒□🞎○\uf0a8"
BOX = re.compile(rf"(?:\[\s*([Xx]?)\s*\]|\(\s*([Xx]?)\s*\)|([{TICKED}{EMPTY}]))\s*$")
PICTURE = re.compile(r"----(?:Image alt text---->.*?<-{0,4})?(?:media/[^-]*----)?")
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
WORDED = re.compile(
    r"(\d{1,2})(?:er)?\s+(" + "|".join(MONTHS.split()) + r")\s+(\d{4})", re.IGNORECASE
)
FIGURES = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})\b")
END = r"(?!\w)[ :?.]*"
Place = tuple[int, int]


def flat_text(path: Path) -> str:
    """Give the text of a Word or PDF file; of anything else, none."""
    if path.suffix == ".docx":
        with docx2python(path) as content:
            return content.text
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as pdf:
            return "\n".join(page.get_textpage().get_text_range() for page in pdf)
    return ""


def tidy(text: str) -> str:
    """Make spaces, apostrophes, hyphens and line ends alike, so that labels are found."""
    text = text.replace("\r\n", "\n").replace("’", "'").replace("\u00ad", "")
    text = text.replace("\ufffe", "-")  # what pdfium makes of a hyphen at the end of a line
    text = re.sub(r"</?a\b[^>]*>|(?m:^--\t)", "", text)  # docx2python's links and bullets
    return re.sub(r"[ \t\u00a0\u202f]+", " ", text)


def search(labels: tuple[str, ...], text: str, start: int, end: int | None = None) -> Place | None:
    """Find the first label that stands after `start`, at the head of a line if it can be."""
    end = len(text) if end is None else end
    for label in labels:
        words = r"\s+".join(map(re.escape, tidy(label).rstrip(" :?.").split()))
        for head in (r"(?m)^[ \W]*", r"\b"):
            if found := re.compile(f"{head}{words}{END}", re.IGNORECASE).search(text, start, end):
                return found.start(), found.end()
    return None


def places(form: Form, text: str) -> dict[str, Place]:
    """Find every label in printed order, from the heading of the form on."""
    first = search(form.printed[0].heading, text, 0)
    cursor, found = first[1] if first else 0, {}
    for question in form.questions:
        if place := search(question.label, text, cursor):
            found[question.key] = place
            cursor = place[1]
    return found


def is_ticked(option: Option, text: str, start: int, end: int) -> bool:
    """Tell whether the sign before an option's words is a tick."""
    place = search(option.label, text, start, end)
    sign = BOX.search(text[start : place[0] + 3], 0, place[0] - start) if place else None
    if place and sign is None:  # the search at the head of a line takes the sign with it
        sign = BOX.match(text[place[0] : place[1]].strip()[:1])
    return sign is not None and (sign[0].strip("[]() ") or "-") in TICKED


def date(text: str) -> str | None:
    """Make the first date ISO."""
    if found := WORDED.search(text):
        month = MONTHS.split().index(found[2].lower()) + 1
        return f"{found[3]}-{month:02}-{int(found[1]):02}"
    if found := FIGURES.search(text):
        year = int(found[3]) % 100 + 2000
        return f"{year}-{int(found[2]):02}-{int(found[1]):02}"
    return None


def answer(question: Question, text: str, start: int, end: int, form: Form) -> object:
    """Make a value of what stands between a label and the next."""
    ticked = [o.code for o in question.options if is_ticked(o, text, start, end)]
    match question.type:
        case "choices":
            return ticked
        case "choice":
            return ticked[0] if len(ticked) == 1 else None
        case "boolean":
            return ticked == ["oui"] if len(ticked) == 1 else None
        case "signature":
            return "media/" in text[start:end]
    return words(question, text[start:end], form)


def words(question: Question, raw: str, form: Form) -> str | None:
    """Take placeholders, headings and pictures off an answer."""
    headings = [heading for item in form.printed for heading in item.heading]
    for other in (*form.placeholders, *headings):
        raw = raw.replace(tidy(other), "")
    raw = PICTURE.sub("", raw).strip(" :\n\t._")
    if question.type == "date":
        return date(raw)
    if question.type == "postal_code":
        found = re.search(r"\d{2} ?\d{3}", raw)
        return found[0].replace(" ", "") if found else None
    line = raw if question.type == "long_text" else raw.split("\n\n")[0]
    return re.sub(r"\n{2,}", "\n", line).strip() or None


def extract(path: Path, form: Form) -> dict[str, object]:
    """Read one file the short way, into the JSON that the scorer takes."""
    text = tidy(flat_text(path))
    for line in form.running:  # headers and footers fall between two lines of an answer
        pattern = re.escape(tidy(line)).replace(re.escape("{n}"), r"\d+")
        text = re.sub(rf"(?m)^[ \t]*{pattern}|{pattern}[ \t]*$", "", text)
    found = places(form, text)
    values: dict[str, object] = {}
    for question in form.questions:
        begin, start = found.get(question.key, (0, 0))
        details = [option.detail for option in question.options]
        after = [place[0] for key, place in found.items() if key not in details]
        end = min((place for place in after if place > begin), default=len(text))
        there = question.key in found
        empty = [] if question.type == "choices" else None
        values[question.key] = answer(question, text, start, end, form) if there else empty
    missing = [q for q in form.questions if q.required and values[q.key] in (None, [], False)]
    outcome = "incomplete" if missing else "ok"
    if len(found) < 12:
        outcome = "not_a_dossier" if text.strip() else "unreadable"
    return {"file": path.name, "outcome": outcome, "fields": values}


def read_set(form: Form, out: Path) -> None:
    """Write the script's result for every dossier of the corpus."""
    for truth in (json.loads(f.read_text("utf-8")) for f in CORPUS.glob("*.truth.json")):
        result = json.dumps(extract(CORPUS / truth["file"], form), ensure_ascii=False)
        (out / f"{truth['file'][:80]}.json").write_text(result, "utf-8")
