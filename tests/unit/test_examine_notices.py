"""What is told of digital signatures, in French."""

import pytest

from pipeline.examine.notices import finding_of
from schemas.document import Notice


def notice(code: str, **facts: str) -> Notice:
    base = {"signer": "Zoé Pruvost", "date": "2019-12-11", "certificate": "unverified"}
    return Notice(code=code, facts=base | facts)


def test_an_intact_signature_is_an_information() -> None:
    told = finding_of(notice("SIGNED_INTACT"))

    assert told.severity == "info"
    assert told.message == (
        "Signature électronique de Zoé Pruvost, le 11/12/2019\u00a0: document intact depuis, "
        "certificat non vérifié."
    )


@pytest.mark.parametrize("code", ["SIGNED_ALTERED", "SIGNED_UNCHECKED"])
def test_a_signature_that_proves_nothing_is_a_warning(code: str) -> None:
    assert finding_of(notice(code)).severity == "warning"


def test_a_signer_without_a_name_or_date_is_told_in_words() -> None:
    told = finding_of(notice("SIGNED_INTACT", signer="", date="", certificate="self_signed"))

    assert told.message == (
        "Signature électronique d’une personne que le certificat ne nomme pas\u00a0: document "
        "intact depuis, certificat fait par le signataire lui-même, qui ne prouve pas son identité."
    )


def test_a_signer_named_like_a_pattern_is_told_as_written() -> None:
    told = finding_of(notice("SIGNED_INTACT", signer="{date} {0}"))

    assert "de {date} {0}, le" in told.message
