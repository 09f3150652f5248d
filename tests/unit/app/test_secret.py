"""The platform's secret is made once and kept private."""

from pathlib import Path

import pytest

from chargeit.app.secret import platform_secret
from chargeit.app.settings import load
from chargeit.domain.errors import Misconfigured


def test_it_is_made_at_the_first_start_and_stays(tmp_path: Path) -> None:
    settings = load(home=tmp_path / "new")
    first = platform_secret(settings)
    assert platform_secret(settings) == first
    assert len(first) >= 32
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o077 == 0


def test_a_damaged_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("oops")
    with pytest.raises(Misconfigured, match="damaged"):
        platform_secret(load(home=tmp_path))
    assert (tmp_path / "secret.key").read_text() == "oops"


def test_the_setting_wins_over_the_file(tmp_path: Path) -> None:
    assert platform_secret(load(home=tmp_path, secret="k" * 32)) == b"k" * 32
    assert not (tmp_path / "secret.key").exists()
