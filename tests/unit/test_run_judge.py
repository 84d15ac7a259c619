"""When a dossier was received, and what follows from it."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from pipeline import campaigns
from pipeline.run.judge import judge, received
from pipeline.run.lots import minutes_late
from pipeline.run.survey import Survey
from pipeline.run.workspace import SHIPPED
from pipeline.store.records import Drop, Entry, Member, Receipt
from schemas.campaign import Campaign
from schemas.candidature import Extraction, Finding

PARIS = dt.timezone(dt.timedelta(hours=1))
EARLY = "2019-12-12T10:00:00+01:00"
CLOSING = dt.datetime(2019, 12, 13, 23, 59, 59, tzinfo=PARIS)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return campaigns.load(SHIPPED / "pdn62-2019")


def receipt(modified: str = EARLY, dropped: str = "2019-12-16T08:00:00+00:00") -> Receipt:
    stamp = dt.datetime.fromisoformat(modified)
    return Receipt(
        id=1,
        campaign="pdn62-2019",
        dropped_at=dropped,
        removed=True,
        examined=False,
        drop=Drop(
            inbox_name=b"dossier.docx",
            sha256="a" * 64,
            is_folder=False,
            modified_ns=int(stamp.timestamp()) * 10**9,
            members=(Member(name=b"dossier.docx", sha256="a" * 64, size=1),),
        ),
    )


def found(outcome: str = "ok", **mail: str) -> Survey:
    extraction = Extraction(file="dossier.docx", sha256="a" * 64, outcome=outcome)  # type: ignore[arg-type]
    return Survey(extraction=extraction, is_mail=bool(mail), **mail)  # type: ignore[arg-type]


def codes(entry: Entry) -> list[str]:
    return [finding.code for finding in entry.extraction.findings]


def test_the_mail_servers_stamp_counts_before_the_senders_claim() -> None:
    mail = found(received="2019-12-14T00:03:00+01:00", sent="2019-12-13T23:58:00+01:00")

    assert received(mail, receipt()) == (dt.datetime(2019, 12, 14, 0, 3, tzinfo=PARIS), "server")


def test_the_senders_claim_counts_where_no_server_stamped() -> None:
    moment, source = received(found(sent="2019-12-13T23:58:00+01:00"), receipt())

    assert (moment, source) == (dt.datetime(2019, 12, 13, 23, 58, tzinfo=PARIS), "sender")


def test_a_mail_dated_after_its_drop_is_dated_by_its_file() -> None:
    moment, source = received(found(sent="2031-01-01T00:00:00+01:00"), receipt())

    assert (moment, source) == (dt.datetime(2019, 12, 12, 10, 0, tzinfo=PARIS), "file")


def test_a_file_from_the_future_was_received_when_it_was_dropped() -> None:
    moment, _ = received(found(), receipt(modified="2031-01-01T00:00:00+01:00"))

    assert moment == dt.datetime(2019, 12, 16, 8, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        ("2019-12-13T23:58:00+01:00", 0),
        ("2019-12-13T23:59:59+01:00", 0),
        ("2019-12-14T00:00:00+01:00", 1),
        ("2019-12-14T00:03:00+01:00", 4),
        ("2019-12-13T23:30:00+00:00", 31),
    ],
)
def test_a_minute_begun_after_closing_is_late(moment: str, late: int) -> None:
    assert minutes_late(dt.datetime.fromisoformat(moment), CLOSING) == late


def test_a_change_of_hour_takes_nobodys_hour() -> None:
    paris = ZoneInfo("Europe/Paris")
    closing = dt.datetime(2024, 3, 31, 1, 30, tzinfo=paris)
    moment = dt.datetime(2024, 3, 31, 3, 10, tzinfo=paris)

    assert minutes_late(moment, closing) == 40


def test_a_late_dossier_keeps_its_state_and_says_so(campaign: Campaign) -> None:
    entry = judge(found(), (), receipt(modified="2019-12-14T08:17:00+01:00"), campaign)

    assert (entry.state, entry.late_by > 0, codes(entry)) == ("recevable", True, ["HORS_DELAI"])


def test_a_file_time_that_spares_a_late_drop_is_to_be_confirmed(campaign: Campaign) -> None:
    entry = judge(found(), (), receipt(), campaign)

    assert (entry.late_by, codes(entry)) == (0, ["DATE_A_CONFIRMER"])


def test_a_drop_before_closing_needs_no_remark(campaign: Campaign) -> None:
    entry = judge(found(), (), receipt(dropped="2019-12-12T10:00:00+00:00"), campaign)

    assert codes(entry) == []


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("ok", "recevable"),
        ("incomplete", "a_regulariser"),
        ("unreadable", "illisible"),
        ("not_a_dossier", "hors_sujet"),
    ],
)
def test_the_state_follows_from_the_reading(campaign: Campaign, outcome: str, state: str) -> None:
    assert judge(found(outcome), (), receipt(), campaign).state == state


def test_a_dossier_out_of_a_mail_is_known_by_its_own_bytes(campaign: Campaign) -> None:
    piece = Member(name=b"dossier.docx", sha256="c" * 64, size=1)

    entry = judge(found(sent="2019-12-10T08:00:00+01:00"), (piece,), receipt(), campaign)

    assert (entry.content_sha256, entry.channel) == ("c" * 64, "courriel")


def test_a_complete_dossier_without_its_signature_is_to_be_regularised(
    campaign: Campaign,
) -> None:
    absent = Finding(
        code="SIGNATURE_MANQUANTE", key="signature", severity="warning", message="Absente."
    )
    extraction = Extraction(file="d.docx", sha256="a" * 64, outcome="ok", findings=(absent,))

    entry = judge(Survey(extraction=extraction), (), receipt(), campaign)

    assert entry.state == "a_regulariser"


def test_a_claimed_date_outside_the_calendar_is_no_date(campaign: Campaign) -> None:
    one = judge(found(sent="0001-01-01T00:00:00+14:00"), (), receipt(), campaign)
    other = judge(found(sent="2019-12-12T23:58:00+01:00"), (), receipt(), campaign)

    assert one.sent_at is None
    assert other.sent_at == "2019-12-12T22:58:00+00:00"


def test_a_file_dated_outside_the_calendar_was_received_when_it_was_dropped() -> None:
    odd = receipt()
    far = replace(odd, drop=replace(odd.drop, modified_ns=10**12 * 10**9))

    assert received(found(), far) == (dt.datetime.fromisoformat(odd.dropped_at), "file")


def test_the_stamp_of_a_forwarded_mail_is_to_be_confirmed(campaign: Campaign) -> None:
    mail = found(received=EARLY, sent=EARLY).model_copy(update={"forwarded": True})

    entry = judge(mail, (), receipt(), campaign)

    assert (entry.received_from, entry.late_by) == ("forwarded", 0)
    assert "DATE_A_CONFIRMER" in codes(entry)
