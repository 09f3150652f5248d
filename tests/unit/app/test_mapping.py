"""Where a training is done is chosen by the settings; what is wrong of them is named."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from chargeit.app.models.mapping import mapper_of
from chargeit.app.settings import Settings
from chargeit.domain.errors import Misconfigured
from chargeit.jobs.mappers.spread import Spread
from chargeit.learning.mapping import Serial


def test_it_is_here_unless_more_is_set(tmp_path: Path) -> None:
    with mapper_of(Settings(home=tmp_path)) as mapper:
        assert isinstance(mapper, Serial)
    for more in ({"training_processes": 2}, {"dask_scheduler": "tcp://127.0.0.1:8786"}):
        with mapper_of(Settings(home=tmp_path, **more)) as mapper:
            assert isinstance(mapper, Spread)


@pytest.mark.parametrize("address", ["host:8786", "http://host:8786", "tcp://host", "tcp://host:99999", "tcp://:8786"])
def test_an_address_that_cannot_work_is_named(tmp_path: Path, address: str) -> None:
    with pytest.raises(Misconfigured, match=r"^dask_scheduler: must be like"):
        mapper_of(Settings(home=tmp_path, dask_scheduler=address))


def test_without_the_extra_the_error_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = importlib.util.find_spec

    def without_dask(name: str, package: str | None = None) -> Any:
        return None if name == "distributed" else known(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without_dask)
    with pytest.raises(Misconfigured, match=r"pip install chargeit\[distributed\]"):
        mapper_of(Settings(home=tmp_path, dask_scheduler="tcp://127.0.0.1:8786"))
