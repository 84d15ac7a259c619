"""Slow, hurried and fickle writers: each drop is taken once, none half."""

from pathlib import Path

import pytest

from bench.slow_writers import Load, run

pytestmark = pytest.mark.slow


def test_whatever_way_it_is_written_a_drop_is_taken_once_and_whole(tmp_path: Path) -> None:
    assert run(tmp_path, Load(files=80, seconds=4.0, members=50)) == []
