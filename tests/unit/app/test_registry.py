"""What is wrong of the MLflow in the settings is named, before anything is trained or served."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from chargeit.app.models.registry import registry_of
from chargeit.app.settings import Settings
from chargeit.domain.errors import Misconfigured


def test_there_is_none_unless_it_is_set(tmp_path: Path) -> None:
    assert registry_of(Settings(home=tmp_path)) is None
    assert registry_of(Settings(home=tmp_path, mlflow_uri="https://mlflow.example/here")) is not None


@pytest.mark.parametrize(
    "uri", ["mlflow.example", "file:///tmp/runs", "postgresql://u@db/mlflow", "https://", "https://ann:secret@mlflow"]
)
def test_an_address_that_cannot_work_is_named_without_the_secret(tmp_path: Path, uri: str) -> None:
    with pytest.raises(Misconfigured, match=r"^mlflow_uri: ") as refused:
        registry_of(Settings(home=tmp_path, mlflow_uri=uri))
    assert "secret" not in str(refused.value)


def test_without_the_extra_the_error_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = importlib.util.find_spec

    def without_mlflow(name: str, package: str | None = None) -> Any:
        return None if name == "mlflow" else known(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without_mlflow)
    with pytest.raises(Misconfigured, match=r"pip install chargeit\[mlflow\]"):
        registry_of(Settings(home=tmp_path, mlflow_uri="https://mlflow.example"))
