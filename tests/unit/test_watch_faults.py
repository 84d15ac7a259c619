"""What the watcher says of faults, when it tries again, and which inboxes announce nothing."""

import errno
import os
from pathlib import Path

import pytest

from pipeline.errors import DiskFull, DropBusy, DropTooLarge, LooksCut, PipelineError
from pipeline.run.faults import fault_of
from pipeline.run.mounts import announces_changes, file_system, is_local, kind_of_mount
from pipeline.watch.bulletin import Bulletin
from pipeline.watch.post import Pace, Post
from pipeline.watch.retry import Retry, failed

PACE = Pace()


def busy(name: str) -> PipelineError:
    return DropBusy(name=name)


def full() -> PipelineError:
    return DiskFull(folder=Path("/espace"))


def test_a_fault_is_said_once_and_its_end_too() -> None:
    bulletin = Bulletin()

    said = [bulletin.news({"a": busy("a")}), bulletin.news({"a": busy("a")}), bulletin.news({})]

    assert said == [(str(busy("a")),), (), ("C’est réglé pour «\u00a0a\u00a0».",)]


def test_a_full_disk_is_said_once_for_all_the_drops_that_wait() -> None:
    bulletin = Bulletin()

    first = bulletin.news({"a": full(), "b": full()})
    second = bulletin.news({"c": full()})
    third = bulletin.news({})

    assert (first, second, third) == ((str(full()),), (), ("La réception reprend normalement.",))


def test_many_drops_with_one_fault_are_not_said_one_by_one() -> None:
    lines = Bulletin().news({f"{rank:03}": busy(f"{rank:03}") for rank in range(300)})

    assert len(lines) == 4
    assert lines[-1] == "… et 297 de plus dans le même cas [REC-04]."


def test_a_bug_is_told_once_with_its_traceback() -> None:
    bulletin = Bulletin()

    def broken() -> Exception:
        try:
            return dict[str, Exception]()["clé"]
        except KeyError as error:
            return error

    said = [bulletin.news({"": broken()}), bulletin.news({"": broken()})]

    assert said[0][0].startswith("Erreur inattendue, la surveillance continue\u00a0:\nTraceback")
    assert said[1] == ()


def test_attempts_grow_rarer_up_to_five_minutes() -> None:
    retry: Retry | None = None
    delays = []
    for _ in range(12):
        retry = failed(retry, busy("a"), at=100.0)
        delays.append(retry.again - 100.0)

    assert delays[:4] == [2.0, 4.0, 8.0, 16.0]
    assert delays[-1] == 300.0


def test_what_an_antivirus_holds_for_a_second_is_not_told() -> None:
    first = failed(None, busy("a"), 0.0)

    assert not first.is_worth_telling()
    assert failed(first, busy("a"), 2.0).is_worth_telling()
    assert failed(None, DropTooLarge(name="a", detail=""), 0.0).is_worth_telling()


def post_with(error: Exception, at: float = 10.0) -> Post:
    post = Post("appel", Path("/espace/inbox/appel"), pending=False)
    post.observe({"a": ((b"a", 1, 1),)}, {}, 0.0)
    post.retries["a"] = failed(None, error, at)
    return post


def test_a_drop_that_failed_waits_for_its_turn() -> None:
    post = post_with(busy("a"))

    assert post.ready(11.9, PACE) == ()
    assert post.next_look(11.0, PACE, 30.0) == 1.0
    assert post.ready(12.0, PACE) == ("a",)


def test_a_drop_that_changed_is_tried_as_soon_as_it_is_whole() -> None:
    post = post_with(busy("a"))

    post.observe({"a": ((b"a", 2, 2),)}, {}, 10.5)

    assert post.ready(11.0, PACE) == ()
    assert post.ready(12.5, PACE) == ("a",)


def test_a_drop_that_went_is_forgotten() -> None:
    post = post_with(busy("a"))

    post.observe({}, {}, 11.0)

    assert post.standing(11.0, PACE) == {}


