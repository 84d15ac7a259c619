"""When a dropped file is whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.run.settle import Seen, Sight, is_ignored, observe, settled


def sight(size: int, modified: int = 1) -> Sight:
    return ((b"dossier.docx", size, modified),)


def test_a_file_settles_once_it_has_not_changed_for_long_enough() -> None:
    seen = observe({}, {"a": sight(10)}, at=0.0)
    seen = observe(seen, {"a": sight(10)}, at=2.0)

    assert settled(seen, 1.9, quiet=2.0) == ()
    assert settled(seen, 2.0, quiet=2.0) == ("a",)


def test_a_file_that_grows_starts_to_wait_again() -> None:
    seen = observe({}, {"a": sight(10)}, at=0.0)
    seen = observe(seen, {"a": sight(11)}, at=1.9)

    assert settled(seen, 2.5, quiet=2.0) == ()


def test_a_file_rewritten_with_the_same_size_starts_to_wait_again() -> None:
    seen = observe({}, {"a": sight(10, modified=1)}, at=0.0)
    seen = observe(seen, {"a": sight(10, modified=2)}, at=1.9)

    assert settled(seen, 2.5, quiet=2.0) == ()


def test_a_file_that_is_gone_is_forgotten() -> None:
    seen = observe({"a": Seen(sight(10), 0.0)}, {}, at=5.0)

    assert seen == {}


def test_an_empty_file_settles_so_that_it_is_refused_aloud() -> None:
    assert settled({"a": Seen(sight(0), 0.0)}, 5.0, quiet=2.0) == ("a",)


def test_a_folder_without_a_file_waits_to_be_filled() -> None:
    assert settled({"nouveau dossier": Seen((), 0.0)}, 5.0, quiet=2.0) == ()


@pytest.mark.parametrize(
    "name",
    [
        *("~$ssier.docx", ".~lock.dossier.odt#", "dossier.pdf.crdownload", "x.tmp", "X.PART"),
        *("Thumbs.db", "desktop.ini", ".DS_Store", "._dossier.docx", "__MACOSX"),
    ],
)
def test_the_leavings_of_programs_are_ignored(name: str) -> None:
    assert is_ignored(name)


@pytest.mark.parametrize("name", ["dossier.docx", "partition.pdf", "temp", "~brouillon.docx", "-x"])
def test_a_dossier_is_never_ignored_for_its_name(name: str) -> None:
    assert not is_ignored(name)


@given(sizes=st.lists(st.integers(0, 3), min_size=1, max_size=12), step=st.integers(1, 5))
def test_a_file_settles_only_after_a_quiet_stretch(sizes: list[int], step: int) -> None:
    quiet, seen, since = 4, dict[str, Seen](), 0
    for look, size in enumerate(sizes):
        seen = observe(seen, {"a": sight(size)}, at=look * step)
        since = look if look == 0 or size != sizes[look - 1] else since

        assert bool(settled(seen, look * step, quiet)) == ((look - since) * step >= quiet)
