"""Every error a user can meet says what happened and what to do, in French, with a code."""

import pickle
import re
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.examine import NOTICES
from pipeline.extract.doubt import ALWAYS_FLAGGED
from pipeline.validate import DOUBTS
from tests.codes_page import FINDINGS, error_classes, facts_of, page

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("error", error_classes(), ids=lambda error: error.__name__)
def test_an_error_renders_with_its_facts_and_crosses_a_process(
    error: type[PipelineError],
) -> None:
    raised = error(facts_of(error))
    copy = pickle.loads(pickle.dumps(raised))  # noqa: S301 -- our own bytes

    assert str(copy) == str(raised)
    assert "{" not in raised.message + raised.advice
    assert re.fullmatch(r"(LEC|CFG|REC|ECR)-\d\d", error.code)


def test_no_two_errors_share_a_code() -> None:
    codes = [error.code for error in error_classes()]

    assert sorted(codes) == sorted(set(codes))


def test_every_reason_that_flags_a_value_can_be_told() -> None:
    assert ALWAYS_FLAGGED - set(DOUBTS) == set()


def test_every_notice_of_a_reader_can_be_told() -> None:
    source = "\n".join(p.read_text("utf-8") for p in (ROOT / "pipeline" / "read").glob("*.py"))
    noticed = set(re.findall(r"Notice\(\s*(?:code=)?\"([A-Z_]+)\"", source))

    assert noticed - set(NOTICES) == set()


def test_every_finding_is_on_the_page_of_codes() -> None:
    source = "\n".join(p.read_text("utf-8") for p in (ROOT / "pipeline").rglob("*.py"))
    found = set(re.findall(r"Finding\(\s*code=\"([A-Z_]+)\"", source))

    assert found - set(FINDINGS) == set()


def test_the_page_of_codes_agrees_with_the_code() -> None:
    assert (ROOT / "docs" / "codes.md").read_text("utf-8") == page()