def test_a_drop_that_cannot_even_be_looked_at_is_told() -> None:
    post = Post("appel", Path("/espace/inbox/appel"))
    error = DropTooLarge(name="a", detail="")

    post.observe({}, {"a": error}, 0.0)

    assert post.standing(0.0, PACE) == {"a": error}
    assert post.lasting(0.0, PACE) == {"a": error}


def test_a_full_disk_leaves_no_note_it_could_not_hold() -> None:
    assert post_with(full()).lasting(10.0, PACE) == {}


def test_what_cannot_be_read_now_keeps_no_new_drop_waiting() -> None:
    post = Post("appel", Path("/espace/inbox/appel"), pending=True)
    post.observe({"a": ((b"a", 1, 1),)}, {}, 0.0)
    post.backlog = failed(None, full(), 10.0)

    assert post.ready(10.0, PACE) == ("a",)
    assert not post.is_due(11.9)
    assert post.is_due(12.0)


def test_on_a_share_a_drop_waits_longer() -> None:
    post = Post("appel", Path("/espace/inbox/appel"), polled=True)
    post.observe({"a": ((b"a", 1, 1),)}, {}, 0.0)

    assert post.ready(9.9, PACE) == ()
    assert post.ready(10.0, PACE) == ("a",)


def test_what_looks_cut_is_taken_as_it_is_after_a_minute_without_change() -> None:
    post = post_with(LooksCut(name="a"), at=10.0)

    assert not post.may_be_cut("a", 69.9)
    assert post.may_be_cut("a", 70.0)

    post.observe({"a": ((b"a", 2, 2),)}, {}, 71.0)

    assert not post.may_be_cut("a", 72.0)


TABLE = r"""27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 0:40 / /srv/dépôts rw,relatime shared:1 - cifs //serveur/depots rw
41 27 0:41 / /srv/avec\040blanc rw - nfs4 serveur:/x rw
42 27 0:42 / /srv/double rw - autofs systemd-1 rw
43 42 0:43 / /srv/double rw - ext4 /dev/vdb rw
44 27 0:44 / /mnt/c rw - 9p C:\134 rw
45 27 0:45 / /srv/fuse rw - fuse.smbnetfs smbnetfs rw
46 27 0:46 / /srv rw - xfs /dev/vdc rw
abîmée
"""


@pytest.mark.parametrize(
    ("folder", "kind", "announced"),
    [
        ("/home/depot", "ext4", True),
        ("/srv/dépôts/inbox", "cifs", False),
        ("/srv/avec blanc/inbox", "nfs4", False),
        ("/srv/double/inbox", "ext4", True),
        ("/srv/doublement", "xfs", True),
        ("/mnt/c/Users/accueil", "9p", False),
        ("/srv/fuse", "fuse.smbnetfs", False),
    ],
)
def test_the_table_of_mounts_tells_which_inboxes_announce_changes(
    folder: str,
    kind: str,
    announced: bool,  # noqa: FBT001 -- a column of the table above
) -> None:
    assert kind_of_mount(Path(folder), TABLE) == kind
    assert announces_changes(kind) == announced


def test_an_unknown_file_system_is_trusted_to_announce_but_not_to_know_its_writers() -> None:
    assert (announces_changes(""), is_local("")) == (True, False)


def test_the_file_system_of_this_machine_is_found() -> None:
    assert file_system(Path("/proc/self")) == "proc"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "REC-07"),
        (errno.EDQUOT, "REC-07"),
        (errno.EBUSY, "REC-04"),
        (errno.EACCES, "REC-05"),
        (errno.EIO, "REC-05"),
        (errno.EMFILE, "REC-09"),
        (errno.EROFS, "REC-09"),
        (errno.ENAMETOOLONG, "REC-03"),
    ],
)
def test_what_the_system_refuses_has_a_code(number: int, code: str) -> None:
    assert fault_of("a", OSError(number, os.strerror(number)), Path("/espace")).code == code
