"""When a dropped file is whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.run.litter import is_ignored
from pipeline.run.settle import Seen, Sight, observe, settled, stalled


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
        *("~$ssier.docx", ".~lock.dossier.odt#", "._dossier.docx", "__MACOSX", ".DS_Store"),
        *("Thumbs.db", "desktop.ini", "$RECYCLE.BIN", "System Volume Information", "lost+found"),
        *("dossier.pdf.crdownload", "x.tmp", "X.PART", "x.partial", "x.download", "x.filepart"),
        *("x.opdownload", "x.!ut", "x.docx.aria2", "x.docx.sb-1a2b3c-d4E5f6"),
        *(".syncthing.x.docx.tmp", "~syncthing~x.docx.tmp", ".stfolder", ".stversions"),
        *(".stignore", "@eaDir", "#recycle", "#snapshot", "x.docx@SynoEAStream", "@Recycle"),
        *(".nfs000000000123abcd00000001", ".smbdeleteAAA1b2c", ".fuse_hidden0001", ".Trash-1000"),
        *(".goutputstream-AB12CD", ".dossier.docx.X7d8Sk", ".dossier.docx.~5e8f", ".~5e8fab12"),
        *(".dropbox.cache", ".sync_5e8f.db", ".owncloudsync.log", "~WRD0001.tmp"),
    ],
)
def test_the_leavings_of_programs_are_ignored(name: str) -> None:
    assert is_ignored(name)


@pytest.mark.parametrize(
    "name",
    [
        *("dossier.docx", "partition.pdf", "temp", "~brouillon.docx", "-x", "part", "tmp.docx"),
        *(".dossier.docx", "dossier.v1.part2.docx", "#1 dossier.pdf", "@association.docx"),
        *("synchro.docx", "corbeille", "thumbs.docx", "dossier (conflicted copy).docx", ""),
    ],
)
def test_a_dossier_is_never_ignored_for_its_name(name: str) -> None:
    assert not is_ignored(name)


def folder(*names: str) -> Sight:
    return tuple((name.encode(), 10, 1) for name in names)


def test_a_folder_that_holds_a_download_under_way_is_not_whole() -> None:
    seen = {"scan": Seen(folder("p1.jpg", "annexe/p2.jpg.crdownload"), 0.0)}

    assert settled(seen, 60.0, quiet=2.0) == ()
    assert stalled(seen, 60.0, patience=50.0) == ("scan",)


def test_a_folder_may_be_asked_to_wait_longer_than_a_file() -> None:
    seen = {"a.docx": Seen(folder("a.docx"), 0.0), "scan": Seen(folder("p1.jpg"), 0.0)}

    assert settled(seen, 3.0, quiet=2.0, folders=6.0) == ("a.docx",)
    assert settled(seen, 6.0, quiet=2.0, folders=6.0) == ("a.docx", "scan")


@pytest.mark.parametrize(
    ("name", "size", "beside"),
    [
        ("x.pdf", 10, "x.pdf.aria2"),  # the download writes into the file itself
        ("x.pdf", 0, "x.pdf.part"),
        ("x.pdf", 0, "x.Ab1-2.pdf.part"),  # an empty place kept by Firefox
    ],
)
def test_a_file_that_a_download_will_fill_waits_for_it(name: str, size: int, beside: str) -> None:
    seen = {name: Seen(((name.encode(), size, 1),), 0.0), beside: Seen(folder(beside), 9.0)}

    assert settled(seen, 10.0, quiet=2.0) == ()


def test_a_download_given_up_long_ago_holds_nothing_back() -> None:
    seen = {"x.pdf": Seen(folder("x.pdf"), 0.0), "x.pdf.part": Seen(folder("x.pdf.part"), 0.0)}

    assert settled(seen, 200.0, quiet=2.0) == ("x.pdf",)
    assert stalled(seen, 200.0, patience=100.0) == ("x.pdf.part",)


@given(sizes=st.lists(st.integers(0, 3), min_size=1, max_size=12), step=st.integers(1, 5))
def test_a_file_settles_only_after_a_quiet_stretch(sizes: list[int], step: int) -> None:
    quiet, seen, since = 4, dict[str, Seen](), 0
    for look, size in enumerate(sizes):
        seen = observe(seen, {"a": sight(size)}, at=look * step)
        since = look if look == 0 or size != sizes[look - 1] else since

        assert bool(settled(seen, look * step, quiet)) == ((look - since) * step >= quiet)
