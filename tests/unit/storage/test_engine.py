"""The database's URL: what it becomes, and what is said where it cannot work."""

import sys

import pytest

from chargeit.domain.errors import Misconfigured
from chargeit.storage.engine import resolved


@pytest.mark.parametrize(
    "given, driver",
    [
        ("sqlite:///a.sqlite3", "sqlite+pysqlite"),
        ("postgres://u@h/n", "postgresql+psycopg"),
        ("postgresql://u:p@h:5/n", "postgresql+psycopg"),
        ("mysql://u@h/n", "mariadb+pymysql"),
        ("mariadb://u@h/n", "mariadb+pymysql"),
    ],
)
def test_a_url_gets_our_driver(given: str, driver: str) -> None:
    assert resolved(given).drivername == driver


@pytest.mark.parametrize(
    "given, said",
    [
        ("nonsense", "must be like"),
        ("oracle://u@h/n", "oracle is unknown"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_a_url_that_cannot_work_is_told(given: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said) as told:
        resolved(given)
    assert told.value.setting == "CHARGEIT_DATABASE_URL"


def test_a_missing_driver_names_its_extra_and_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Misconfigured, match=r"pip install chargeit\[postgres\]") as told:
        resolved("postgresql://u:secret@h/n")
    assert "secret" not in str(told.value)
