"""What strangers write in a message's headers, and servers in their answers, never misleads us."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from pipeline.mailbox.answers import answers
from pipeline.mailbox.heading import heading_of
from pipeline.run.names import safe_name

ODD = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(
        [b"=?utf-8?q?", b"=?x?b?", b"?=", b"\x1b[2J", b"\r\n ", b"/../", b"\xe9", b"=00"]
    ),
)
SUBJECTS = st.lists(ODD, max_size=8).map(b"".join)


@given(SUBJECTS)
def test_a_subject_is_shown_on_one_line_and_names_a_file_in_its_folder(subject: bytes) -> None:
    shown = heading_of(b"Subject: " + subject + b"\r\nFrom: a@example.org\r\n\r\nCorps").subject
    name = safe_name(f"{shown or 'message-1'}.eml")

    assert "\x1b" not in shown
    assert len(shown.splitlines()) <= 1
    assert "/" not in name
    assert name not in {".", ".."}
    assert len(name.encode("utf-8", "replace")) <= 255


UIDS = st.integers(min_value=1, max_value=2**32 - 1)
MOMENTS = st.datetimes(
    min_value=dt.datetime(1980, 1, 1),  # noqa: DTZ001 -- the zone is drawn apart
    max_value=dt.datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(
        lambda minutes: dt.timezone(dt.timedelta(minutes=minutes))
    ),
)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@given(
    UIDS, MOMENTS, st.binary(max_size=80), st.sampled_from([(b"UID %d ", b")"), (b"", b" UID %d)")])
)
def test_an_answer_gives_back_what_the_server_said_wherever_it_stands(
    uid: int, moment: dt.datetime, content: bytes, around: tuple[bytes, bytes]
) -> None:
    moment = moment.replace(microsecond=0)
    stamp = f"{moment:%d}-{MONTHS[moment.month - 1]}-{moment:%Y %H:%M:%S %z}"
    first, last = (part.replace(b"%d", b"%d" % uid) for part in around)
    head = b'7 (%sINTERNALDATE "%s" BODY[] {%d}' % (first, stamp.encode(), len(content))

    (found,) = answers([b"3 (FLAGS (\\Seen))", (head, content), last])

    assert (found.uid, found.arrived, found.content) == (uid, moment, content)


@given(st.lists(st.one_of(st.binary(max_size=60), st.tuples(st.binary(max_size=60), st.binary()))))
def test_any_answer_at_all_is_taken_apart_or_passed_over(
    pieces: list[bytes | tuple[bytes, bytes]],
) -> None:
    assert all(0 <= found.uid < 10**10 for found in answers(pieces))
