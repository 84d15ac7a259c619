"""Where a key stands in a TOML file."""

import tomllib

import pytest

from pipeline.campaigns.locate import KeyPath, line_of, lines
from tests.calls import COORDINATION, PDN, SHIPPED

TEXT = '''a = 1
"b c" = "x # y" # z
list = [
  1, # one
  { k = "v", l = ["q",
    'r'] },
]
m = """
[x]
y = 2 """""
[t.u]
v.w = 2020-01-01

[[p]]
heading = ["a"]
[[p]]
[p.q]
key = "s \\" t"
[[p.q.o]]
code = "1"
[[p.q.o]]
code = "2"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("b c",), 2),
        (("list", 1, "k"), 5),
        (("list", 1, "l", 1), 6),
        (("m",), 8),
        (("t", "u", "v", "w"), 12),
        (("p", 0, "heading", 0), 15),
        (("p", 1, "q", "key"), 18),
        (("p", 1, "q", "o", 1, "code"), 22),
    ],
)
def test_a_key_is_found_on_its_line(path: KeyPath, line: int) -> None:
    assert lines(TEXT)[path] == line


def test_a_key_that_is_missing_is_blamed_on_what_surrounds_it() -> None:
    assert line_of(("p", 1, "q", "title"), lines(TEXT)) == 17


def test_windows_line_ends_count_as_one() -> None:
    assert lines("a = 1\r\nb = 2\r\n")[("b",)] == 2


@pytest.mark.parametrize("file", ["campaign.toml", "form.toml", "grid.toml"])
@pytest.mark.parametrize("campaign", [PDN, COORDINATION])
def test_every_key_of_the_shipped_files_is_found(campaign: str, file: str) -> None:
    text = (SHIPPED / campaign / file).read_text("utf-8")

    assert set(_paths(tomllib.loads(text), ())) == set(lines(text))


def _paths(value: object, path: KeyPath) -> list[KeyPath]:
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    found = [path] if path else []
    for step, item in inner:
        found += _paths(item, (*path, step))
    return found
