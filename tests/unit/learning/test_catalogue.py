"""The catalogue names what there is, and costs nothing until it is asked."""

import subprocess
import sys

import pytest

from chargeit.domain.errors import NotFound
from chargeit.learning import catalogue


def test_an_unknown_feature_is_not_found() -> None:
    with pytest.raises(NotFound, match="no feature tides"):
        catalogue.feature("tides")


def test_every_feature_that_is_there_bears_its_name() -> None:
    for name in catalogue.names():
        assert catalogue.feature(name).name == name


def test_an_idle_platform_has_not_loaded_the_learning_libraries() -> None:
    source = (
        "import sys, chargeit.cli, chargeit.app.serve, chargeit.api.app, chargeit.learning.catalogue\n"
        "print(sorted({'numpy', 'scipy', 'sklearn', 'lightgbm', 'pandas'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
