"""Settings come from the command line, the environment and a file, and each is documented."""

import dataclasses
from pathlib import Path

import pytest

from chargeit.app.settings import PREFIX, Settings, StationQuirks, load
from chargeit.domain.errors import Misconfigured
from chargeit.gateway.settings import Quirks

DOCUMENT = Path(__file__).parents[3] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


def test_the_database_is_a_file_in_home_unless_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert load().store_url == f"sqlite:///{tmp_path}/.chargeit/chargeit.sqlite3"
    monkeypatch.setenv("CHARGEIT_DATABASE_URL", "postgresql://db/x")
    assert load().store_url == "postgresql://db/x"


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "chargeit.toml"
    file.write_text("station_port = 1\napi_port = 1\nheartbeat_interval_s = 60\n")
    monkeypatch.setenv("CHARGEIT_STATION_PORT", "2")
    monkeypatch.setenv("CHARGEIT_API_PORT", "2")
    settings = load(file, api_port=3)
    assert (settings.api_port, settings.station_port, settings.heartbeat_interval_s) == (3, 2, 60)


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("station_port = 70000", "station_port"),
        ("colour = 'red'", "colour"),
        ("secret = 'short'", "secret"),
        ("station_port = ", "chargeit.toml"),
        ("log_level = 'loud'", "log_level"),
        ("[quirks.CP1]\nboot_optoinal = true", "quirks.CP1.boot_optoinal"),
        ("[quirks.CP1]\nboot_optional = 'sometimes'", "quirks.CP1.boot_optional"),
        ("trusted_proxies = ['*']", "trusted_proxies.0"),
        ("trusted_proxies = ['10.0.0.1/8']", "trusted_proxies.0"),
    ],
)
def test_a_setting_that_cannot_work_is_named(tmp_path: Path, text: str, setting: str) -> None:
    file = tmp_path / "chargeit.toml"
    file.write_text(text)
    with pytest.raises(Misconfigured) as caught:
        load(file)
    assert setting in caught.value.setting


def test_the_quirks_of_the_settings_are_those_of_the_gateway() -> None:
    assert list(StationQuirks.model_fields) == [field.name for field in dataclasses.fields(Quirks)]
    assert Quirks(**StationQuirks().model_dump()) == Quirks()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"there is no file .*gone\.toml"):
        load(tmp_path / "gone.toml")


def test_the_secret_is_not_in_the_representation() -> None:
    assert "s" * 40 not in repr(load(secret="s" * 40))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_a_line_in_the_document(name: str) -> None:
    field = Settings.model_fields[name]
    assert f"| `{name}` | `{PREFIX}{name.upper()}` |" in DOCUMENT.read_text()
    assert field.description is not None
    assert field.description in DOCUMENT.read_text()
